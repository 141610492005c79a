/** An in-memory, hash-chained ledger for the fake campus: what a reader of the record sees, without a disk. */

import { createHash } from 'node:crypto';
import { type Fact, isAccountable, subjectOf } from '../../gateway/core/facts.ts';
import type { LedgerItem, LedgerQuery } from '../../gateway/ports/journal.ts';

export class FakeLedger {
  readonly items: LedgerItem[] = [];
  #count = 0;
  #hash = '0'.repeat(64);
  #firstMs: number | null = null;

  append(atMs: number, actor: string, fact: Fact): LedgerItem {
    this.#firstMs ??= atMs;
    const { kind, ...data } = fact;
    const accountable = isAccountable(fact);
    const prev = this.#hash;
    const at = new Date(atMs).toISOString();
    if (accountable) {
      this.#count += 1;
      this.#hash = createHash('sha256')
        .update(JSON.stringify([prev, at, actor, fact]))
        .digest('hex');
    }
    const item: LedgerItem = {
      seq: this.items.length + 1,
      n: accountable ? this.#count : null,
      at,
      t: atMs - this.#firstMs,
      boot: 'b0000000-fake',
      trusted: true,
      kind,
      subject: subjectOf(fact),
      actor,
      data,
      prev: accountable ? prev : null,
      hash: accountable ? this.#hash : null,
    };
    this.items.push(item);
    return item;
  }

  /** `count:last8`, as shown in alert texts. */
  head(): string {
    return `${this.#count}:${this.#hash.slice(-8)}`;
  }

  read(query: LedgerQuery): readonly LedgerItem[] {
    return this.items
      .filter((item) => item.seq > (query.afterSeq ?? 0))
      .filter((item) => !query.accountableOnly || item.n !== null)
      .filter((item) => query.fromMs === undefined || Date.parse(item.at) >= query.fromMs)
      .filter((item) => query.toMs === undefined || Date.parse(item.at) < query.toMs)
      .filter((item) => query.subject === undefined || item.subject === query.subject)
      .filter((item) => query.kinds === undefined || query.kinds.includes(item.kind))
      .slice(0, query.limit);
  }

  /** Everything about one incident, the presses that made it included. */
  timelineOf(incident: string): readonly LedgerItem[] {
    const about = this.items.filter((item) => item.data['incident'] === incident);
    const presses = new Set(about.map((item) => JSON.stringify(item.data['press'] ?? null)));
    return this.items.filter((item) => {
      if (item.data['incident'] === incident) return true;
      const { device, boot, seq } = item.data;
      return item.kind === 'press' && presses.has(JSON.stringify({ device, boot, seq }));
    });
  }
}
