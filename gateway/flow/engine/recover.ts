/** Restart: the newest readable snapshot and the facts after it give the state there was. */

import { type CampusState, emptyCampus, evolve, type OnBug } from '../../core/campus.ts';
import type { Journal, LedgerItem } from '../../ports/journal.ts';
import { happenedFrom, thaw } from './snapshot.ts';

const PAGE = 5000;
/** A fact that the disk refused at first stands later in the journal than it was decided: never by more than this many. */
const REORDER = 50_000;

export interface Recovered {
  readonly state: CampusState;
  readonly lastSeq: number;
  readonly fromSnapshot: boolean;
  readonly replayed: number;
  /** Why the journal could not be read (or folded) to its end, or null. The state is then what could be: an open incident goes on. */
  readonly unread: unknown;
}

/** Folds in the order of decision (`t`), which re-appended facts do not keep in the journal. */
function fold(state: CampusState, items: LedgerItem[], count: number, onBug: OnBug): void {
  const inOrder = items.every((item, index) => index === 0 || item.t >= (items[index - 1]?.t ?? 0));
  if (!inOrder) items.sort((a, b) => a.t - b.t || a.seq - b.seq);
  for (const item of items.splice(0, count)) evolve(state, happenedFrom(item), onBug);
}

/** Never rejects: an unreadable journal must not keep the alarm from starting (promise 3). */
export async function recover(journal: Journal): Promise<Recovered> {
  const window: LedgerItem[] = [];
  let state = emptyCampus();
  let fromSnapshot = false;
  let lastSeq = 0;
  let replayed = 0;
  let unread: unknown = null;
  const onBug: OnBug = (_where, error) => {
    unread ??= error;
  };
  try {
    const snapshot = await journal.latestSnapshot();
    const thawed = snapshot && thaw(snapshot.state);
    if (snapshot && thawed) [state, lastSeq, fromSnapshot] = [thawed, snapshot.seq, true];
    for (;;) {
      const items = await journal.read({ afterSeq: lastSeq, accountableOnly: false, limit: PAGE });
      window.push(...items);
      lastSeq = items.at(-1)?.seq ?? lastSeq;
      replayed += items.length;
      if (items.length < PAGE) break;
      if (window.length > 2 * REORDER) fold(state, window, REORDER, onBug);
    }
  } catch (error) {
    unread = error;
  }
  fold(state, window, window.length, onBug);
  return { state, lastSeq, fromSnapshot, replayed, unread };
}
