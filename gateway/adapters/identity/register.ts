/**
 * The identity file in memory: answers at once, follows what other processes write, and keeps answering when the disk
 * does not (promise 3: a dead disk must not lock buttons and staff out).
 */

import type Database from 'better-sqlite3';
import type { z } from 'zod';
import {
  type AccountRow,
  accountRow,
  type DeviceRow,
  deviceRow,
  type SessionRow,
  sessionRow,
  type TokenRow,
  tokenRow,
} from './rows.ts';
import { IdentityError } from './identity-error.ts';
import { READS } from './statements.ts';

export interface HeldSession {
  readonly hash: Buffer;
  readonly person: string;
  /** Made by a one-time code: ends early unless a password is set. */
  readonly short: boolean;
  seenMs: number;
  /** Monotonic, once used in this process: a step of the wall clock then neither ends nor prolongs it. */
  seenMonoMs: number | null;
}

export class Register {
  readonly devices = new Map<string, DeviceRow>();
  readonly accounts = new Map<string, AccountRow>();
  readonly sessions = new Map<string, HeldSession>();
  readonly tokens = new Map<string, TokenRow>();
  readonly #version: Database.Statement<[], number>;
  readonly #reads: Readonly<Record<keyof typeof READS, Database.Statement<[number]>>>;
  readonly #onFault: (error: unknown) => void;
  /** One read transaction: a commit between two tables could otherwise hide rows behind a newer revision for ever. */
  readonly #inOneSnapshot: () => void;
  readonly #forgotten = new Set<string>();
  #seenVersion = -1;
  #rev = -1;
  #faulty = false;

  constructor(db: Database.Database, onFault: (error: unknown) => void) {
    this.#onFault = onFault;
    this.#version = db.prepare<[], number>('PRAGMA data_version').pluck();
    this.#reads = {
      devices: db.prepare(READS.devices),
      accounts: db.prepare(READS.accounts),
      sessions: db.prepare(READS.sessions),
      tokens: db.prepare(READS.tokens),
    };
    this.#inOneSnapshot = db.transaction(() => this.#readAll());
    this.reload();
  }

  /** Follows other connections' commits. Costs about 2 µs when nothing changed; never throws. */
  refresh(): void {
    try {
      const version = this.#version.get() ?? -1;
      if (version === this.#seenVersion) return;
      this.reload();
      this.#seenVersion = version;
      this.#faulty = false;
    } catch (error) {
      if (!this.#faulty) this.#onFault(error);
      this.#faulty = true;
    }
  }

  /** Reads every row written since the last time. Needed after writes of the own connection. */
  reload(): void {
    this.#inOneSnapshot();
  }

  /** Ends it here and now, whatever the disk says about it later. */
  forgetSession(key: string): void {
    this.sessions.delete(key);
    this.#forgotten.add(key);
  }

  #readAll(): void {
    const known = this.#rev;
    let newest = known;
    const take = <Row extends { rev: number }>(
      table: keyof typeof READS,
      shape: z.ZodType<Row>,
      hold: (row: Row) => void,
    ) => {
      for (const raw of this.#reads[table].iterate(known)) {
        const row = shape.safeParse(raw);
        // One odd row must not lock everybody else out.
        if (row.success) hold(row.data);
        else this.#onFault(new IdentityError('odd-row', `identity.db: a row of ${table} does not read`));
        if (row.success) newest = Math.max(newest, row.data.rev);
      }
    };
    take<DeviceRow>('devices', deviceRow, (row) => this.devices.set(row.id, row));
    take<AccountRow>('accounts', accountRow, (row) => {
      if (row.removed) this.accounts.delete(row.person);
      else this.accounts.set(row.person, row);
    });
    take<SessionRow>('sessions', sessionRow, (row) => this.#holdSession(row));
    take<TokenRow>('tokens', tokenRow, (row) => this.tokens.set(row.hash.toString('hex'), row));
    this.#rev = newest;
  }

  #holdSession(row: SessionRow): void {
    const key = row.hash.toString('hex');
    const held = this.sessions.get(key);
    if (row.ended) {
      this.sessions.delete(key);
      this.#forgotten.delete(key);
    } else if (held === undefined && !this.#forgotten.has(key)) {
      this.sessions.set(key, {
        hash: row.hash,
        person: row.person,
        short: row.short,
        seenMs: row.seenMs,
        seenMonoMs: null,
      });
    }
  }
}
