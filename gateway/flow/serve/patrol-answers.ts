/**
 * Rounds, trajectories and gaps for the outside. The last days are in memory; older ones are folded again from the record, by
 * the same fold. A drawn round shows itself only when it begins: nobody reads here where the patrol will be.
 */

import type { PatrolGap, Round as RoundView, Trajectory } from '../../contract/patrol.ts';
import { type DayNumber, dayNumber, isoDate } from '../../core/calendar/civil-date.ts';
import { localTime, wallAt } from '../../core/calendar/school-clock.ts';
import type { Fact } from '../../core/facts.ts';
import { decideSign } from '../../core/patrol/decide-sign.ts';
import { emptyPatrolState, evolvePatrol, type Round } from '../../core/patrol/patrol-state.ts';
import { epochMs } from '../../core/time.ts';
import type { Journal, LedgerItem } from '../../ports/journal.ts';
import type { PatrolRecord, SignResult } from '../../ports/patrol-record.ts';
import type { Engine } from '../engine/engine.ts';
import { happenedFrom } from '../engine/snapshot.ts';
import type { PatrolDesk } from '../patrol/patrol-desk.ts';
import { iso } from './incident-view.ts';
import { patiently, stored } from './patience.ts';
import { longestGap } from './patrol-gaps.ts';
import { roundView, unbegun } from './round-view.ts';

const ROUND_KINDS = ['round-planned', 'checkpoint-passed', 'checkpoint-missed', 'round-closed'];
const PAGE = 5000;
/** A reader may deliver what it kept a day later. */
const LATE_DAYS = 2;
const MEMORY_DAYS = 1;

type Passed = Extract<Fact, { kind: 'checkpoint-passed' }>;

export class PatrolAnswers implements PatrolRecord {
  readonly #engine: Engine;
  readonly #journal: Journal;
  readonly #desk: PatrolDesk;

  constructor(engine: Engine, journal: Journal, desk: PatrolDesk) {
    this.#engine = engine;
    this.#journal = journal;
    this.#desk = desk;
  }

