/**
 * The host's account of one node's presses: what a snapshot adds to it ("What the host makes of a snapshot" in PROTOCOL.md).
 * Invariant: a press that a frame tells of is raised exactly once, and never withheld because the frame looks wrong; it is then unverified.
 */

import type { ReceivedFrame, Snapshot } from './frame.ts';

/**
 * `authentic`: the MAC fits the key of the node expected here. `public`: it fits the public key, and the node says that it has no
 * identity. `alien`: neither, or the frame is of another node.
 */
export type Trust = 'authentic' | 'public' | 'alien';

/** Presses that were raised, by the node and the boot that told them. */
interface Track {
  readonly node: number;
  readonly boot: number;
  readonly presses: number;
}

/** Keep it on disk: JSON all through. Forget it (`null`) when the node is enrolled anew. */
export interface PressAccount {
  /** The believed track and the highest counter of an authentic frame; null before the first one. */
  readonly believed: (Track & { readonly counter: number }) | null;
  /** Told by frames that are not believed, raised all the same. */
  readonly doubted: Track | null;
  /** An alien frame that waits for a second one that agrees: noise does not say the same thing twice. */
  readonly suspect: (Track & { readonly counter: number }) | null;
}

export const NEW_ACCOUNT: PressAccount = { believed: null, doubted: null, suspect: null };

export type AccountFault = 'counter-went-back' | 'wrong-key' | 'identity-lost';

/** What one snapshot came to. */
export interface Entry {
  readonly account: PressAccount;
  /** Presses to raise now; their numbers end at the snapshot's `presses`. */
  readonly raised: number;
  readonly verified: boolean;
  readonly fault: AccountFault | null;
  /** First snapshot of a new boot of a known node. */
  readonly restarted: boolean;
  /** The node counts fewer presses from before its restart than it had told: power went before the last one was latched. */
  readonly latchTorn: boolean;
}

type SnapshotFrame = ReceivedFrame<Snapshot>;

const quietEntry = { raised: 0, verified: true, fault: null, restarted: false, latchTorn: false } as const;

/** Presses told by a boot of which nothing is known: at least one where the node says that one waits. */
const firstTold = (told: Snapshot): number => Math.max(told.sinceBoot, told.unacknowledged ? 1 : 0);

const trackOf = ({ node, body }: SnapshotFrame): Track => ({ node, boot: body.boot, presses: body.presses });

/** Presses beyond the track; null where the frame does not go on from it: another node or boot, or one that counts fewer. */
function beyond(track: Track | null, frame: SnapshotFrame): number | null {
  const goesOn = track?.node === frame.node && track.boot === frame.body.boot && frame.body.presses >= track.presses;
  return goesOn ? frame.body.presses - track.presses : null;
}

/** Enters one snapshot. Pure; never refuses. */
export function enterSnapshot(account: PressAccount, frame: SnapshotFrame, trust: Trust): Entry {
  if (trust === 'public') return doubt(account, frame, 'identity-lost');
  if (trust === 'alien') return enterAlien(account, frame);
  const { believed } = account;
  if (believed === null) return believe(account, frame, firstTold(frame.body));
  const repeated = frame.counter === believed.counter && beyond(believed, frame) === 0;
  if (repeated) return { ...quietEntry, account };
  const counterWentBack = frame.counter <= believed.counter || frame.body.boot < believed.boot;
  const pressesWentBack = frame.body.boot === believed.boot && frame.body.presses < believed.presses;
  if (counterWentBack || pressesWentBack) return doubt(account, frame, 'counter-went-back');
  const more = beyond(believed, frame);
  return more === null ? enterRestarted(account, frame, believed) : believe(account, frame, more);
}

function enterRestarted(account: PressAccount, frame: SnapshotFrame, known: Track): Entry {
  const { presses, sinceBoot } = frame.body;
  const before = presses - sinceBoot;
  const raised = beyond(account.doubted, frame) ?? Math.max(0, before - known.presses) + sinceBoot;
  return { ...believe(account, frame, raised), restarted: true, latchTorn: before < known.presses };
}

function believe(account: PressAccount, frame: SnapshotFrame, raised: number): Entry {
  const believed = { ...trackOf(frame), counter: frame.counter };
  return { ...quietEntry, account: { ...account, believed, suspect: null }, raised };
}

function doubt(account: PressAccount, frame: SnapshotFrame, fault: AccountFault): Entry {
  const { believed, doubted } = account;
  // Only a counter that grew can go on from what is believed; a recording or a wiped memory starts a track of its own.
  const goesOn = believed !== null && frame.counter > believed.counter ? believed : null;
  const raised = beyond(doubted, frame) ?? beyond(goesOn, frame) ?? firstTold(frame.body);
  const next = { ...account, doubted: trackOf(frame), suspect: null };
  return { ...quietEntry, account: next, raised, verified: false, fault };
}

function enterAlien(account: PressAccount, frame: SnapshotFrame): Entry {
  const { suspect } = account;
  const agrees = suspect !== null && beyond(suspect, frame) === 0 && suspect.counter < frame.counter;
  const entry = agrees ? doubt(account, frame, 'wrong-key') : { ...quietEntry, account, verified: false };
  const waiting = { ...trackOf(frame), counter: frame.counter };
  return { ...entry, account: { ...entry.account, suspect: waiting } };
}
