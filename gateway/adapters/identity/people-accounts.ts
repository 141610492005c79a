/** People's accounts (docs/adr/0004-identity.md). Reads come from memory; a disk that does not write stops no sign-in. */

import { randomBytes } from 'node:crypto';
import type Database from 'better-sqlite3';
import type { Role } from '../../core/school.ts';
import { type Accounts, AccountsError, type Principal, type SignIn } from '../../ports/accounts.ts';
import { IdentityError } from './identity-error.ts';
import { type KeyRing, keyedHash, sameBytes } from './key-ring.ts';
import { makeCode, readCode } from './one-time-code.ts';
import type { Passwords } from './password.ts';
import type { HeldSession, Register } from './register.ts';
import type { AccountRow } from './rows.ts';
import { runWrites, type Write } from './statements.ts';
import type { Writer } from './writer.ts';

export const SESSION_MS = 12 * 3_600_000;
/** A session made by a one-time code, until a password is set. */
export const CODE_SESSION_MS = 3_600_000;
/** How stale `seen_ms` on disk may be: not every request is worth a write. */
const SEEN_EVERY_MS = 600_000;
/** A sign-in waits this long for the disk, then works from memory: a full disk must not keep a guard out (promise 3). */
const DISK_PATIENCE_MS = 2000;
const PERSON = /^[\p{L}\p{N}][\p{L}\p{N}._@-]{0,63}$/u;
const SHORTEST_PASSWORD = 10;

export interface AccountsParts {
  readonly db: Database.Database;
  readonly keys: KeyRing;
  readonly register: Register;
  readonly writer: Writer;
  readonly passwords: Passwords;
  readonly now: () => number;
  readonly monotonic: () => number;
  readonly onFault: (error: unknown) => void;
  readonly onPasswordSet: (person: string) => void;
}

export interface TokenInfo {
  /** First 12 hex digits of the stored hash: names a token without giving it away. */
  readonly name: string;
  readonly person: string;
  readonly role: Role;
  readonly createdMs: number;
}

export class PeopleAccounts implements Accounts {
  readonly #parts: AccountsParts;

  constructor(parts: AccountsParts) {
    this.#parts = parts;
  }

  async signIn(user: string, password: string): Promise<SignIn> {
    const { register, passwords } = this.#parts;
    register.refresh();
    const account = register.accounts.get(user);
    const knowsPassword = await passwords.verify(password, account?.password ?? null);
    if (account === undefined) return { ok: false };
    if (!knowsPassword && !(await this.#spendCode(account, password))) return { ok: false };
    return this.#openSession(account, !knowsPassword);
  }

  signOut(session: string): void {
    this.#endSession(this.#hash('session', session));
  }

  bySession(session: string): Principal | null {
    const { register } = this.#parts;
    register.refresh();
    const hash = this.#hash('session', session);
    const held = register.sessions.get(hash.toString('hex'));
    if (held === undefined || !sameBytes(held.hash, hash)) return null;
    const account = register.accounts.get(held.person);
    if (account === undefined || this.#isOver(held)) {
      this.#endSession(hash);
      return null;
    }
    this.#touch(held);
    return principal(account, 'session');
  }

  byToken(token: string): Principal | null {
    const { register } = this.#parts;
    register.refresh();
    const hash = this.#hash('token', token);
    const row = register.tokens.get(hash.toString('hex'));
    if (row === undefined || row.revoked || !sameBytes(row.hash, hash)) return null;
    return { person: row.person, role: row.role, mustSetPassword: false, via: 'token' };
  }

  /** Ends every session of the person, the caller's own included. */
  async setPassword(person: string, password: string): Promise<void> {
    const { register, passwords, writer, onPasswordSet } = this.#parts;
    if (password.length < SHORTEST_PASSWORD)
      throw new AccountsError('weak-password', 'a password has at least 10 characters');
    register.refresh();
    if (!register.accounts.has(person)) throw new AccountsError('unknown-person', `no account ${person}`);
    const stored = await passwords.hash(password);
    await this.#write(writer, [
      { name: 'password', values: [stored, person] },
      { name: 'endSessionsOf', values: [person] },
    ]);
    this.#forgetSessionsOf(person);
    register.reload();
    onPasswordSet(person);
  }

  async addUser(person: string, role: Role): Promise<string> {
    if (!PERSON.test(person))
      throw new IdentityError('bad-id', 'a user name is letters, digits, . _ @ -, at most 64 characters');
    const code = makeCode();
    await this.#write(this.#parts.writer, [
      { name: 'account', values: [person, role, this.#codeHash(person, code)] },
      { name: 'endSessionsOf', values: [person] },
    ]);
    this.#forgetSessionsOf(person);
    this.#parts.register.reload();
    return code;
  }

