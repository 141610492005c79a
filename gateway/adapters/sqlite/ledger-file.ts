/**
 * The writing side of `journal.db`, used by the gateway's writer thread and by command-line verbs beside it. Invariants: one
 * batch is one transaction; `seq` and the chain go on from what is in the file, whoever wrote it (BEGIN IMMEDIATE first, then
 * look whether another process has committed).
 */

import { hash as sha256, randomUUID } from 'node:crypto';
import type Database from 'better-sqlite3';
import { isAccountable, subjectOf } from '../../core/facts.ts';
import { canonical, GENESIS, itemText } from '../../core/ledger/chain.ts';
import type { Entry, Head, IncidentRow } from '../../ports/journal.ts';
import { openDatabase, type OpenOptions } from './database.ts';
import { isUnfit } from './fault.ts';
import { clampMs, finiteT, isoOf, telemetryRow } from './ledger-rows.ts';
import { type Append, isTelemetryRow, type TelemetryRow } from './wire.ts';

const LAST_SEQ = `SELECT max(coalesce((SELECT max(seq) FROM ledger), 0), coalesce((SELECT max(seq) FROM telemetry), 0),
  (SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'seq-floor'))`;
const HEAD = 'SELECT n, hash FROM ledger ORDER BY seq DESC LIMIT 1';
const ADD_LEDGER = 'INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)';
const ADD_TELEMETRY = 'INSERT INTO telemetry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)';
const PUT_INCIDENT = `INSERT INTO incidents VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET
  kind = excluded.kind, zone = excluded.zone, status = excluded.status, opened_at = excluded.opened_at, json = excluded.json`;

/** SQLite's text is UTF-8: half a surrogate pair would come back as another character and break the hash. */
const wellFormed = (text: string): string => (/\p{Surrogate}/u.test(text) ? Buffer.from(text).toString() : text);

export const sha256Hex = (text: string): string => sha256('sha256', text, 'hex');

export class LedgerFile {
  readonly db: Database.Database;
  readonly journalId: string;
  #seq = 0;
  #head: Head = { count: 0, hash: GENESIS };
  #prev: Buffer = Buffer.from(GENESIS, 'hex');
  /** The `data_version` that `#seq` and `#head` belong to; null: unknown, read them again. */
  #seen: unknown = null;
  readonly #dataVersion: Database.Statement;
  readonly #lastSeq: Database.Statement;
  readonly #headRow: Database.Statement<[], { n: number; hash: Buffer }>;
  readonly #addLedger: Database.Statement;
  readonly #addTelemetry: Database.Statement;
  readonly #putIncident: Database.Statement;

  constructor(file: string, options: OpenOptions) {
    const db = openDatabase(file, options);
    this.db = db;
    this.journalId = String(db.prepare("SELECT value FROM meta WHERE key = 'journal'").pluck().get());
    this.#dataVersion = db.prepare('PRAGMA data_version').pluck();
    this.#lastSeq = db.prepare(LAST_SEQ).pluck();
    this.#headRow = db.prepare<[], { n: number; hash: Buffer }>(HEAD);
    this.#addLedger = db.prepare(ADD_LEDGER);
    this.#addTelemetry = db.prepare(ADD_TELEMETRY);
    this.#putIncident = db.prepare(PUT_INCIDENT);
    this.#catchUp();
  }

  /** Newest committed head, including what other processes wrote. */
  head(): Head {
    this.#catchUp();
    return this.#head;
  }

  lastSeq(): number {
    this.#catchUp();
    return this.#seq;
  }

  /** Writes all appends in one synced transaction, or throws and has written none. Returns the first fact's seq. */
  commit(appends: readonly Append[]): number {
    return this.#write(() => {
      const first = this.#seq + 1;
      for (const [entries, rows] of appends) {
        for (const entry of entries) this.#add(entry);
        for (const row of rows) this.#put(row);
      }
      return first;
    });
  }

  /**
   * As `commit`, but an append that cannot be stored for its own fault (a value SQLite refuses) is left out by itself: it must
   * not take the presses of the same batch with it for ever.
   */
  commitEach(appends: readonly Append[]): { readonly firstSeq: number; readonly unfit: ReadonlyMap<number, string> } {
    const unfit = new Map<number, string>();
    const firstSeq = this.#write(() => {
      const first = this.#seq + 1;
      for (const [index, [entries, rows]] of appends.entries()) {
        const before = { seq: this.#seq, head: this.#head, prev: this.#prev };
        try {
          this.db.transaction(() => {
            for (const entry of entries) this.#add(entry);
            for (const row of rows) this.#put(row);
          })();
        } catch (error) {
          if (!isUnfit(error)) throw error;
          unfit.set(index, error instanceof Error ? error.message : String(error));
          this.#seq = before.seq;
          this.#head = before.head;
          this.#prev = before.prev;
        }
      }
      return first;
    });
    return { firstSeq, unfit };
  }

  /** Writes one fact that depends on what is in the file at that very moment. Returns its seq. */
  commitWith(make: (db: Database.Database) => Entry): number {
    return this.#write(() => {
      this.#add(make(this.db));
      return this.#seq;
    });
  }

  /** A commit of a few bytes: is the disk there? */
  probe(): void {
    this.db.prepare("INSERT OR REPLACE INTO meta VALUES ('probe', ?)").run(randomUUID());
  }

  close(): void {
    this.db.close();
  }

  #write<T>(work: () => T): T {
    try {
      const result = this.db
        .transaction(() => {
          this.#catchUp();
          return work();
        })
        .immediate();
      return result;
    } catch (error) {
      this.#seen = null;
      throw error;
    }
  }

  #catchUp(): void {
    const version = this.#dataVersion.get();
    if (version === this.#seen) return;
    this.#seq = Number(this.#lastSeq.get());
    const row = this.#headRow.get();
    this.#prev = row?.hash ?? Buffer.from(GENESIS, 'hex');
    this.#head = { count: row?.n ?? 0, hash: this.#prev.toString('hex') };
    this.#seen = version;
  }

  #add(fact: Entry | TelemetryRow): void {
    if (isTelemetryRow(fact)) this.#addRow(fact);
    else if (isAccountable(fact.fact)) this.#chain(fact);
    else this.#addRow(telemetryRow(fact));
  }

  #addRow(row: TelemetryRow): void {
    this.#addTelemetry.run(this.#seq + 1, ...row);
    this.#seq += 1;
  }

  #chain({ at, actor, fact }: Entry): void {
    const { kind, ...rest } = fact;
    const seq = this.#seq + 1;
    const wall = clampMs(at.wall);
    const t = finiteT(at.t);
    const boot = wellFormed(at.boot);
    const trusted = at.trusted ? 1 : 0;
    const subject = wellFormed(subjectOf(fact));
    const by = wellFormed(actor);
    const data = canonical(rest);
    const n = this.#head.count + 1;
    const prev = this.#head.hash;
    const item = { seq, n, at: isoOf(wall), t, boot, trusted: at.trusted, kind, subject, actor: by, data: null, prev };
    const hash = sha256Hex(itemText(item, data));
    const bytes = Buffer.from(hash, 'hex');
    this.#addLedger.run(seq, n, wall, t, boot, trusted, kind, subject, by, data, this.#prev, bytes);
    this.#prev = bytes;
    this.#head = { count: n, hash };
    this.#seq = seq;
  }

  #put(row: IncidentRow): void {
    this.#putIncident.run(row.id, row.kind, row.zone, row.status, clampMs(row.openedAtMs), row.json);
  }
}
