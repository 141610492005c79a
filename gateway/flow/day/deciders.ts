/** What runs all day, in this order. A new area adds its decider here. */

import type { DayDecider } from './day-watch.ts';

export const DAY_DECIDERS: readonly DayDecider[] = [];
