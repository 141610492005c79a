/**
 * The hash chain over accountable facts. Invariant: an item's hash depends on nothing but the item's own fields, so that
 * one exported line can be checked by a stranger, offline. `scripts/verify-ledger.mjs` states this definition a second time,
 * held to it by shared vectors.
 *
 * hash = sha256 over UTF-8 of the canonical JSON of { actor, at, boot, data, kind, n, prev, seq, subject, t, trusted }:
 * keys sorted by UTF-16 code units at every depth, no white space, numbers and strings as ECMAScript writes them (RFC 8785).
 */

/** Lower-case hex SHA-256 of a text's UTF-8 bytes; injected, because the core knows no crypto. */
export type Sha256Hex = (text: string) => string;

/** `prev` of the first accountable fact. */
export const GENESIS = '0'.repeat(64);

/** A fact as committed. `n`, `prev` and `hash` are null on telemetry. */
export interface LedgerItem {
  readonly seq: number;
  /** Counts accountable facts from 1, without a gap. */
  readonly n: number | null;
  /** ISO 8601 UTC with milliseconds. */
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

/** What the hash of an accountable fact is made of. */
export interface ChainItem extends Omit<LedgerItem, 'n' | 'data' | 'prev' | 'hash'> {
  readonly n: number;
  readonly data: unknown;
  readonly prev: string;
}

/** Canonical JSON text of a JSON value. Keys with an undefined value are left out, as in JSON.stringify. */
export function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const fields: [string, unknown][] = Object.entries(value);
  if (fields.length > 1) fields.sort(([a], [b]) => (a < b ? -1 : 1));
  let text = '';
  for (const [key, field] of fields) {
    if (field === undefined) continue;
    text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonical(field)}`;
  }
  return `{${text}}`;
}

/** The text whose SHA-256 is the item's hash. `data` may be given as canonical text already made. */
export function itemText(item: ChainItem, data: string = canonical(item.data)): string {
  const s = JSON.stringify;
  return (
    `{"actor":${s(item.actor)},"at":${s(item.at)},"boot":${s(item.boot)},"data":${data},"kind":${s(item.kind)},` +
    `"n":${item.n},"prev":${s(item.prev)},"seq":${item.seq},"subject":${s(item.subject)},"t":${s(item.t)},"trusted":${item.trusted}}`
  );
}

/** An item as read and exported; `n`, `prev` and `hash` are null on telemetry. */
export interface ExportItem extends Omit<ChainItem, 'n' | 'prev'> {
  readonly n: number | null;
  readonly prev: string | null;
  readonly hash: string | null;
}

/**
 * The one text form of an item: what reads return and a line of a JSONL export. A line that differs from it in anything (a key given
 * twice, a number in another notation) is not as it was exported.
 */
export function exportLine(item: ExportItem, data: string = canonical(item.data)): string {
  const s = JSON.stringify;
  return (
    `{"seq":${item.seq},"n":${item.n},"at":${s(item.at)},"t":${s(item.t)},"boot":${s(item.boot)},"trusted":${item.trusted},` +
    `"kind":${s(item.kind)},"subject":${s(item.subject)},"actor":${s(item.actor)},"data":${data},"prev":${s(item.prev)},"hash":${s(item.hash)}}`
  );
}

export const hashItem = (item: ChainItem, sha256: Sha256Hex): string => sha256(itemText(item));

/** How a head is written into alert texts: count and the last 8 hex digits, e.g. `1234·89abcdef`. */
export const publishedHead = (head: { readonly count: number; readonly hash: string }): string =>
  `${head.count}·${head.hash.slice(-8)}`;

/** Reads `1234·89abcdef`, `1234:89abcdef` or `1234:<64 hex>`; null where it is neither. */
export function readHead(text: string): { readonly count: number; readonly hash: string } | null {
  const match = /^(\d{1,15})[·:]([0-9a-f]{8,64})$/i.exec(text.trim());
  return match ? { count: Number(match[1]), hash: (match[2] ?? '').toLowerCase() } : null;
}
