/** One record a minute for each key, with the count of what came meanwhile: refusals are recorded, a flood of them is not. */

const WINDOW_MS = 60_000;

interface Row {
  sinceT: number;
  count: number;
}

export class Throttle {
  private readonly rows = new Map<string, Row>();
  private readonly most: number;

  /** @param most keys remembered at once; beyond it the oldest is forgotten */
  constructor(most = 1000) {
    this.most = most;
  }

  /** @returns how many to record now (this one and those held back), or 0 to stay quiet */
  hit(key: string, nowT: number): number {
    const row = this.rows.get(key);
    if (!row) {
      if (this.rows.size >= this.most) this.rows.delete(this.rows.keys().next().value ?? '');
      this.rows.set(key, { sinceT: nowT, count: 0 });
      return 1;
    }
    row.count += 1;
    if (nowT - row.sinceT < WINDOW_MS) return 0;
    const { count } = row;
    row.count = 0;
    row.sinceT = nowT;
    return count;
  }
}
