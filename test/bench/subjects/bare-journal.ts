/** A journal that keeps nothing and answers at once: what is measured is the way of a fact to it. */

import type { Journal } from '../../../gateway/ports/journal.ts';

export function bareJournal(): Journal {
  let seq = 0;
  return {
    append: (entries, _rows, done) => {
      const first = seq + 1;
      seq += entries.length;
      done(null, first);
    },
    head: () => ({ count: seq, hash: '0'.repeat(64) }),
    read: () => Promise.resolve([]),
    incidents: () => Promise.resolve([]),
    incident: () => Promise.resolve(null),
    latestSnapshot: () => Promise.resolve(null),
    saveSnapshot: () => Promise.resolve(),
    prune: () => Promise.resolve(0),
    onHealth: () => undefined,
    backlog: () => ({ entries: 0, bytes: 0 }),
    close: () => Promise.resolve(),
  };
}
