/** Which hours of the week nobody holds a post. */

import type { DutyPost, Shift } from '../../core/school.ts';

export const WEEK_MINUTES = 7 * 1440;

/** Minutes from Monday 00:00; `to` is exclusive and never past the end of the week. */
export interface DutyGap {
  readonly fromMinute: number;
  readonly toMinute: number;
}

export function gapsOf(post: DutyPost, shifts: readonly Shift[]): readonly DutyGap[] {
  const held = shifts
    .filter((shift) => shift.post === post && shift.people.length > 0)
    .flatMap((shift) => shift.days.flatMap((day) => onTheWeek((day - 1) * 1440, shift)))
    .sort((a, b) => a.fromMinute - b.fromMinute);
  const gaps: DutyGap[] = [];
  let covered = 0;
  for (const { fromMinute, toMinute } of held) {
    if (fromMinute > covered) gaps.push({ fromMinute: covered, toMinute: fromMinute });
    covered = Math.max(covered, toMinute);
  }
  if (covered < WEEK_MINUTES) gaps.push({ fromMinute: covered, toMinute: WEEK_MINUTES });
  return gaps;
}

/** Sunday night runs into Monday morning. */
function onTheWeek(midnight: number, shift: Shift): readonly DutyGap[] {
  const fromMinute = midnight + shift.fromMinute;
  const toMinute = midnight + shift.toMinute;
  if (toMinute <= WEEK_MINUTES) return [{ fromMinute, toMinute }];
  return [
    { fromMinute, toMinute: WEEK_MINUTES },
    { fromMinute: 0, toMinute: toMinute - WEEK_MINUTES },
  ];
}

const DAYS_ZH = ['周一', '周二', '周三', '周四', '周五', '周六', '周日'];
const DAYS_EN = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** `周一 08:00–周二 07:00` and `Mon 08:00–Tue 07:00`. */
export function gapText(gap: DutyGap): { readonly zh: string; readonly en: string } {
  return {
    zh: `${moment(gap.fromMinute, DAYS_ZH, false)}–${moment(gap.toMinute, DAYS_ZH, true)}`,
    en: `${moment(gap.fromMinute, DAYS_EN, false)}–${moment(gap.toMinute, DAYS_EN, true)}`,
  };
}

function moment(minute: number, days: readonly string[], end: boolean): string {
  // The end of a day is its 24:00, not the next day's 00:00.
  const day = Math.floor((end ? minute - 1 : minute) / 1440);
  const rest = minute - day * 1440;
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${days[day] ?? ''} ${two(Math.floor(rest / 60))}:${two(rest % 60)}`;
}
