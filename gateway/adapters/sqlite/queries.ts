/** Every reading statement of the journal, over a read-only connection. Pages come back as JSON text, made without parsing `data`. */

import type Database from 'better-sqlite3';
import { GENESIS } from '../../core/ledger/chain.ts';
import type { Head, IncidentQuery, LedgerQuery } from '../../ports/journal.ts';
import { type FactRow, itemLine } from './ledger-rows.ts';
import type { Anchor } from './snapshot-files.ts';

/** A page may hold this many items, whatever was asked for: the main thread parses it in one go. */
export const PAGE_LIMIT = 10_000;

const LEDGER = 'SELECT seq, n, at, t, boot, trusted, kind, subject, actor, data, prev, hash FROM ledger';
const TELEMETRY = 'SELECT seq, NULL, at, t, boot, trusted, kind, subject, actor, data, NULL, NULL FROM telemetry';

function factFilter(query: LedgerQuery): { where: string; values: (string | number)[] } {
  const parts = ['seq > ?'];
  const values: (string | number)[] = [query.afterSeq ?? 0];
  const add = (part: string, value: string | number | undefined): void => {
    if (value === undefined) return;
    parts.push(part);
    values.push(value);
  };
  add('at >= ?', query.fromMs);
  add('at < ?', query.toMs);
  add('subject = ?', query.subject);
  add('kind IN (SELECT value FROM json_each(?))', query.kinds && JSON.stringify(query.kinds));
  return { where: parts.join(' AND '), values };
}

/** Rows ascending by seq. Both tables are read in order and merged: nothing is sorted, however large they are. */
export function factRows(db: Database.Database, query: LedgerQuery): IterableIterator<FactRow> {
  const { where, values } = factFilter(query);
  const limit = Math.max(0, Math.trunc(query.limit));
  if (query.accountableOnly)
    return db.prepare<unknown[], FactRow>(`${LEDGER} WHERE ${where} ORDER BY seq LIMIT ?`).iterate(...values, limit);
  const both = `${LEDGER} WHERE ${where} UNION ALL ${TELEMETRY} WHERE ${where} ORDER BY seq LIMIT ?`;
  return db.prepare<unknown[], FactRow>(both).iterate(...values, ...values, limit);
}

export function readPage(db: Database.Database, query: LedgerQuery): string {
  const lines: string[] = [];
  for (const row of factRows(db, { ...query, limit: Math.min(query.limit, PAGE_LIMIT) })) lines.push(itemLine(row));
  return `[${lines.join(',')}]`;
}

const INCIDENT = `SELECT id, kind, zone, status, opened_at AS openedAtMs, json FROM incidents`;

export function incidentPage(db: Database.Database, query: IncidentQuery): string {
  const parts = ['1'];
  const values: (string | number)[] = [];
  const add = (part: string, ...given: (string | number | undefined)[]): void => {
    for (const value of given) if (value === undefined) return;
    parts.push(part);
    for (const value of given) if (value !== undefined) values.push(value);
  };
  add('status IN (SELECT value FROM json_each(?))', query.status && JSON.stringify(query.status));
  add('zone = ?', query.zone);
  add('kind = ?', query.kind);
  add('opened_at >= ?', query.fromMs);
  add('opened_at < ?', query.toMs);
  add('(opened_at, id) < (?, ?)', query.before?.openedAtMs, query.before?.id);
  const sql = `${INCIDENT} WHERE ${parts.join(' AND ')} ORDER BY opened_at DESC, id DESC LIMIT ?`;
  return JSON.stringify(db.prepare(sql).all(...values, Math.max(0, Math.min(query.limit, PAGE_LIMIT))));
}

export const oneIncident = (db: Database.Database, id: string): string =>
  JSON.stringify(db.prepare(`${INCIDENT} WHERE id = ?`).get(id) ?? null);

export function headOf(db: Database.Database): Head {
  const row = db.prepare<[], { n: number; hash: Buffer }>('SELECT n, hash FROM ledger ORDER BY seq DESC LIMIT 1').get();
  return { count: row?.n ?? 0, hash: row?.hash.toString('hex') ?? GENESIS };
}

export const journalIdOf = (db: Database.Database): string =>
  String(db.prepare("SELECT value FROM meta WHERE key = 'journal'").pluck().get());

/** Where the ledger stood at `seq`. */
export function anchorAt(db: Database.Database, seq: number): Anchor {
  const hash = db
    .prepare<[number], Buffer>('SELECT hash FROM ledger WHERE seq <= ? ORDER BY seq DESC LIMIT 1')
    .pluck()
    .get(seq);
  return { journal: journalIdOf(db), seq, hash: hash instanceof Buffer ? hash.toString('hex') : GENESIS };
}

/** Is this the ledger that the snapshot was taken from, and does it reach that far? */
export function holdsAnchor(db: Database.Database, anchor: Anchor): boolean {
  const here = anchorAt(db, anchor.seq);
  const last = db
    .prepare(
      `SELECT max(coalesce((SELECT max(seq) FROM ledger), 0), coalesce((SELECT max(seq) FROM telemetry), 0),
        (SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'seq-floor'))`,
    )
    .pluck()
    .get();
  return here.journal === anchor.journal && here.hash === anchor.hash && Number(last) >= anchor.seq;
}
