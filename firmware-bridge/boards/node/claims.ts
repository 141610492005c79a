/**
 * What of a burst of frames is worth a look. Snapshots are cumulative: one that an authentic snapshot of the same boot has
 * overtaken within the same read says nothing more. At full line rate that saves most MACs and all acks but one.
 */

import type { ReceivedFrame, Snapshot } from '../../protocol/frame.ts';
import type { Trust } from '../../protocol/press-account.ts';

export interface Claim {
  readonly frame: ReceivedFrame;
  readonly trust: Trust;
}

const isSnapshot = (frame: ReceivedFrame): frame is ReceivedFrame<Snapshot> => frame.body.type === 'snapshot';

const overtakes = (later: ReceivedFrame<Snapshot>, earlier: ReceivedFrame<Snapshot>): boolean =>
  later.node === earlier.node &&
  later.body.boot === earlier.body.boot &&
  later.counter > earlier.counter &&
  later.body.presses >= earlier.body.presses &&
  // A press that is over already is a release that somebody may want to hear of.
  later.body.pressed === earlier.body.pressed;

/** Those that are left, in their order, each with its trust; what was overtaken is not asked for its own. */
export function claimsOf(
  frames: readonly ReceivedFrame[],
  trustOf: (frame: ReceivedFrame) => Trust,
): { readonly claims: readonly Claim[]; readonly overtaken: number } {
  const claims: Claim[] = [];
  let newest: ReceivedFrame<Snapshot> | null = null;
  for (const frame of frames.toReversed()) {
    if (newest && isSnapshot(frame) && overtakes(newest, frame)) continue;
    const trust = trustOf(frame);
    if (trust === 'authentic' && isSnapshot(frame)) newest = frame;
    claims.push({ frame, trust });
  }
  return { claims: claims.toReversed(), overtaken: frames.length - claims.length };
}
