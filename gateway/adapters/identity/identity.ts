/** Entry of the identity adapter: who devices and people are. Decisions and trade-offs: docs/adr/0004-identity.md. */

import { join } from 'node:path';
import type Database from 'better-sqlite3';
import type { Accounts, Links } from '../../ports/accounts.ts';
import { LOOP_BUSY_MS, openCopy, openDatabase } from './database.ts';
import { DeviceCredentials } from './device-credentials.ts';
import { ADMIN, ensureAdmin, type FirstAdmin, forgetAdminCode } from './first-admin.ts';
import { openKeyRing } from './key-ring.ts';
import { Passwords } from './password.ts';
import { PeopleAccounts } from './people-accounts.ts';
import { Register } from './register.ts';
import { checkWhole, isDamage, keepSpare, replaceDamaged } from './spare.ts';
import { runWrites } from './statements.ts';
import { TakeOverLinks } from './take-over-links.ts';
import { directWriter, refusingWriter, threadWriter } from './writer.ts';

export type { DeviceCredential } from './device-credentials.ts';
export type { FirstAdmin } from './first-admin.ts';
export { ensureTls, issueClientCertificate, type TlsFiles } from './local-ca.ts';
export { PeopleAccounts } from './people-accounts.ts';

export interface IdentityOptions {
  /** `thread` in the gateway: no fsync on the main loop. `direct` (default) on the command line. */
  readonly writes?: 'direct' | 'thread';
  readonly now?: () => number;
  /** Milliseconds that never go back. */
  readonly monotonic?: () => number;
  /** log2 of scrypt's N; for tests. */
  readonly passwordCost?: number;
  /** The disk failed, or a row does not read; service goes on from memory. Called once per failure. */
  readonly onFault?: (error: unknown) => void;
}

export interface Identity {
  readonly devices: DeviceCredentials;
  readonly accounts: PeopleAccounts & Accounts;
  readonly links: Links;
  /** What the patrol's drawn rounds come from. */
  readonly patrolSecret: Uint8Array;
  /** False where `identity.db` could not be opened: known devices and people are served from a copy in memory. */
  readonly onDisk: boolean;
  /** Makes user `admin` with a one-time code while no administrator has a password; null afterwards. */
  ensureAdmin(): Promise<FirstAdmin | null>;
  close(): Promise<void>;
}

const KEEP_DEAD_SESSIONS_MS = 30 * 86_400_000;

/** Opens `identity.db` and `keys/` in the data folder, making them where missing. Several processes may have it open. */
export function openIdentity(dataDir: string, options: IdentityOptions = {}): Identity {
  const keys = openKeyRing(dataDir);
  const path = join(dataDir, 'identity.db');
  const now = options.now ?? Date.now;
  const onFault = options.onFault ?? (() => {});
  const { db, onDisk } = openStore(path, options.writes === 'thread', onFault);
  const register = new Register(db, onFault);
  const writer = onDisk ? (options.writes === 'thread' ? threadWriter(path) : directWriter(db)) : refusingWriter;
  const accounts = new PeopleAccounts({
    db,
    keys,
    register,
    writer,
    passwords: new Passwords(options.passwordCost),
    now,
    monotonic: options.monotonic ?? (() => performance.now()),
    onFault,
    onPasswordSet: (person) => {
      if (person === ADMIN) forgetAdminCode(dataDir);
    },
  });
  return {
    devices: new DeviceCredentials(db, keys, register),
    accounts,
    links: new TakeOverLinks(keys.link),
    patrolSecret: keys.patrol,
    onDisk,
    ensureAdmin: async () => {
      try {
        // A code that is gone with the next start would only mislead.
        return onDisk ? await ensureAdmin(dataDir, accounts) : null;
      } catch (error) {
        if (options.writes !== 'thread') throw error;
        onFault(error);
        return null;
      }
    },
    close: async () => {
      await writer.close();
      if (onDisk && options.writes !== 'thread') spareAfterChange(path, db, onFault);
      tidy(db, now() - KEEP_DEAD_SESSIONS_MS, onFault);
      db.close();
    },
  };
}

/** A command must not print what was not stored; the gateway must start whatever the disk does. */
function openStore(path: string, inGateway: boolean, onFault: (error: unknown) => void) {
  if (!inGateway) return { db: openDatabase(path), onDisk: true };
  try {
    return { db: openWhole(path), onDisk: true };
  } catch (error) {
    const db = isDamage(error) ? openSpare(path, onFault) : null;
    const copy = db ?? openCopy(path);
    onFault(error);
    return { db: copy, onDisk: db !== null };
  }
}

function openWhole(path: string): Database.Database {
  const db = openDatabase(path, LOOP_BUSY_MS);
  try {
    checkWhole(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** The spare in the place of the damaged file; null where the disk refuses that too. */
function openSpare(path: string, onFault: (error: unknown) => void): Database.Database | null {
  try {
    replaceDamaged(path);
    return openWhole(path);
  } catch (error) {
    onFault(error);
    return null;
  }
}

/** Leaves everything in the one file (not in its WAL), which is all that a copy in memory would find. */
function tidy(db: Database.Database, deadBeforeMs: number, onFault: (error: unknown) => void): void {
  try {
    runWrites(db, [{ name: 'purgeSessions', values: [deadBeforeMs] }]);
    db.pragma('wal_checkpoint(PASSIVE)');
  } catch (error) {
    onFault(error);
  }
}

/** What a command changed is in the spare too, once it has ended. */
function spareAfterChange(path: string, db: Database.Database, onFault: (error: unknown) => void): void {
  try {
    if (Number(db.prepare('SELECT total_changes()').pluck().get()) > 0) keepSpare(path, db);
  } catch (error) {
    onFault(error);
  }
}
