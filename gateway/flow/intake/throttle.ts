/**
 * Refusals are recorded, a flood of them is not: one record a minute for each key, with the count of what came meanwhile. Keys
 * may be of an attacker's choosing (addresses), and the record cannot be pruned: beyond `most` keys a minute all others are one.
 */

const WINDOW_MS = 60_000;

interface Row<About> {
  readonly about: About;
  sinceT: number;
  count: number;
}

/** So many of this are to be recorded now. */
export interface Tally<About> {
  readonly about: About;
  readonly count: number;
}

export class Throttle<About> {
  private readonly rows = new Map<string, Row<About>>();
  private readonly others: About;
  private readonly most: number;

  /** @param others what stands for everything beyond `most` keys a minute */
  constructor(others: About, most: number) {
    this.others = others;
    this.most = most;
  }

  /** The first of its key is to be recorded at once; further ones are told by `due`. */
  hit(key: string, about: () => About, nowT: number): Tally<About> | null {
    const full = this.rows.size >= this.most && !this.rows.has(key);
    const known = full ? '' : key;
    const row = this.rows.get(known);
    if (row) {
      row.count += 1;
      return null;
    }
    const first = { about: full ? this.others : about(), sinceT: nowT, count: 0 };
    this.rows.set(known, first);
    return { about: first.about, count: 1 };
  }

  /** What was held back for a minute; keys that were quiet meanwhile are forgotten. */
  due(nowT: number): readonly Tally<About>[] {
    const tallies: Tally<About>[] = [];
    for (const [key, row] of this.rows) {
      if (nowT - row.sinceT < WINDOW_MS) continue;
      if (row.count === 0) {
        this.rows.delete(key);
        continue;
      }
      tallies.push({ about: row.about, count: row.count });
      row.sinceT = nowT;
      row.count = 0;
    }
    return tallies;
  }
}
