/** Who is on duty at a moment. The full calendar will answer behind the same function. */

import { localTime } from '../calendar/school-clock.ts';
import type { DutyPost, Person, School, Shift } from '../school.ts';
import type { Instant } from '../time.ts';

export interface OnDuty {
  readonly post: DutyPost;
  readonly person: Person;
  /** Wall time, epoch ms. */
  readonly fromMs: number;
  readonly toMs: number;
}

export interface DutyAnswer {
  /** False: the clock cannot be believed, so everybody who ever holds a post is on it. */
  readonly clockTrusted: boolean;
  readonly items: readonly OnDuty[];
}

const MINUTES_A_DAY = 1440;

/** Minutes since the shift began if it runs at that time, else null. A shift may run past midnight. */
function minutesInto(shift: Shift, weekday: number, minute: number): number | null {
  const yesterday = weekday === 1 ? 7 : weekday - 1;
  if (shift.days.includes(weekday) && minute >= shift.fromMinute && minute < shift.toMinute)
    return minute - shift.fromMinute;
  const afterMidnight = minute + MINUTES_A_DAY;
  if (shift.days.includes(yesterday) && afterMidnight >= shift.fromMinute && afterMidnight < shift.toMinute) {
    return afterMidnight - shift.fromMinute;
  }
  return null;
}

/** Everybody on duty at `at`, in roster order, each person once per post. */
export function onDuty(school: School, at: Pick<Instant, 'wall' | 'trusted'>): DutyAnswer {
  const { weekday, minute } = localTime(school.timeZone, at.wall);
  const wallMinute = Math.floor(at.wall / 60_000);
  const items = new Map<string, OnDuty>();
  for (const shift of school.shifts) {
    const into = at.trusted ? minutesInto(shift, weekday, minute) : 0;
    if (into === null) continue;
    const fromMs = (wallMinute - into) * 60_000;
    const toMs = fromMs + (shift.toMinute - shift.fromMinute) * 60_000;
    for (const id of shift.people) {
      const person = school.people.get(id);
      if (person && !items.has(`${shift.post} ${id}`))
        items.set(`${shift.post} ${id}`, { post: shift.post, person, fromMs, toMs });
    }
  }
  return { clockTrusted: at.trusted, items: [...items.values()] };
}