  /** Command line only: writes with fsync on the caller's thread. */
  createToken(person: string, role: Role): string {
    if (!PERSON.test(person))
      throw new IdentityError('bad-id', 'a person id is letters, digits, . _ @ -, at most 64 characters');
    const token = `cg_${randomBytes(32).toString('base64url')}`;
    const values = [this.#hash('token', token), person, role, this.#parts.now()];
    this.#writeNow([{ name: 'token', values }]);
    return token;
  }

  /** Tokens that work, oldest first. */
  tokens(): readonly TokenInfo[] {
    this.#parts.register.refresh();
    return [...this.#parts.register.tokens.values()]
      .filter(({ revoked }) => !revoked)
      .map(({ hash, person, role, createdMs }) => ({ name: hash.toString('hex', 0, 6), person, role, createdMs }))
      .sort((a, b) => a.createdMs - b.createdMs);
  }

  /** By the token itself or by its name in `tokens()`. False where there is no such token. Command line only. */
  revokeToken(tokenOrName: string): boolean {
    this.#parts.register.refresh();
    const hash = this.#hash('token', tokenOrName);
    const row = [...this.#parts.register.tokens.values()].find(
      (one) => sameBytes(one.hash, hash) || one.hash.toString('hex', 0, 6) === tokenOrName,
    );
    return row !== undefined && this.#writeNow([{ name: 'revokeToken', values: [row.hash] }]) > 0;
  }

  /** Every token of a person; returns how many. Command line only. */
  revokeTokensOf(person: string): number {
    return this.#writeNow([{ name: 'revokeTokensOf', values: [person] }]);
  }

  hasUsers(): boolean {
    this.#parts.register.refresh();
    return this.#parts.register.accounts.size > 0;
  }

  users(): readonly { readonly person: string; readonly role: Role; readonly hasPassword: boolean }[] {
    this.#parts.register.refresh();
    return [...this.#parts.register.accounts.values()].map(({ person, role, password }) => {
      return { person, role, hasPassword: password !== null };
    });
  }

  /** Is this the person's unused one-time code? */
  codeWorks(person: string, code: string): boolean {
    this.#parts.register.refresh();
    const stored = this.#parts.register.accounts.get(person)?.codeHash ?? null;
    return stored !== null && sameBytes(stored, this.#codeHash(person, code));
  }

  async #spendCode(account: AccountRow, typed: string): Promise<boolean> {
    const hash = this.#codeHash(account.person, typed);
    const current = this.#parts.register.accounts.get(account.person);
    const stored = current?.codeHash ?? null;
    if (current === undefined || stored === null || !sameBytes(stored, hash)) return false;
    // In memory first: a second sign-in with the same code must find it spent, whatever the disk does.
    this.#parts.register.accounts.set(account.person, { ...current, codeHash: null });
    await this.#writePatiently([{ name: 'spendCode', values: [account.person, hash] }]);
    return true;
  }

  async #openSession(account: AccountRow, byCode: boolean): Promise<SignIn> {
    const { register, now, monotonic } = this.#parts;
    const session = randomBytes(32).toString('base64url');
    const hash = this.#hash('session', session);
    const held = { hash, person: account.person, short: byCode, seenMs: now(), seenMonoMs: monotonic() };
    register.sessions.set(hash.toString('hex'), held);
    await this.#writePatiently([{ name: 'session', values: [hash, account.person, byCode ? 1 : 0, held.seenMs] }]);
    const current = register.accounts.get(account.person) ?? account;
    const lasts = byCode ? CODE_SESSION_MS : SESSION_MS;
    return { ok: true, session, principal: principal(current, 'session'), expiresAtMs: held.seenMs + lasts };
  }

  #isOver(held: HeldSession): boolean {
    const { now, monotonic } = this.#parts;
    const idle = held.seenMonoMs === null ? now() - held.seenMs : monotonic() - held.seenMonoMs;
    return idle > (held.short ? CODE_SESSION_MS : SESSION_MS);
  }

  /** Sliding: every use prolongs it, except for a session made by a one-time code. */
  #touch(held: HeldSession): void {
    const { now, monotonic } = this.#parts;
    if (held.short) {
      held.seenMonoMs ??= monotonic() - Math.max(0, now() - held.seenMs);
      return;
    }
    held.seenMonoMs = monotonic();
    const staleMs = Math.abs(now() - held.seenMs);
    if (staleMs < SEEN_EVERY_MS) return;
    held.seenMs = now();
    void this.#writePatiently([{ name: 'seeSession', values: [held.seenMs, held.hash] }]);
  }

  #endSession(hash: Buffer): void {
    const key = hash.toString('hex');
    if (!this.#parts.register.sessions.has(key)) return;
    this.#parts.register.forgetSession(key);
    void this.#writePatiently([{ name: 'endSession', values: [hash] }]);
  }

  #forgetSessionsOf(person: string): void {
    const { register } = this.#parts;
    for (const [key, held] of register.sessions) if (held.person === person) register.forgetSession(key);
  }

  #hash(purpose: 'session' | 'token', secret: string): Buffer {
    return keyedHash(this.#parts.keys.pepper, purpose, secret);
  }

  #codeHash(person: string, typed: string): Buffer {
    return keyedHash(this.#parts.keys.pepper, 'code', person, readCode(typed));
  }

  async #write(writer: Writer, writes: readonly Write[]): Promise<void> {
    try {
      await writer.write(writes);
    } catch (cause) {
      throw new AccountsError('storage', 'the account was not saved', { cause });
    }
  }

  /** Waits for the disk for a while and reports its failure instead of passing it on. */
  async #writePatiently(writes: readonly Write[]): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, DISK_PATIENCE_MS).unref();
    });
    const written = this.#parts.writer.write(writes).then(
      () => {},
      (error: unknown) => this.#parts.onFault(error),
    );
    await Promise.race([written, patience]);
    clearTimeout(timer);
  }

  #writeNow(writes: readonly Write[]): number {
    const changed = runWrites(this.#parts.db, writes);
    this.#parts.register.reload();
    return changed.reduce((sum, one) => sum + one, 0);
  }
}

const principal = (account: AccountRow, via: Principal['via']): Principal => ({
  person: account.person,
  role: account.role,
  mustSetPassword: account.password === null,
  via,
});