  async rounds(date: string | null): Promise<readonly RoundView[]> {
    const day = this.#dayOf(date);
    const { school, state } = this.#engine;
    const found = new Map<string, Round>();
    if (day < this.#today() - MEMORY_DAYS) for (const round of await this.#recorded(day)) found.set(round.round, round);
    else for (const round of this.#fixedOn(day)) found.set(round.round, round);
    for (const round of state.patrol.rounds.values()) if (round.date === isoDate(day)) found.set(round.round, round);
    const nowMs = this.#nowMs();
    return [...found.values()].map((round) => roundView(round, school, nowMs));
  }

  async round(id: string): Promise<RoundView | null> {
    const { school, state } = this.#engine;
    const live = state.patrol.rounds.get(id);
    if (live) return roundView(live, school, this.#nowMs());
    const date = id.slice(0, 10);
    if (dayNumber(date) === null) return null;
    return (await this.rounds(date)).find((round) => round.id === id) ?? null;
  }

  async trajectory(person: string, date: string | null): Promise<Trajectory | null> {
    const { school } = this.#engine;
    const known = school.people.get(person);
    if (!known) return null;
    const day = this.#dayOf(date);
    const passed = (await this.#passedOn(day)).filter((one) => one.person === person && one.device !== null);
    return {
      person,
      personName: known.name,
      date: isoDate(day),
      items: passed.map((one, index) => {
        const checkpoint = school.patrol?.checkpoints.get(one.checkpoint);
        const before = passed[index - 1];
        return {
          at: iso(one.atMs),
          checkpoint: one.checkpoint,
          name: checkpoint?.name ?? one.checkpoint,
          zone: checkpoint?.zone ?? null,
          round: one.round,
          afterSeconds: before ? Math.round((one.atMs - before.atMs) / 1000) : null,
          flags: [...one.flags],
        };
      }),
      next: null,
    };
  }

  async gaps(date: string | null): Promise<readonly PatrolGap[]> {
    const { school } = this.#engine;
    const { patrol, timeZone } = school;
    if (!patrol) return [];
    const day = this.#dayOf(date);
    const fromMs = wallAt(timeZone, day, 0);
    const toMs = Math.min(wallAt(timeZone, day + 1, 0), this.#nowMs());
    if (toMs <= fromMs) return [];
    const passed = await this.#passedOn(day);
    const zones = new Set([...patrol.checkpoints.values()].flatMap((checkpoint) => checkpoint.covers));
    return [...zones].flatMap((id): readonly PatrolGap[] => {
      const zone = school.zones.get(id);
      if (!zone) return [];
      const visits = passed.filter((one) => patrol.checkpoints.get(one.checkpoint)?.covers.includes(id));
      const longest = longestGap(
        visits.map((one) => one.atMs),
        fromMs,
        toMs,
      );
      return [
        {
          id,
          name: zone.name,
          nameEn: zone.nameEn ?? null,
          keyArea: zone.blindSpot,
          visits: visits.length,
          longestSeconds: Math.round((longest.toMs - longest.fromMs) / 1000),
          from: iso(longest.fromMs),
          to: iso(longest.toMs),
        },
      ];
    });
  }

  async sign(person: string, round: string, checkpoint: string): Promise<SignResult> {
    const engine = this.#engine;
    const ctx = engine.context();
    const decision = decideSign(round, checkpoint, person, engine.state, ctx);
    if (!decision.ok) return decision;
    const isStored = await stored(engine, decision.facts, person, ctx.now);
    const signed = engine.state.patrol.rounds.get(round);
    if (!signed) return { ok: false, why: 'unknown-round' };
    return { ok: true, round: roundView(signed, engine.school, this.#nowMs()), stored: isStored };
  }

  /** For the live feed. */
  view(id: string): RoundView | null {
    const round = this.#engine.state.patrol.rounds.get(id);
    return round ? roundView(round, this.#engine.school, this.#nowMs()) : null;
  }

  #nowMs(): number {
    return this.#engine.clock.now().wall;
  }

  #today(): DayNumber {
    return localTime(this.#engine.school.timeZone, this.#nowMs()).day;
  }

  #dayOf(date: string | null): DayNumber {
    return (date === null ? null : dayNumber(date)) ?? this.#today();
  }

  /** Those at known times that are still to come. */
  #fixedOn(day: DayNumber): readonly Round[] {
    const nowMs = this.#nowMs();
    return this.#desk
      .plan(this.#engine.school, day)
      .filter((round) => round.derivation === null && round.dueFromMs > nowMs)
      .map(unbegun);
  }

  async #recorded(day: DayNumber): Promise<readonly Round[]> {
    const past = emptyPatrolState();
    for (const item of await this.#read(ROUND_KINDS, day)) evolvePatrol(past, happenedFrom(item));
    return [...past.rounds.values()].filter((round) => round.date === isoDate(day));
  }

  /** Passings of that local day, by when they happened; one that was told twice is one. */
  async #passedOn(day: DayNumber): Promise<readonly Passed[]> {
    const { timeZone } = this.#engine.school;
    const [fromMs, toMs] = [wallAt(timeZone, day, 0), wallAt(timeZone, day + 1, 0)];
    const passed = new Map<string, Passed>();
    for (const item of await this.#read(['checkpoint-passed'], day)) {
      const { fact } = happenedFrom(item);
      if (fact.kind !== 'checkpoint-passed' || fact.atMs < fromMs || fact.atMs >= toMs) continue;
      passed.set(`${fact.checkpoint} ${fact.person ?? ''} ${Math.round(fact.atMs / 1000)}`, fact);
    }
    return [...passed.values()].toSorted((a, b) => a.atMs - b.atMs);
  }

  async #read(kinds: readonly string[], day: DayNumber): Promise<readonly LedgerItem[]> {
    const { timeZone } = this.#engine.school;
    const [fromMs, toMs] = [wallAt(timeZone, day - 1, 0), wallAt(timeZone, day + 1 + LATE_DAYS, 0)].map(epochMs);
    const items: LedgerItem[] = [];
    for (let afterSeq = 0; ; ) {
      const query = { afterSeq, fromMs, toMs, kinds, accountableOnly: true, limit: PAGE };
      const page = await patiently(this.#engine.clock, this.#journal.read(query), []);
      items.push(...page);
      const last = page.at(-1);
      if (page.length < PAGE || !last) return items;
      afterSeq = last.seq;
    }
  }
}
