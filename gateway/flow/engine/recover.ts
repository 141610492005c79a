/** Restart: the newest readable snapshot and the facts after it give the state there was. */

import { type CampusState, emptyCampus, evolve } from '../../core/campus.ts';
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
}

/** Folds in the order of decision (`t`), which re-appended facts do not keep in the journal. */
function fold(state: CampusState, items: LedgerItem[], count: number): void {
  const inOrder = items.every((item, index) => index === 0 || item.t >= (items[index - 1]?.t ?? 0));
  if (!inOrder) items.sort((a, b) => a.t - b.t || a.seq - b.seq);
  for (const item of items.splice(0, count)) evolve(state, happenedFrom(item));
}

/** @throws what the journal throws when it cannot be read; the caller starts empty then, and says so */
export async function recover(journal: Journal): Promise<Recovered> {
  const snapshot = await journal.latestSnapshot();
  const thawed = snapshot && thaw(snapshot.state);
  const state = thawed ?? emptyCampus();
  let lastSeq = thawed && snapshot ? snapshot.seq : 0;
  let replayed = 0;
  const window: LedgerItem[] = [];
  for (;;) {
    const items = await journal.read({ afterSeq: lastSeq, accountableOnly: false, limit: PAGE });
    window.push(...items);
    lastSeq = items.at(-1)?.seq ?? lastSeq;
    replayed += items.length;
    if (items.length < PAGE) break;
    if (window.length > 2 * REORDER) fold(state, window, REORDER);
  }
  fold(state, window, window.length);
  return { state, lastSeq, fromSnapshot: thawed !== null, replayed };
}
