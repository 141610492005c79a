/** The figures at the end of a scenario: how long each press took to be safe, and to reach somebody. */

import type { ReceiptState } from '../contract/mqtt.ts';
import type { WatchedPress } from './press-watch.ts';
import type { Voice } from './voice.ts';

function span(times: readonly number[]): string {
  if (times.length === 0) return '–';
  const sorted = times.toSorted((a, b) => a - b);
  const middle = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  return `${middle.toFixed(0)} / ${(sorted.at(-1) ?? 0).toFixed(0)} ms`;
}

const reached = (presses: readonly WatchedPress[], state: ReceiptState): readonly number[] =>
  presses.map((press) => press.lightMs.get(state)).filter((took) => took !== undefined);

/** Returns whether every press was acknowledged and recorded. */
export function summarise(presses: readonly WatchedPress[], voice: Voice): boolean {
  if (presses.length === 0) return true;
  const acked = presses.map((press) => press.ackedMs).filter((took) => took !== null);
  const recorded = reached(presses, 'recorded');
  const notified = reached(presses, 'notified');
  const all = presses.length;
  voice.say(
    `结果：求助 ${all} 次；确认 ${acked.length}，落盘 ${recorded.length}（中位/最长 ${span(recorded)}），通知到人 ${notified.length}（${span(notified)}）`,
    `result: ${all} presses; acknowledged ${acked.length}, recorded ${recorded.length} (median/longest ${span(recorded)}), a person told ${notified.length} (${span(notified)})`,
  );
  return acked.length === all && recorded.length === all;
}
