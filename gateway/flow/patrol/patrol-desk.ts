/** The patrol in the running gateway: knows the plan of the day, takes taps, looks once a second. */

import { isoDate, type DayNumber } from '../../core/calendar/civil-date.ts';
import { localTime } from '../../core/calendar/school-clock.ts';
import type { CampusState } from '../../core/campus.ts';
import type { Context } from '../../core/context.ts';
import type { Fact } from '../../core/facts.ts';
import { type Checkin, ownerOf } from '../../core/patrol/cards.ts';
import { decideRounds } from '../../core/patrol/decide-rounds.ts';
import { decideTap } from '../../core/patrol/decide-tap.ts';
import type { PlannedRound } from '../../core/patrol/patrol-facts.ts';
import { roundsOf } from '../../core/patrol/plan-rounds.ts';
import type { School } from '../../core/school.ts';
import type { DeviceEvent } from '../../contract/mqtt.ts';
import type { DayDecider } from '../day/day-watch.ts';
import { cardFingerprint, daySeed, drawsFrom } from './seeds.ts';

export type CheckinEvent = Extract<DeviceEvent, { type: 'checkin' }>;

const DAYS_KEPT = 8;

export class PatrolDesk implements DayDecider {
  readonly name = 'patrol';
  readonly #secret: Uint8Array;
  #school: School | null = null;
  #days = new Map<DayNumber, readonly PlannedRound[]>();

  /** @param secret 32 bytes that only this gateway knows */
  constructor(secret: Uint8Array) {
    this.#secret = secret;
  }

  decide(state: CampusState, ctx: Context): readonly Fact[] {
    const { school, now } = ctx;
    if (!school.patrol || !now.trusted) return [];
    const { day } = localTime(school.timeZone, now.wall);
    const planned = [day - 1, day, day + 1].flatMap((date) => this.plan(school, date));
    return decideRounds(state, planned, ctx);
  }

  /** The rounds that begin on that date. Secret until they begin: for staff who may know, never for devices. */
  plan(school: School, day: DayNumber): readonly PlannedRound[] {
    if (school !== this.#school) {
      this.#school = school;
      this.#days.clear();
    }
    const known = this.#days.get(day);
    if (known) return known;
    const rounds = school.patrol ? roundsOf(school.patrol, school.calendar, day, this.#seedOf) : [];
    if (this.#days.size >= DAYS_KEPT) this.#days.clear();
    this.#days.set(day, rounds);
    return rounds;
  }

  /** What the journal keeps of a checkin: whose card it was, or its fingerprint; never a number (promise 10). */
  reading(device: string, event: CheckinEvent, ctx: Context): unknown {
    const { card: _number, ...body } = event;
    return { ...body, ...ownerOf(ctx.school.patrol, checkinOf(device, event), this.#fingerprint(event.card, ctx)) };
  }

  tap(device: string, event: CheckinEvent, state: CampusState, ctx: Context): readonly Fact[] | null {
    return decideTap(checkinOf(device, event), this.#fingerprint(event.card, ctx), state, ctx);
  }

  #fingerprint(card: string, { school, now }: Context): string {
    return cardFingerprint(this.#secret, isoDate(localTime(school.timeZone, now.wall).day), card);
  }

  readonly #seedOf = (plan: string, date: string) => drawsFrom(daySeed(this.#secret, plan, date));
}

const checkinOf = (device: string, { card, age }: CheckinEvent): Checkin => ({ device, card, ageMs: age ?? 0 });
