/** What runs all day, in this order. A new area adds its decider here. */

import { decideLook } from '../../core/warning/look.ts';
import type { DayDecider } from './day-watch.ts';

export const DAY_DECIDERS: readonly DayDecider[] = [{ name: 'sensors', decide: decideLook }];
