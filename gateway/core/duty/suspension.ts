/** Schedules stop while the clock is not believed, with a fact that says so; presses never do (promise 1). */

import type { Context } from '../context.ts';
import type { Fact } from '../facts.ts';
import type { DutyState } from './duty-state.ts';

export function decideSuspension({ suspendedT }: DutyState, { now }: Context): readonly Fact[] {
  if (!now.trusted) return suspendedT === null ? [{ kind: 'schedules-suspended', why: 'clock' }] : [];
  return suspendedT === null ? [] : [{ kind: 'schedules-resumed', afterMs: Math.round(now.t - suspendedT) }];
}
