/** What runs all day, in this order. A new area adds its decider here. */

import { decideRosterCheck } from '../../core/duty/daily-check.ts';
import { decidePresence } from '../../core/duty/presence.ts';
import { decideSuspension } from '../../core/duty/suspension.ts';
import { findOpen } from '../../core/campus.ts';
import { decideMutesOver } from '../../core/supervision/mute.ts';
import { decideProof } from '../../core/supervision/proof.ts';
import { decideDayClosed } from '../../core/summary/summarise.ts';
import { decideLook } from '../../core/warning/look.ts';
import type { DayDecider } from './day-watch.ts';

export const DAY_DECIDERS: readonly DayDecider[] = [
  { name: 'suspension', decide: (state, ctx) => decideSuspension(state.duty, ctx) },
  { name: 'sensors', decide: decideLook },
  { name: 'presence', decide: decidePresence },
  { name: 'roster', decide: (state, ctx) => decideRosterCheck(state.duty, ctx) },
  { name: 'mutes', decide: (state, ctx) => decideMutesOver(state, (key) => findOpen(state, key), ctx) },
  { name: 'proof', decide: (state, ctx) => decideProof(state, (key) => findOpen(state, key), ctx) },
  { name: 'day-closed', decide: decideDayClosed },
];
