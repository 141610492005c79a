/**
 * Who is on duty at a moment, in which order. The weekly shifts and the rotations say who should be; the changes (leave,
 * overrides, swaps) have the last word, the newest of them before the others.
 */

import { type LocalTime, localTime } from '../calendar/school-clock.ts';
import type { DutyPost, Person, School } from '../school.ts';
import type { Instant } from '../time.ts';
import type { DutyState } from './duty-state.ts';
import type { Change, Rotation } from './roster.ts';

export interface OnDuty {
  readonly post: DutyPost;
  readonly person: Person;
  /** Wall time, epoch ms. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly by: 'shift' | 'rotation' | Change['is'];
  /** Whose place it is, where a change put this person there; null otherwise, and where the whole post was replaced. */
  readonly insteadOf: string | null;
}

export interface DutyAnswer {
  /** False: the clock cannot be believed, so everybody who ever holds a post is on it. */
  readonly clockTrusted: boolean;
  readonly items: readonly OnDuty[];
}

const MINUTES_A_DAY = 1440;

interface Hours {
  readonly days: readonly number[];
  readonly fromMinute: number;
  readonly toMinute: number;
}

/** Minutes since they began if they run at that time, else null. They may run past midnight. */
function minutesInto({ days, fromMinute, toMinute }: Hours, { weekday, minute }: LocalTime): number | null {
  const yesterday = weekday === 1 ? 7 : weekday - 1;
  if (days.includes(weekday) && minute >= fromMinute && minute < toMinute) return minute - fromMinute;
  const afterMidnight = minute + MINUTES_A_DAY;
  if (days.includes(yesterday) && afterMidnight >= fromMinute && afterMidnight < toMinute) {
    return afterMidnight - fromMinute;
  }
  return null;
}

/** The team of a local day. Turns run backwards before the anchor too. */
export function teamOn({ teams, anchor, turnDays }: Rotation, day: number): readonly string[] {
  const turn = Math.floor((day - anchor) / turnDays);
  return teams[((turn % teams.length) + teams.length) % teams.length] ?? [];
}

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

class Roll {
  private readonly people: School['people'];
  private items: OnDuty[] = [];
  /** Whom a swap has put there: its way back is about the other shift, also where the two overlap. */
  private readonly swapped = new Map<OnDuty, string>();

  constructor(people: School['people']) {
    this.people = people;
  }

  /** Who is not on the staff list cannot be called, and holds no post. */
  add(id: string, post: DutyPost, { fromMs, toMs }: Span, by: OnDuty['by']): void {
    const person = this.people.get(id);
    if (person) this.items.push({ post, person, fromMs, toMs, by, insteadOf: null });
  }

  /** A change whose people have all left the school changes nothing: somebody is better than nobody. */
  change(change: Change): void {
    const { id, post, out, fromMs, toMs, is } = change;
    const known = change.in.flatMap((id) => this.people.get(id) ?? []);
    if (out === null) {
      if (post === null || known.length === 0) return;
      this.items = this.items.filter((item) => item.post !== post);
      for (const person of known) this.items.push({ post, person, fromMs, toMs, by: is, insteadOf: null });
      return;
    }
    if (change.in.length > 0 && known.length === 0) return;
    this.items = this.items.flatMap((item) => {
      if (item.person.id !== out || (post !== null && item.post !== post)) return [item];
      if (is === 'swap' && this.swapped.get(item) === id) return [item];
      return known.map((person): OnDuty => {
        const hours = { fromMs: Math.max(item.fromMs, fromMs), toMs: Math.min(item.toMs, toMs) };
        const stand: OnDuty = { post: item.post, person, ...hours, by: is, insteadOf: out };
        if (is === 'swap') this.swapped.set(stand, id);
        return stand;
      });
    });
  }

  /** Whoever stands in for somebody on leave, on each post of theirs, beside them. */
  beside(change: Change): void {
    for (const { post } of this.items.filter(({ person }) => person.id === change.out))
      for (const id of change.in) this.add(id, post, change, change.is);
  }

  /** Each person once per post, in roster order. */
  all(): readonly OnDuty[] {
    const once = new Map<string, OnDuty>();
    for (const item of this.items) {
      const key = `${item.post} ${item.person.id}`;
      if (!once.has(key)) once.set(key, item);
    }
    return [...once.values()];
  }
}

/** Changes of the configuration come before those made while running. */
export const changesOf = (school: School, duty: Pick<DutyState, 'changes'>): readonly Change[] =>
  duty.changes.length === 0 ? school.roster.changes : [...school.roster.changes, ...duty.changes];

/** Everybody on duty at `at`, in roster order, each person once per post. */
export function onDuty(
  school: School,
  at: Pick<Instant, 'wall' | 'trusted'>,
  duty: Pick<DutyState, 'changes'>,
): DutyAnswer {
  const roll = new Roll(school.people);
  if (!at.trusted) {
    everybody(roll, school, duty, at.wall);
    return { clockTrusted: false, items: roll.all() };
  }
  const now = localTime(school.timeZone, at.wall);
  const wallMinute = Math.floor(at.wall / 60_000);
  const hoursOf = (hours: Hours, into: number): Span => {
    const fromMs = (wallMinute - into) * 60_000;
    return { fromMs, toMs: fromMs + (hours.toMinute - hours.fromMinute) * 60_000 };
  };
  for (const shift of school.shifts) {
    const into = minutesInto(shift, now);
    if (into === null) continue;
    for (const id of shift.people) roll.add(id, shift.post, hoursOf(shift, into), 'shift');
  }
  for (const rotation of school.roster.rotations) {
    const into = minutesInto(rotation, now);
    if (into === null) continue;
    const startDay = now.minute - rotation.fromMinute === into ? now.day : now.day - 1;
    for (const id of teamOn(rotation, startDay)) roll.add(id, rotation.post, hoursOf(rotation, into), 'rotation');
  }
  for (const change of changesOf(school, duty)) {
    if (at.wall >= change.fromMs && at.wall < change.toMs) roll.change(change);
  }
  return { clockTrusted: true, items: roll.all() };
}

/** Leave is not looked at: who might be there is called. */
function everybody(roll: Roll, school: School, duty: Pick<DutyState, 'changes'>, wallMs: number): void {
  const span = (hours: Hours): Span => {
    const fromMs = Math.floor(wallMs / 60_000) * 60_000;
    return { fromMs, toMs: fromMs + (hours.toMinute - hours.fromMinute) * 60_000 };
  };
  for (const shift of school.shifts) for (const id of shift.people) roll.add(id, shift.post, span(shift), 'shift');
  for (const rotation of school.roster.rotations)
    for (const id of rotation.teams.flat()) roll.add(id, rotation.post, span(rotation), 'rotation');
  for (const change of changesOf(school, duty)) {
    const { post, in: people, is } = change;
    if (post === null) roll.beside(change);
    else for (const id of people) roll.add(id, post, change, is);
  }
}
