/**
 * What 1,200 pupils and their staff do to the sensors of the example school in one day, as anonymous activity: doors,
 * footsteps, cards of guards, self-tests, a press now and then. It keeps its own account of what it did: the ground truth.
 */

import { civilOf, type DayNumber, isoDate } from '../../../gateway/core/calendar/civil-date.ts';
import { wallAt } from '../../../gateway/core/calendar/school-clock.ts';
import { windowsOf } from '../../../gateway/core/calendar/windows.ts';
import type { PatrolPlan } from '../../../gateway/simulator/guards.ts';
import type { SchoolLife } from '../../kit/school-life.ts';

const PUPILS = 1200;
/** How often a pupil is noticed by some sensor on a school day; who it was nobody knows (promise 10). */
const NOTICED = 1.5;
const MINUTE = 60_000;
/** Footsteps in a corridor, a door that falls shut. */
const STEPS_MS = 4000;
const DOOR_MS = 6000;
/** Apart from the next of the same sensor, so that it does not chatter. */
const APART_MS = 20_000;

/** What was done on a date, counted where it was done. */
export interface Done {
  presses: number;
  drillPresses: number;
  panics: number;
  doorOpenings: number;
  motions: number;
  taps: number;
  afterHours: number;
  heldDoors: number;
  lingerings: number;
  deskSeen: number;
  deskMissed: number;
  roundsSkipped: number;
  signatures: number;
}

const nothing = (): Done => ({
  presses: 0,
  drillPresses: 0,
  panics: 0,
  doorOpenings: 0,
  motions: 0,
  taps: 0,
  afterHours: 0,
  heldDoors: 0,
  lingerings: 0,
  deskSeen: 0,
  deskMissed: 0,
  roundsSkipped: 0,
  signatures: 0,
});

const OPEN = new Set(['before-school', 'class', 'break', 'lunch', 'after-school', 'evening-study']);
const PERIOD_MINUTES = 120;
const DESK = 'btn-gate-main';
const ROOF = 'door-roof';

export class OrdinaryDays {
  readonly done = new Map<string, Done>();
  private readonly life: SchoolLife;
  private readonly walks: PatrolPlan;
  private readonly buttons: readonly string[];
  private readonly doors: readonly string[];
  private readonly motions: readonly string[];

  constructor(life: SchoolLife, walks: PatrolPlan) {
    this.life = life;
    this.walks = walks;
    const of = (kind: string): string[] =>
      [...life.school.devices.values()].filter((device) => device.kind === kind).map((device) => device.id);
    this.buttons = of('button').filter((id) => id !== DESK);
    this.doors = of('door').filter((id) => id !== ROOF);
    this.motions = of('motion');
  }

  of(date: string): Done {
    let done = this.done.get(date);
    if (!done) {
      done = nothing();
      this.done.set(date, done);
    }
    return done;
  }

  /** Plans one whole local day; call before it begins. */
  plan(day: DayNumber): void {
    const done = this.of(isoDate(day));
    this.pupils(day, done);
    this.guards(day, done);
    this.desk(day, done);
    this.oddities(day, done);
  }

  private moment(day: DayNumber, minute: number): number {
    return wallAt(this.life.school.timeZone, day, minute);
  }

  /** Only in the open parts of a school day, and each thing over before its part is. */
  private pupils(day: DayNumber, done: Done): void {
    const { life } = this;
    const spans = windowsOf(life.school.calendar, day).filter(({ window }) => OPEN.has(window));
    const minutes = spans.reduce((sum, { fromMinute, toMinute }) => sum + toMinute - fromMinute, 0);
    const sensors = [...this.doors, ...this.motions];
    for (const { fromMinute, toMinute } of spans) {
      const share = (toMinute - fromMinute) / minutes;
      const each = Math.floor((PUPILS * NOTICED * share * this.fullness(minutes)) / sensors.length);
      const [from, to] = [this.moment(day, fromMinute), this.moment(day, toMinute) - MINUTE];
      const step = (to - from) / Math.max(each, 1);
      if (step < APART_MS) throw new Error('too lively for its sensors');
      for (const sensor of sensors)
        for (let i = 0; i < each; i += 1)
          this.noticed(sensor, from + i * step + life.random.integer(step - APART_MS + 1), done);
    }
  }

  /** On a Sunday only boarders come back, for the evening. */
  private readonly fullness = (minutes: number): number => (minutes > 400 ? 1 : 0.15);

  private noticed(sensor: string, atMs: number, done: Done): void {
    const { life } = this;
    const isDoor = this.doors.includes(sensor);
    const say = (on: boolean) =>
      life.publish(sensor, isDoor ? { type: 'door', open: on } : { type: 'motion', active: on });
    life.at(atMs, () => {
      done[isDoor ? 'doorOpenings' : 'motions'] += 1;
      say(true);
    });
    life.at(atMs + (isDoor ? DOOR_MS : STEPS_MS), () => say(false));
  }

