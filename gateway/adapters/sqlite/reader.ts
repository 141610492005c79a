/** The reader thread: its own read-only connection, snapshots, backups, free space. Nothing here can delay a commit. */

import { existsSync, rmSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import type Database from 'better-sqlite3';
import { JournalError } from '../../ports/journal.ts';
import { JOURNAL_FILE, openReadOnly } from './database.ts';
import { toJournalError } from './fault.ts';
import { anchorAt, holdsAnchor, incidentPage, oneIncident, readPage } from './queries.ts';
import { takeReserve } from './reserve.ts';
import { newestSnapshot, writeSnapshot } from './snapshot-files.ts';
import { openStillImage } from './still-image.ts';
import type { FromReader, Question, ReaderStart, Space, ToReader } from './wire.ts';

class Reader {
  readonly #dir: string;
  #db: Database.Database | null = null;
  /** Inode of the file `#db` is of: after a corrupt journal was moved aside, the old connection would read the old file. */
  #inode = 0;
  #image = false;

  constructor(dir: string) {
    this.#dir = dir;
  }

  /** JSON text of the answer. */
  async answer(question: Question): Promise<string> {
    switch (question.type) {
      case 'read':
        return readPage(this.#open(), question.query);
      case 'incidents':
        return incidentPage(this.#open(), question.query);
      case 'incident':
        return oneIncident(this.#open(), question.incident);
      case 'latest-snapshot':
        return this.#latestSnapshot();
      case 'save-snapshot':
        writeSnapshot(this.#dir, { anchor: anchorAt(this.#open(), question.seq), state: question.state });
        return 'null';
      case 'backup':
        return this.#backup(question.file);
      case 'space':
        return JSON.stringify(this.#space());
      case 'reserve':
        return JSON.stringify(takeReserve(this.#dir, question.bytes, question.given));
      case 'close':
        this.#db?.close();
        this.#db = null;
        return 'null';
    }
  }

  #open(): Database.Database {
    const file = join(this.#dir, JOURNAL_FILE);
    const inode = statSync(file, { throwIfNoEntry: false })?.ino ?? 0;
    if (this.#db && inode === this.#inode && !this.#image) return this.#db;
    this.#db?.close();
    this.#db = null;
    if (inode === 0) throw new JournalError('io', 'there is no journal.db yet');
    this.#inode = inode;
    this.#db = this.#connect(file);
    return this.#db;
  }

  #connect(file: string): Database.Database {
    const db = openReadOnly(file);
    try {
      db.prepare('SELECT count(*) FROM sqlite_schema').get();
      this.#image = false;
      return db;
    } catch (error) {
      db.close();
      const image = toJournalError(error).code === 'read-only' ? openStillImage(file) : null;
      if (image === null) throw error;
      this.#image = true;
      return image;
    }
  }

  /** Where the database itself cannot be read, an unproved state is better than none: open incidents go on climbing (promise 3). */
  #latestSnapshot(): string {
    let db: Database.Database | null = null;
    try {
      db = this.#open();
    } catch {
      db = null;
    }
    const readable = db;
    const found = newestSnapshot(this.#dir, (anchor) => readable === null || holdsAnchor(readable, anchor));
    return found === null ? 'null' : `{"seq":${found.anchor.seq},"state":${found.state}}`;
  }

  async #backup(file: string): Promise<string> {
    if (existsSync(file)) throw new JournalError('io', 'the backup file exists already');
    try {
      await this.#open().backup(file);
    } catch (error) {
      rmSync(file, { force: true });
      throw error;
    }
    return 'null';
  }

  #space(): Space {
    const sizeOf = (name: string): number => statSync(join(this.#dir, name), { throwIfNoEntry: false })?.size ?? 0;
    const bytes = sizeOf(JOURNAL_FILE) + sizeOf(`${JOURNAL_FILE}-wal`);
    try {
      const { blocks, bfree, bavail, bsize } = statfsSync(this.#dir);
      const used = blocks - bfree;
      return { usedShare: used + bavail > 0 ? used / (used + bavail) : null, freeBytes: bavail * bsize, bytes };
    } catch {
      return { usedShare: null, freeBytes: null, bytes };
    }
  }
}

const port = parentPort;
if (port) {
  const reader = new Reader((workerData as ReaderStart).dir);
  port.on('message', ({ id, question }: ToReader) => {
    reader.answer(question).then(
      (text) => port.postMessage({ id, ok: true, text } satisfies FromReader),
      (error: unknown) => {
        const { code, message } = toJournalError(error);
        port.postMessage({ id, ok: false, code, detail: message } satisfies FromReader);
      },
    );
  });
}
