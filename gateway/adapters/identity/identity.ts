/** Entry of the identity adapter: who devices and people are. Decisions and trade-offs: docs/adr/0004-identity.md. */

import { join } from 'node:path';
import type { Accounts, Links } from '../../ports/accounts.ts';
import { openDatabase } from './database.ts';
import { DeviceCredentials } from './device-credentials.ts';
import { ADMIN, ensureAdmin, type FirstAdmin, forgetAdminCode } from './first-admin.ts';
import { openKeyRing } from './key-ring.ts';
import { Passwords } from './password.ts';
import { PeopleAccounts } from './people-accounts.ts';
import { Register } from './register.ts';
import { migrate, runWrites } from './statements.ts';
import { TakeOverLinks } from './take-over-links.ts';
import { directWriter, threadWriter } from './writer.ts';

export type { DeviceCredential } from './device-credentials.ts';
export type { FirstAdmin } from './first-admin.ts';
export { IdentityError, type IdentityErrorCode } from './identity-error.ts';
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
  /** Makes user `admin` with a one-time code while no administrator has a password; null afterwards. */
  ensureAdmin(): Promise<FirstAdmin | null>;
  close(): Promise<void>;
}

const KEEP_DEAD_SESSIONS_MS = 30 * 86_400_000;

/** Opens `identity.db` and `keys/` in the data folder, making them where missing. Several processes may have it open. */
export function openIdentity(dataDir: string, options: IdentityOptions = {}): Identity {
  const keys = openKeyRing(dataDir);
  const path = join(dataDir, 'identity.db');
  const db = openDatabase(path);
  const now = options.now ?? Date.now;
  const onFault = options.onFault ?? (() => {});
  migrate(db);
  const register = new Register(db, onFault);
  const writer = options.writes === 'thread' ? threadWriter(path) : directWriter(db);
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
    ensureAdmin: () => ensureAdmin(dataDir, accounts),
    close: async () => {
      await writer.close();
      try {
        runWrites(db, [{ name: 'purgeSessions', values: [now() - KEEP_DEAD_SESSIONS_MS] }]);
      } finally {
        db.close();
      }
    },
  };
}
