/** Is the record whole and unaltered? Over the data folder of a gateway (running or not) or over an exported file. */

import { closeSync, createReadStream, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { LedgerAudit, type Verdict, type Witness } from '../../core/ledger/audit.ts';
import { canonical, exportLine, type LedgerItem } from '../../core/ledger/chain.ts';
import { JOURNAL_FILE, openReadOnly } from './database.ts';
import { sha256Hex } from './ledger-file.ts';
import { type FactRow, isoOf } from './ledger-rows.ts';
import { factRows, journalIdOf } from './queries.ts';
import { readWitnesses } from './witness-file.ts';

export type { Verdict, Witness } from '../../core/ledger/audit.ts';

/** No other field may stand in an item: the hash would not cover it, and a reader might believe it. */
const auditItem = z.strictObject({
  seq: z.int(),
  n: z.int().nullable(),
  at: z.string(),
  t: z.number(),
  boot: z.string(),
  trusted: z.boolean(),
  kind: z.string(),
  subject: z.string(),
  actor: z.string(),
  data: z.record(z.string(), z.unknown()),
  prev: z.string().nullable(),
  hash: z.string().nullable(),
});

/** `data`: its canonical text. */
type Read = { readonly item: z.infer<typeof auditItem>; readonly data: string } | { readonly why: string };

function readItem(line: string): Read {
  try {
    const read = auditItem.safeParse(JSON.parse(line));
    if (!read.success) return { why: `not a ledger item: ${read.error.issues[0]?.message ?? ''}` };
    // A key given twice would show one value to a reader and another to the hash.
    const data = canonical(read.data.data);
    if (exportLine(read.data, data) !== line) return { why: 'the line is not in the form it was exported in' };
    return { item: read.data, data };
  } catch {
    return { why: 'the line is not JSON' };
  }
}

const unreadable = (at: number | null, detail: string): Verdict => ({ ok: false, at, what: 'unreadable', detail });

/** Only a notice's published head is looked into: the hash is taken over the text as stored, and parsing all would cost half the time. */
function toItem(row: FactRow): LedgerItem {
  const data = row.kind === 'notice-sent' ? parsed(row.data) : {};
  const prev = row.prev?.toString('hex') ?? null;
  const hash = row.hash?.toString('hex') ?? null;
  return { ...row, at: isoOf(row.at), trusted: row.trusted === 1, data, prev, hash };
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const read = z.record(z.string(), z.unknown()).safeParse(JSON.parse(text));
    return read.success ? read.data : {};
  } catch {
    return {};
  }
}

/**
 * Verifies `journal.db` in `dataDir`: the whole chain, every head published in an alert, the witness lines kept beside it and, where
 * given, the witness from outside. Throws where there is no journal to read.
 */
export async function verifyJournal(dataDir: string, witness?: Witness): Promise<Verdict> {
  const db = openReadOnly(join(dataDir, JOURNAL_FILE));
  try {
    // Read before the rows: what is committed meanwhile must not look missing.
    const journal = journalIdOf(db);
    const inner = readWitnesses(dataDir).filter((line) => line.journal === journal);
    const audit = new LedgerAudit(sha256Hex, { partial: false });
    for (const row of factRows(db, { accountableOnly: true, limit: Number.MAX_SAFE_INTEGER })) {
      const finding = audit.add(toItem(row), row.data);
      if (finding) return finding;
    }
    return audit.end([...(witness ? [witness] : []), ...inner]);
  } finally {
    db.close();
  }
}

const tidy = (line: string): string => line.replace(/^\uFEFF/, '').replace(/\r$/, '');

/** The last line that is not empty, read from the end. */
function lastLine(file: string): string {
  const fd = openSync(file, 'r');
  try {
    const { size } = fstatSync(fd);
    const tail = Buffer.alloc(Math.min(size, 64 * 1024));
    readSync(fd, tail, 0, tail.length, size - tail.length);
    return tidy(tail.toString('utf8').trimEnd().split('\n').at(-1) ?? '');
  } finally {
    closeSync(fd);
  }
}

interface Mark {
  readonly seq: number;
  readonly partial: boolean;
  readonly count: unknown;
}

/** The fact with which every export ends. */
function exportMark(file: string): Mark | null {
  const read = readItem(lastLine(file));
  if ('why' in read || read.item.kind !== 'ledger-exported') return null;
  const { from, to, count, format } = read.item.data;
  // The mark of a spreadsheet ends no JSONL file: one that ends there was cut back to it.
  if (format !== 'jsonl') return null;
  return { seq: read.item.seq, partial: typeof from === 'string' || typeof to === 'string', count };
}

/** Verifies an exported JSONL file from its own lines alone. Throws where the file cannot be read. */
export async function verifyJsonl(file: string, witness?: Witness): Promise<Verdict> {
  const mark = exportMark(file);
  const audit = new LedgerAudit(sha256Hex, { partial: mark?.partial ?? false });
  let items = 0;
  let seq = 0;
  for await (const raw of createInterface({
    input: createReadStream(file, 'utf8'),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    const line = tidy(raw);
    if (line === '') continue;
    const read = readItem(line);
    if ('why' in read) return unreadable(seq === 0 ? null : seq, `line ${items + 1}: ${read.why}`);
    const finding = audit.add(read.item, read.data);
    if (finding) return finding;
    items += 1;
    seq = read.item.seq;
  }
  const verdict = audit.end(witness ? [witness] : []);
  if (!verdict.ok) return verdict;
  const cut = (detail: string): Verdict => ({ ok: false, at: seq === 0 ? null : seq, what: 'no-export-mark', detail });
  if (mark === null) return cut('the file does not end with its ledger-exported fact: it was cut, or is not an export');
  if (mark.count !== items - 1) return cut(`the export held ${String(mark.count)} items, this file holds ${items - 1}`);
  return verdict;
}
