/** The journal as the export reads it: a read-only connection of its own, on the export's own thread. */

import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import type { Fact } from '../../core/facts.ts';
import type { FactSource, Feed, Recorded } from '../../ports/series.ts';
import { JOURNAL_FILE, openReadOnly } from './database.ts';
import { journalIdOf } from './queries.ts';

interface Row {
  readonly seq: number;
  readonly at: number;
  readonly t: number;
  readonly trusted: number;
  readonly kind: string;
  readonly actor: string;
  readonly data: string;
}

const QUERY: Readonly<Record<Feed, string>> = {
  ledger: 'SELECT seq, at, t, trusted, kind, actor, data FROM ledger WHERE seq > ? ORDER BY seq LIMIT ?',
  telemetry: 'SELECT seq, at, t, trusted, kind, actor, data FROM telemetry WHERE seq > ? ORDER BY seq LIMIT ?',
};

/** The journal holds only what this program appended; what an older version wrote is read as it stands. */
function recorded({ seq, at, t, trusted, kind, actor, data }: Row): Recorded {
  const fact = { ...(JSON.parse(data) as object), kind } as Fact;
  return { seq, atMs: at, t, trusted: trusted === 1, actor, fact };
}

export class SqliteFactSource implements FactSource {
  readonly #file: string;
  #db: Database.Database | null = null;
  /** Of the file that is open: a journal that was moved aside as damaged is another one. */
  #inode = 0;

  constructor(dir: string) {
    this.#file = join(dir, JOURNAL_FILE);
  }

  async journal(): Promise<string | null> {
    const db = this.#open();
    return db === null ? null : journalIdOf(db);
  }

  async read(feed: Feed, afterSeq: number, limit: number): Promise<readonly Recorded[]> {
    const db = this.#open();
    if (db === null) return [];
    return db.prepare<[number, number], Row>(QUERY[feed]).all(afterSeq, limit).map(recorded);
  }

  close(): void {
    this.#db?.close();
    this.#db = null;
  }

  #open(): Database.Database | null {
    if (!existsSync(this.#file)) {
      this.close();
      return null;
    }
    const { ino } = statSync(this.#file);
    if (this.#db !== null && ino === this.#inode) return this.#db;
    this.close();
    this.#db = openReadOnly(this.#file);
    this.#inode = ino;
    return this.#db;
  }
}