  /** Guards walk their rounds; every twelfth day the first drawn round after noon is slept through. */
  private guards(day: DayNumber, done: Done): void {
    const { life, walks } = this;
    const [from, to] = [this.moment(day, 0), this.moment(day, 1440)];
    const asleep = day % 12 === 5;
    const nap = { from: this.moment(day, 22 * 60 + 20), to: this.moment(day, 23 * 60 + 30) };
    if (asleep) done.roundsSkipped += 1;
    for (const { device, card, atMs } of walks.taps(from - 1, to - 1, 0)) {
      if (asleep && atMs >= nap.from && atMs < nap.to) continue;
      life.at(atMs, () => {
        this.of(this.dateAt(atMs)).taps += 1;
        life.publish(device, { type: 'checkin', card });
      });
    }
  }

  private readonly dateAt = (atMs: number): string =>
    new Intl.DateTimeFormat('sv-SE', { timeZone: this.life.school.timeZone, dateStyle: 'short' }).format(atMs);

  /** Once in each period; on some days the desk is left alone from four to six. */
  private desk(day: DayNumber, done: Done): void {
    const { life } = this;
    const alone = day % 9 === 2 ? 16 * 60 : null;
    for (let from = 0; from < 1440; from += PERIOD_MINUTES) {
      if (from === alone) {
        done.deskMissed += 1;
        continue;
      }
      done.deskSeen += 1;
      life.at(this.moment(day, from + 5) + life.random.integer(100 * MINUTE), () =>
        life.publish(DESK, { type: 'selftest' }),
      );
    }
  }

  private press(day: DayNumber, minute: number, button: string, more: Record<string, unknown> = {}): void {
    this.life.at(this.moment(day, minute), () => this.life.publish(button, { type: 'press', ...more }));
  }

  /** The first of a month is a drill; most school days have a press, some of them two in the same place. */
  private oddities(day: DayNumber, done: Done): void {
    const { life } = this;
    const pick = life.random.pick(this.buttons);
    if (civilOf(day).day === 1) {
      done.drillPresses += 1;
      this.press(day, 15 * 60, pick, { drill: true });
    }
    if (day % 3 !== 0) {
      done.presses += 1;
      done.panics += 1;
      this.press(day, 9 * 60 + life.random.integer(60), pick);
    }
    if (day % 7 === 3) {
      done.presses += 2;
      done.panics += 1;
      this.press(day, 20 * 60, pick);
      this.life.at(this.moment(day, 20 * 60) + 8000, () => life.publish(pick, { type: 'press' }));
    }
    if (day % 10 === 4) this.intruder(day, done);
    if (day % 8 === 1) this.propped(day, done);
    if (day % 11 === 6) this.lingering(day, done);
    if (day % 5 === 0) this.relief(day, done);
  }

  /** Somebody on the roof at two in the morning. */
  private intruder(day: DayNumber, done: Done): void {
    done.doorOpenings += 1;
    done.afterHours += 1;
    const at = this.moment(day, 120);
    this.life.at(at, () => this.life.publish(ROOF, { type: 'door', open: true }));
    this.life.at(at + 9000, () => this.life.publish(ROOF, { type: 'door', open: false }));
  }

  /** The roof door stands open for three minutes in the middle of the morning. */
  private propped(day: DayNumber, done: Done): void {
    const { school } = this.life;
    const isOpen = windowsOf(school.calendar, day).some(
      ({ window, fromMinute, toMinute }) => OPEN.has(window) && fromMinute <= 11 * 60 && toMinute > 11 * 60,
    );
    done.doorOpenings += 1;
    if (!isOpen) done.afterHours += 1;
    done.heldDoors += 1;
    const at = this.moment(day, 11 * 60);
    this.life.at(at, () => this.life.publish(ROOF, { type: 'door', open: true }));
    this.life.at(at + 3 * MINUTE, () => this.life.publish(ROOF, { type: 'door', open: false }));
  }

  /** Somebody stays in the bike shed all through the night watch: motion after hours. */
  private lingering(day: DayNumber, done: Done): void {
    done.motions += 1;
    done.lingerings += 1;
    const at = this.moment(day, 23 * 60 + 40);
    this.life.at(at, () => this.life.publish('motion-bike-shed', { type: 'motion', active: true }));
    this.life.at(at + MINUTE, () => this.life.publish('motion-bike-shed', { type: 'motion', active: false }));
  }

  /** The guards hand over at seven in the evening, both sign. */
  private relief(day: DayNumber, done: Done): void {
    const sign = (person: string, side: 'outgoing' | 'incoming', other: string) =>
      void this.life.spine.service.dutyAct(person, { type: 'handover', post: 'guard', side, with: other, text: null });
    done.signatures += 2;
    this.life.at(this.moment(day, 19 * 60 + 1), () => sign('zhao-gang', 'outgoing', 'sun-wei'));
    this.life.at(this.moment(day, 19 * 60 + 4), () => sign('sun-wei', 'incoming', 'zhao-gang'));
  }
}
