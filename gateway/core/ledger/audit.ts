/**
 * Audits a ledger item by item: is it the whole chain, unaltered, and the one that was witnessed outside? A chain alone cannot
 * tell that its tail was cut or that it was re-chained after a deletion; a witness (count, hash) taken earlier can.
 */

import { type ChainItem, GENESIS, itemText, type LedgerItem, readHead, type Sha256Hex } from './chain.ts';

export interface Witness {
  readonly count: number;
  /** The whole hash, or at least its last 8 hex digits. */
  readonly head: string;
}

export type Problem =
  /** The bytes are not a ledger item. */
  | 'unreadable'
  | 'seq-not-ascending'
  | 'gap'
  | 'broken-link'
  | 'altered'
  /** The chain stops before a count that a witness has seen. */
  | 'tail-cut'
  /** The chain at a witnessed count is not the chain the witness saw: history was rewritten. */
  | 'contradicts-witness'
  | 'contradicts-published-head'
  | 'no-export-mark';

export type Verdict =
  | {
      readonly ok: true;
      /** Of the newest accountable fact seen; 0 on an empty ledger. */
      readonly count: number;
      readonly head: string;
      /** First accountable `n` covered: above 1 only on a partial export. */
      readonly from: number;
      readonly telemetry: number;
      /** `at` of the newest accountable fact: an export that ends long ago may be an old one. */
      readonly newest: string | null;
      /** Witnesses and published heads that were checked against the chain. */
      readonly witnessed: number;
      /** Witnesses about a part of the chain that a partial export does not hold. */
      readonly notCovered: number;
    }
  | { readonly ok: false; readonly at: number | null; readonly what: Problem; readonly detail: string };

type Finding = Extract<Verdict, { ok: false }>;

const wrong = (at: number | null, what: Problem, detail: string): Finding => ({ ok: false, at, what, detail });

/** Last 8 hex digits of the chain by count, 4 bytes each, so that a witness of any age can be checked. */
class Tails {
  #first = 1;
  #length = 0;
  #tails = new Uint32Array(1024);

  add(n: number, hash: string): void {
    if (this.#length === 0) this.#first = n;
    if (this.#length === this.#tails.length) {
      const longer = new Uint32Array(this.#tails.length * 2);
      longer.set(this.#tails);
      this.#tails = longer;
    }
    this.#tails[this.#length] = Number.parseInt(hash.slice(-8), 16);
    this.#length += 1;
  }

  /** Null where the chain at that count is not part of what was seen. */
  at(n: number): string | null {
    if (n === 0) return this.#first === 1 ? GENESIS.slice(-8) : null;
    const index = n - this.#first;
    if (index < 0 || index >= this.#length) return null;
    return (this.#tails[index] ?? 0).toString(16).padStart(8, '0');
  }

  get first(): number {
    return this.#first;
  }

  get length(): number {
    return this.#length;
  }
}

/** Feed it every item in order with `add`, until that returns a finding; then ask `end`. */
export class LedgerAudit {
  readonly #sha256: Sha256Hex;
  readonly #partial: boolean;
  readonly #tails = new Tails();
  #count = 0;
  #head = GENESIS;
  #seq = 0;
  #telemetry = 0;
  #newest: string | null = null;
  #witnessed = 0;
  #notCovered = 0;
  /** The export mark of a ledger that ends before today: it stands after a gap. */
  #mark: { readonly n: number; readonly hash: string } | null = null;

  /** `partial`: an export of some days, which may begin after the first fact and whose export mark may follow after a gap. */
  constructor(sha256: Sha256Hex, options: { readonly partial: boolean }) {
    this.#sha256 = sha256;
    this.#partial = options.partial;
  }

  /** `data`: the canonical text of `item.data` where it is at hand; it is what the hash is taken over. */
  add(item: LedgerItem, data?: string): Finding | null {
    if (!(item.seq > this.#seq)) return wrong(item.seq, 'seq-not-ascending', `after ${this.#seq} comes ${item.seq}`);
    this.#seq = item.seq;
    if (item.n === null) {
      this.#telemetry += 1;
      return null;
    }
    const { n, prev, hash } = item;
    if (prev === null || hash === null) return wrong(item.seq, 'unreadable', `fact ${n} has no prev or no hash`);
    const finding =
      this.#place(item, n, prev) ?? this.#content({ ...item, n, prev }, hash, data) ?? this.#published(item, n);
    if (finding) return finding;
    this.#newest = item.at;
    if (this.#tails.length > 0 && n !== this.#count + 1) this.#mark = { n, hash };
    else {
      this.#tails.add(n, hash);
      this.#count = n;
      this.#head = hash;
    }
    return null;
  }

  end(witnesses: readonly Witness[]): Verdict {
    for (const witness of witnesses) {
      const finding = this.#witness(witness);
      if (finding) return finding;
    }
    return {
      ok: true,
      count: this.#count,
      head: this.#head,
      from: this.#tails.first,
      telemetry: this.#telemetry,
      newest: this.#newest,
      witnessed: this.#witnessed,
      notCovered: this.#notCovered,
    };
  }

  #place(item: LedgerItem, n: number, prev: string): Finding | null {
    const next = this.#count + 1;
    const begins = this.#tails.length === 0;
    if (begins && this.#partial && n > 1) return null;
    if (this.#mark !== null) return wrong(item.seq, 'gap', 'an item stands after the export mark');
    if (n === next) {
      if (prev === this.#head) return null;
      return wrong(item.seq, 'broken-link', `fact ${n} does not follow from the fact before it`);
    }
    const isMark =
      this.#partial && n > next && item.kind === 'ledger-exported' && item.data.count === this.#tails.length;
    return isMark ? null : wrong(item.seq, 'gap', `fact ${next} is missing; here comes ${n}`);
  }

  #content(item: ChainItem, hash: string, data?: string): Finding | null {
    if (this.#sha256(itemText(item, data)) === hash) return null;
    return wrong(item.seq, 'altered', `fact ${item.n} (${item.kind}) is not what was recorded`);
  }

  #published(item: LedgerItem, n: number): Finding | null {
    if (item.kind !== 'notice-sent' || typeof item.data.head !== 'string') return null;
    const said = readHead(item.data.head);
    if (said === null) return null;
    const here = said.count < n ? this.#tails.at(said.count) : '';
    if (here === null) this.#notCovered += 1;
    else if (here === said.hash.slice(-8)) this.#witnessed += 1;
    else {
      const detail = `an alert published ${item.data.head}; this chain never had that head`;
      return wrong(item.seq, 'contradicts-published-head', detail);
    }
    return null;
  }

  #witness(witness: Witness): Finding | null {
    const { count } = witness;
    const hash = witness.head.toLowerCase();
    const newest = this.#mark?.n ?? this.#count;
    if (count > newest)
      return wrong(this.#seq || null, 'tail-cut', `a witness saw ${count} facts; the newest here is fact ${newest}`);
    const whole = count === this.#mark?.n ? this.#mark.hash : count === this.#count ? this.#head : null;
    const here = whole ?? this.#tails.at(count);
    if (here === null) this.#notCovered += 1;
    else if (whole !== null ? whole.endsWith(hash) : here === hash.slice(-8)) this.#witnessed += 1;
    else {
      const detail = `at fact ${count} a witness saw …${hash.slice(-8)}; here it is …${here.slice(-8)}`;
      return wrong(null, 'contradicts-witness', detail);
    }
    return null;
  }
}
