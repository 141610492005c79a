/**
 * What the bridge must still know of a help button after a crash: its account of presses, how many it has named, and which of
 * them the gateway has not confirmed. A press is named by its place in this count: the same snapshot after a crash gives the
 * same name, and the gateway decides it once.
 */

import { z } from 'zod';
import { type Entry, enterSnapshot, NEW_ACCOUNT, type Trust } from '../../protocol/press-account.ts';
import type { ReceivedFrame, Snapshot } from '../../protocol/frame.ts';
import type { PressName } from '../../uplink/event.ts';

const count = z.number().int().nonnegative();
const track = z.object({ node: count, boot: count, presses: count });
const counted = track.extend({ counter: count });

/** Our number of a press, and the node's own count of it. */
const named = z.object({ number: count, node: count, presses: count });

const memory = z.object({
  /** Of the key the account was kept with: another key is another node. */
  key: z.string(),
  life: count,
  total: count,
  account: z.object({ believed: counted.nullable(), doubted: track.nullable(), suspect: counted.nullable() }),
  /** Named and not confirmed. */
  pending: z.array(named),
  /** The newest of all: what the light on the button is about. */
  newest: named.nullable(),
});
type Kept = z.infer<typeof memory>;

/** More at once are a board that counts nonsense: the newest are as good as all for whoever has to run. */
const MOST_AT_ONCE = 32;

export interface Raised {
  readonly name: PressName;
  /** The newest of its snapshot: its age and hold are known. */
  readonly newest: boolean;
}

export interface MemoryEntry extends Omit<Entry, 'account' | 'raised'> {
  readonly raised: readonly Raised[];
  /** Worth a place on the disk: more than the frame counter has moved. */
  readonly changed: boolean;
}

type Track = Kept['account']['doubted'];

const tellsMore = (before: Track, after: Track): boolean =>
  before?.node !== after?.node || before?.boot !== after?.boot || before?.presses !== after?.presses;

export class NodeMemory {
  #kept: Kept;

  /**
   * @param kept what `toKeep` gave before a restart
   * @param keyMark tells one key from another and gives away nothing of it
   * @param newLife names this memory where there is none yet: it must never have been used for this device
   */
  constructor(kept: unknown, keyMark: string, newLife: number) {
    const read = memory.safeParse(kept);
    if (!read.success)
      this.#kept = { key: keyMark, life: newLife, total: 0, account: NEW_ACCOUNT, pending: [], newest: null };
    // Enrolled anew: the node counts from zero, our numbers go on.
    else if (read.data.key !== keyMark) this.#kept = { ...read.data, key: keyMark, account: NEW_ACCOUNT, newest: null };
    else this.#kept = read.data;
  }

  toKeep(): unknown {
    return this.#kept;
  }

  get pending(): readonly PressName[] {
    return this.#kept.pending.map(({ number }) => ({ life: this.#kept.life, number }));
  }

  enter(frame: ReceivedFrame<Snapshot>, trust: Trust): MemoryEntry {
    const { life, total, pending, account: before } = this.#kept;
    const { account, raised, ...entry } = enterSnapshot(before, frame, trust);
    const most = Math.min(raised, MOST_AT_ONCE);
    const list = Array.from({ length: most }, (_, index) => {
      const presses = frame.body.presses - (most - 1 - index);
      return { number: total + index + 1, node: frame.node, presses: Math.max(0, presses) };
    });
    const newest = list.at(-1) ?? this.#kept.newest;
    this.#kept = { ...this.#kept, account, total: total + most, pending: [...pending, ...list], newest };
    const changed =
      most > 0 || tellsMore(before.believed, account.believed) || tellsMore(before.doubted, account.doubted);
    return {
      ...entry,
      changed,
      raised: list.map(({ number }) => ({ name: { life, number }, newest: number === newest?.number })),
    };
  }

  /** The node's count of its newest press where `name` is that one; null: the light is about another. */
  newestCount(name: PressName): number | null {
    const { life, newest } = this.#kept;
    return newest && name.life === life && name.number === newest.number ? newest.presses : null;
  }

  /** The gateway has it on disk. */
  recorded(name: PressName): void {
    if (name.life !== this.#kept.life) return;
    this.#kept = { ...this.#kept, pending: this.#kept.pending.filter(({ number }) => number !== name.number) };
  }

  /** Presses up to this number of a node that counts to `presses` are on the gateway's disk. */
  recordedUpTo(node: number, presses: number): number {
    const waiting = this.#kept.pending.filter((one) => one.node === node).map((one) => one.presses);
    return Math.max(0, Math.min(presses, ...waiting.map((one) => one - 1)));
  }
}
