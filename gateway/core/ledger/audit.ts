/**
 * Audits a ledger item by item: is it the whole chain, unaltered, and the one that was witnessed outside? A chain alone cannot
 * tell that its tail was cut or that it was re-chained after a deletion; a witness (count, hash) taken earlier can.
 */

import { GENESIS, hashItem, readHead, type Sha256Hex } from './chain.ts';

export interface Witness {
  readonly count: number;
  /** The whole hash, or at least its last 8 hex digits. */
  readonly head: string;
}

export interface AuditItem {
  readonly seq: number;
  readonly n: number | null;
  readonly at: string;
  readonly t: number;
  readonly boot: string;
  readonly trusted: boolean;
  readonly kind: string;
  readonly subject: string;
  readonly actor: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly prev: string | null;
  readonly hash: string | null;
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
      /** Witnesses and published heads that were checked against the chain. */
      readonly witnessed: number;
      /** Witnesses about a part of the chain that a partial export does not hold. */
      readonly notCovered: number;
    }
  | { readonly ok: false; readonly at: number | null; readonly what: Problem; readonly detail: string };

type Finding = Extract<Verdict, { ok: false }>;

export interface Audit {
  /** Returns the finding that ends the audit, or null to go on. */
  add(item: AuditItem): Finding | null;
  end(witnesses: readonly Witness[]): Verdict;
}

const wrong = (at: number | null, what: Problem, detail: string): Finding => ({ ok: false, at, what, detail });

/** `partial`: the items may begin after the first fact, and an export mark may follow after a gap (a ledger of some days). */
export function startAudit(sha256: Sha256Hex, options: { readonly partial: boolean }): Audit {
  /** Last 8 hex digits by count, 4 bytes each, so that a witness of any age can be checked. */
  let tails = new Uint32Array(1024);
  let first: number | null = null;
  let count = 0;
  let head = GENESIS;
  let seq = 0;
  let telemetry = 0;
  let witnessed = 0;
  let notCovered = 0;

  const covers = (n: number): boolean =>
    (first === null || first === 1 ? n === 0 : false) || (first !== null && n >= first && n <= count);
  const tailAt = (n: number): string =>
    n === 0 ? GENESIS.slice(-8) : (tails[n - (first ?? 1)] ?? 0).toString(16).padStart(8, '0');

  function keep(n: number, hash: string): void {
    first ??= n;
    const index = n - first;
    if (index >= tails.length) {
      const longer = new Uint32Array(tails.length * 2);
      longer.set(tails);
      tails = longer;
    }
    tails[index] = Number.parseInt(hash.slice(-8), 16);
    count = n;
    head = hash;
  }

  function link(item: AuditItem, n: number): Finding | null {
    if (item.prev === null || item.hash === null)
      return wrong(item.seq, 'unreadable', 'an accountable fact without prev or hash');
    const begins = first === null;
    if (!(begins && options.partial)) {
      const jump =
        options.partial && item.kind === 'ledger-exported' && item.data['count'] === count - (first ?? 1) + 1;
      if (n !== count + 1 && !(jump && n > count))
        return wrong(item.seq, 'gap', `fact ${count + 1} is missing; found ${n}`);
      if (n === count + 1 && item.prev !== head)
        return wrong(item.seq, 'broken-link', `fact ${n} does not follow from the fact before it`);
    } else if (n === 1 && item.prev !== GENESIS)
      return wrong(item.seq, 'broken-link', 'the first fact names a fact before it');
    if (hashItem({ ...item, n, prev: item.prev }, sha256) !== item.hash)
      return wrong(item.seq, 'altered', `fact ${n} (${item.kind}) is not what was recorded`);
    return null;
  }

  function published(item: AuditItem, n: number): Finding | null {
    if (item.kind !== 'notice-sent' || typeof item.data['head'] !== 'string') return null;
    const said = readHead(item.data['head']);
    if (said === null) return null;
    if (said.count < n && !covers(said.count)) {
      notCovered += 1;
      return null;
    }
    if (said.count >= n || tailAt(said.count) !== said.hash.slice(-8))
      return wrong(
        item.seq,
        'contradicts-published-head',
        `an alert published ${item.data['head']}, which this chain never had`,
      );
    witnessed += 1;
    return null;
  }

  function check(witness: Witness): Finding | null {
    const hash = witness.head.toLowerCase();
    if (witness.count > count)
      return wrong(seq === 0 ? null : seq, 'tail-cut', `a witness saw ${witness.count} facts, here are ${count}`);
    if (!covers(witness.count)) {
      notCovered += 1;
      return null;
    }
    witnessed += 1;
    const whole = witness.count === count ? head : null;
    const agrees = whole !== null ? whole.endsWith(hash) : tailAt(witness.count) === hash.slice(-8);
    return agrees
      ? null
      : wrong(
          null,
          'contradicts-witness',
          `at fact ${witness.count} a witness saw …${hash.slice(-8)}, here it is …${tailAt(witness.count)}`,
        );
  }

  return {
    add(item) {
      if (item.seq <= seq) return wrong(item.seq, 'seq-not-ascending', `after ${seq} comes ${item.seq}`);
      seq = item.seq;
      if (item.n === null) {
        telemetry += 1;
        return null;
      }
      const broken = link(item, item.n) ?? published(item, item.n);
      if (broken) return broken;
      if (item.n === count + 1 || first === null) keep(item.n, item.hash ?? '');
      return null;
    },
    end(witnesses) {
      for (const witness of witnesses) {
        const finding = check(witness);
        if (finding) return finding;
      }
      return { ok: true, count, head, from: first ?? 1, telemetry, witnessed, notCovered };
    },
  };
}
