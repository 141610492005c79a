/** What two snapshots of a button, one after the other, say of its condition: lid, loop, supply, memory. Pure. */

import type { Snapshot } from '../../protocol/frame.ts';

export type Finding =
  | { readonly is: 'fault' | 'restore'; readonly code: string }
  | { readonly is: 'tamper'; readonly open: boolean }
  | { readonly is: 'release' };

/** The node runs from 5 V; below the one its flash and its loop are not to be relied on, above the other all is well again. */
const LOW_SUPPLY_MV = 4300;
const GOOD_SUPPLY_MV = 4500;

type Condition = Pick<
  Snapshot,
  'boot' | 'line' | 'pressed' | 'lidOpen' | 'stuck' | 'memoryFault' | 'vccMv' | 'lidOpenings' | 'lineFaults'
>;

const state = (code: string, now: boolean): Finding => ({ is: now ? 'fault' : 'restore', code });

function line(before: Condition | null, now: Condition): readonly Finding[] {
  const cut = now.line === 'open';
  const short = now.line === 'short';
  const findings = [state('line-open', cut), state('line-short', short)];
  // It came and went between two frames.
  const missed = before !== null && before.boot === now.boot && before.lineFaults !== now.lineFaults;
  if (missed && !cut && !short && before.line !== 'open' && before.line !== 'short')
    return [state('line-loose', true), ...findings];
  return findings;
}

function lid(before: Condition | null, now: Condition): readonly Finding[] {
  const wasOpen = before?.lidOpen ?? false;
  if (now.lidOpen !== wasOpen) return [{ is: 'tamper', open: now.lidOpen }];
  const missed = before !== null && before.boot === now.boot && before.lidOpenings !== now.lidOpenings;
  if (!missed) return [];
  const openedAgain: Finding = { is: 'tamper', open: true };
  return now.lidOpen ? [openedAgain] : [openedAgain, { is: 'tamper', open: false }];
}

function supply(now: Condition): readonly Finding[] {
  if (now.vccMv < LOW_SUPPLY_MV) return [state('low-supply', true)];
  return now.vccMv >= GOOD_SUPPLY_MV ? [state('low-supply', false)] : [];
}

/** Faults and their ends are named every time: whoever says them says each once. */
export function conditionOf(before: Condition | null, now: Condition): readonly Finding[] {
  const released: readonly Finding[] = before?.pressed === true && !now.pressed ? [{ is: 'release' }] : [];
  return [
    ...released,
    ...lid(before, now),
    ...line(before, now),
    ...supply(now),
    state('stuck', now.stuck),
    state('memory', now.memoryFault),
  ];
}
