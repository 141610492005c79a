/** What a wall shows that nobody scrolls and nobody touches. Pure. */

import type { Incident } from '../../contract/api.ts';
import type { FloorPlan } from '../../contract/plan-api.ts';
import { planToShow } from './plan.ts';

/** As many as are readable at three metres. */
const MOST = 4;
/** How long each floor is shown while nothing is the matter. */
export const FLOOR_MS = 12_000;

export interface Fitting {
  readonly shown: readonly Incident[];
  readonly more: number;
}

/** Already in order: the first ones fit, the rest is a number. */
export const fitting = (ordered: readonly Incident[]): Fitting => ({
  shown: ordered.slice(0, MOST),
  more: Math.max(0, ordered.length - MOST),
});

/** With an incident on a plan the wall stands still on that floor; only a calm wall goes round. */
export function floorOnWall(
  plans: readonly FloorPlan[],
  incidents: readonly Incident[],
  nowMs: number,
): FloorPlan | null {
  return planToShow(plans, incidents) ?? plans[Math.floor(nowMs / FLOOR_MS) % plans.length] ?? null;
}
