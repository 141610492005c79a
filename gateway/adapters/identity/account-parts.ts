import type Database from 'better-sqlite3';
import { AccountsError } from '../../ports/accounts.ts';
import type { KeyRing } from './key-ring.ts';
import type { Passwords } from './password.ts';
import type { Register } from './register.ts';
import { runWrites, type Write } from './statements.ts';
import type { Writer } from './writer.ts';

/** What accounts, sessions and tokens share. */
export interface AccountParts {
  readonly db: Database.Database;
  readonly keys: KeyRing;
  readonly register: Register;
  readonly writer: Writer;
  readonly passwords: Passwords;
  /** Wall time, epoch milliseconds. */
  readonly now: () => number;
  /** Milliseconds that never go back. */
  readonly monotonic: () => number;
  readonly onFault: (error: unknown) => void;
  readonly onPasswordSet: (person: string) => void;
}

/** A sign-in waits this long for the disk, then works from memory: a full disk must not keep a guard out (promise 3). */
const DISK_PATIENCE_MS = 2000;

/** Resolves once it is on disk. Throws `storage` where the disk refuses. */
export async function writeSurely({ writer, register }: AccountParts, writes: readonly Write[]): Promise<void> {
  try {
    await writer.write(writes);
  } catch (cause) {
    throw new AccountsError('storage', 'the account was not saved', { cause });
  }
  register.reload();
}

/** Waits for the disk for a while; its failure is reported, not passed on. */
export async function writePatiently({ writer, onFault }: AccountParts, writes: readonly Write[]): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, DISK_PATIENCE_MS).unref();
  });
  await Promise.race([writer.write(writes).then(() => {}, onFault), patience]);
  clearTimeout(timer);
}

/** On the caller's thread, with fsync: for commands. Returns the rows changed. */
export function writeNow({ db, register }: AccountParts, writes: readonly Write[]): number {
  const changed = runWrites(db, writes);
  register.reload();
  return changed.reduce((sum, one) => sum + one, 0);
}
