/** Does a rule hold at a moment? One that names windows is suspended while nobody knows what time it is. */

import { windowAt } from '../calendar/windows.ts';
import type { School } from '../school.ts';
import { type Instant, epochMs } from '../time.ts';
import type { SensorRule } from './sensor-rule.ts';

/** @param agoMs judged by the window there was this long before `now` */
export function holdsAt(rule: SensorRule, school: School, now: Instant, agoMs: number): boolean {
  if (rule.windows.length === 0) return true;
  const window = windowAt(school.calendar, { wall: epochMs(now.wall - agoMs), trusted: now.trusted });
  return window !== null && rule.windows.includes(window);
}
