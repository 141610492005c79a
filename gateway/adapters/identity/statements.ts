/** All SQL of `identity.db`. Every write bumps the one revision, so that another process re-reads only rows newer than it knows. */

import type Database from 'better-sqlite3';
import { IdentityError } from './identity-error.ts';

export const SCHEMA_VERSION = 2;

const MIGRATIONS: readonly string[] = [
  `CREATE TABLE revision (one INTEGER PRIMARY KEY CHECK (one = 1), n INTEGER NOT NULL) STRICT;
   INSERT INTO revision VALUES (1, 0);
   CREATE TABLE device (
     id TEXT PRIMARY KEY, nonce BLOB, secret_hash BLOB, certified INTEGER NOT NULL, revoked INTEGER NOT NULL, rev INTEGER NOT NULL
   ) STRICT;
   CREATE INDEX device_rev ON device (rev);
   CREATE TABLE account (
     person TEXT PRIMARY KEY, role TEXT NOT NULL, password TEXT, code_hash BLOB, rev INTEGER NOT NULL
   ) STRICT;
   CREATE TABLE session (
     hash BLOB PRIMARY KEY, person TEXT NOT NULL, short INTEGER NOT NULL, seen_ms INTEGER NOT NULL,
     ended INTEGER NOT NULL, rev INTEGER NOT NULL
   ) STRICT;
   CREATE INDEX session_rev ON session (rev);
   CREATE TABLE token (
     hash BLOB PRIMARY KEY, person TEXT NOT NULL, role TEXT NOT NULL, created_ms INTEGER NOT NULL,
     revoked INTEGER NOT NULL, rev INTEGER NOT NULL
   ) STRICT;`,
  'ALTER TABLE account ADD COLUMN removed INTEGER NOT NULL DEFAULT 0',
];

const REV = '(SELECT n FROM revision)';

export const WRITES = {
  bump: 'UPDATE revision SET n = n + 1',
  device: `INSERT INTO device VALUES (?, ?, ?, ?, ?, ${REV}) ON CONFLICT (id) DO UPDATE SET nonce = excluded.nonce,
    secret_hash = excluded.secret_hash, certified = excluded.certified, revoked = excluded.revoked, rev = excluded.rev`,
  account: `INSERT INTO account (person, role, code_hash, rev) VALUES (?, ?, ?, ${REV}) ON CONFLICT (person) DO UPDATE SET role = excluded.role,
    password = NULL, code_hash = excluded.code_hash, removed = 0, rev = excluded.rev`,
  removeAccount: `UPDATE account SET password = NULL, code_hash = NULL, removed = 1, rev = ${REV} WHERE person = ?`,
  password: `UPDATE account SET password = ?, code_hash = NULL, rev = ${REV} WHERE person = ?`,
  spendCode: `UPDATE account SET code_hash = NULL, rev = ${REV} WHERE person = ? AND code_hash = ?`,
  session: `INSERT INTO session VALUES (?, ?, ?, ?, 0, ${REV}) ON CONFLICT (hash) DO NOTHING`,
  seeSession: `UPDATE session SET seen_ms = ?, rev = ${REV} WHERE hash = ?`,
  endSession: `UPDATE session SET ended = 1, rev = ${REV} WHERE hash = ?`,
  endSessionsOf: `UPDATE session SET ended = 1, rev = ${REV} WHERE person = ? AND ended = 0`,
  purgeSessions: 'DELETE FROM session WHERE ended = 1 OR seen_ms < ?',
  token: `INSERT INTO token VALUES (?, ?, ?, ?, 0, ${REV})`,
  revokeToken: `UPDATE token SET revoked = 1, rev = ${REV} WHERE hash = ? AND revoked = 0`,
  revokeTokensOf: `UPDATE token SET revoked = 1, rev = ${REV} WHERE person = ? AND revoked = 0`,
} as const;

export type WriteName = keyof typeof WRITES;
export interface Write {
  readonly name: WriteName;
  readonly values: readonly (string | number | Uint8Array | null)[];
}

export const READS = {
  devices: 'SELECT id, nonce, secret_hash AS secretHash, certified, revoked, rev FROM device WHERE rev > ?',
  accounts: 'SELECT person, role, password, code_hash AS codeHash, removed, rev FROM account WHERE rev > ?',
  sessions: 'SELECT hash, person, short, seen_ms AS seenMs, ended, rev FROM session WHERE rev > ?',
  tokens: 'SELECT hash, person, role, created_ms AS createdMs, revoked, rev FROM token WHERE rev > ?',
} as const;

/** Brings a fresh or older file to the present schema. Several processes may do so at once. */
export function migrate(db: Database.Database): void {
  const version = (): number => Number(db.pragma('user_version', { simple: true }));
  if (version() > SCHEMA_VERSION) {
    throw new IdentityError('newer-schema', `identity.db was written by a newer version (schema ${version()})`);
  }
  if (version() === SCHEMA_VERSION) return;
  db.transaction(() => {
    for (const [index, sql] of MIGRATIONS.entries()) if (index >= version()) db.exec(sql);
    db.pragma(`user_version = ${SCHEMA_VERSION}`);
  }).immediate();
}

/** Runs the writes as one transaction; returns the rows changed by each. */
export function runWrites(db: Database.Database, writes: readonly Write[]): number[] {
  return db
    .transaction(() => {
      db.prepare(WRITES.bump).run();
      return writes.map(({ name, values }) => db.prepare(WRITES[name]).run(...values).changes);
    })
    .immediate();
}
