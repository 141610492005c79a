/** Rows as stored, and the one text form of a ledger item: what reads return, what JSONL exports hold, what is verified. */

export interface FactRow {
  readonly seq: number;
  readonly n: number | null;
  readonly at: number;
  readonly t: number;
  readonly boot: string;
  readonly trusted: number;
  readonly kind: string;
  readonly subject: string;
  readonly actor: string;
  /** Canonical JSON. */
  readonly data: string;
  readonly prev: Buffer | null;
  readonly hash: Buffer | null;
}

const LIMIT = 8.64e15;

/** Whole milliseconds; a wall clock beyond what a date can say is held at its end: an odd clock never costs a fact. */
export const clampMs = (ms: number): number => Math.max(-LIMIT, Math.min(LIMIT, Math.trunc(ms))) || 0;

/** ISO 8601 UTC with milliseconds. */
export const isoOf = (ms: number): string => new Date(ms).toISOString();

/** One line of a JSONL export, keys in the order of CONTRACT.md. */
export function itemLine(row: FactRow): string {
  const s = JSON.stringify;
  const chain =
    row.prev === null || row.hash === null
      ? '"prev":null,"hash":null'
      : `"prev":"${row.prev.toString('hex')}","hash":"${row.hash.toString('hex')}"`;
  return (
    `{"seq":${row.seq},"n":${row.n},"at":"${isoOf(row.at)}","t":${s(row.t)},"boot":${s(row.boot)},"trusted":${row.trusted === 1},` +
    `"kind":${s(row.kind)},"subject":${s(row.subject)},"actor":${s(row.actor)},"data":${row.data},${chain}}`
  );
}
