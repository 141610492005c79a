/** People's accounts (docs/adr/0004-identity.md). Reads come from memory; a disk that does not write stops no sign-in. */

import type { Role } from '../../core/school.ts';
import { type Accounts, AccountsError, type Principal, type SignIn } from '../../ports/accounts.ts';
import { type AccountParts, writePatiently, writeSurely } from './account-parts.ts';
import { IdentityError } from './identity-error.ts';
import { keyedHash, sameBytes } from './key-ring.ts';
import { makeCode, readCode } from './one-time-code.ts';
import type { AccountRow } from './rows.ts';
import { Sessions } from './sessions.ts';
import { type TokenInfo, Tokens } from './tokens.ts';

const PERSON = /^[\p{L}\p{N}][\p{L}\p{N}._@-]{0,63}$/u;
const SHORTEST_PASSWORD = 10;

export interface UserInfo {
  readonly person: string;
  readonly role: Role;
  readonly hasPassword: boolean;
}

export class PeopleAccounts implements Accounts {
  readonly #parts: AccountParts;
  readonly #sessions: Sessions;
  readonly #tokens: Tokens;

  constructor(parts: AccountParts) {
    this.#parts = parts;
    this.#sessions = new Sessions(parts);
    this.#tokens = new Tokens(parts);
  }

  async signIn(user: string, password: string): Promise<SignIn> {
    const { passwords } = this.#parts;
    const account = this.#fresh().accounts.get(user);
    const knowsPassword = await passwords.verify(password, account?.password ?? null);
    if (account === undefined) return { ok: false };
    if (!knowsPassword && !(await this.#spendCode(account.person, password))) return { ok: false };
    const opened = await this.#sessions.open(account.person, !knowsPassword);
    // Reset or removed while the password was being checked: what was right then is not now.
    const current = this.bySession(opened.session);
    if (current !== null && knowsPassword === !current.mustSetPassword)
      return { ok: true, ...opened, principal: current };
    this.#sessions.end(opened.session);
    return { ok: false };
  }

  signOut(session: string): void {
    this.#fresh();
    this.#sessions.end(session);
  }

  bySession(session: string): Principal | null {
    const { accounts } = this.#fresh();
    const person = this.#sessions.personOf(session);
    const account = person === null ? undefined : accounts.get(person);
    if (account === undefined) return null;
    return { person: account.person, role: account.role, mustSetPassword: account.password === null, via: 'session' };
  }

  byToken(token: string): Principal | null {
    this.#fresh();
    return this.#tokens.principalOf(token);
  }

  /** Ends every session of the person, the caller's own included. */
  async setPassword(person: string, password: string): Promise<void> {
    if (password.length < SHORTEST_PASSWORD) {
      throw new AccountsError('weak-password', 'a password has at least 10 characters');
    }
    if (!this.#fresh().accounts.has(person)) throw new AccountsError('unknown-person', `no account ${person}`);
    const stored = await this.#parts.passwords.hash(password);
    await writeSurely(this.#parts, [
      { name: 'password', values: [stored, person] },
      { name: 'endSessionsOf', values: [person] },
    ]);
    this.#sessions.forgetAllOf(person);
    this.#parts.onPasswordSet(person);
  }

  async addUser(person: string, role: Role): Promise<string> {
    const code = makeCode();
    await writeSurely(this.#parts, [
      { name: 'account', values: [checked(person), role, this.#codeHash(person, code)] },
      { name: 'endSessionsOf', values: [person] },
    ]);
    this.#sessions.forgetAllOf(person);
    return code;
  }

  /** Somebody left: account, sessions and tokens end at once. False where there was no account. */
  async removeUser(person: string): Promise<boolean> {
    const existed = this.#fresh().accounts.has(person);
    await writeSurely(this.#parts, [
      { name: 'removeAccount', values: [person] },
      { name: 'endSessionsOf', values: [person] },
      { name: 'revokeTokensOf', values: [person] },
    ]);
    this.#sessions.forgetAllOf(person);
    return existed;
  }

  hasUsers(): boolean {
    return this.#fresh().accounts.size > 0;
  }

  users(): readonly UserInfo[] {
    return [...this.#fresh().accounts.values()].map(({ person, role, password }) => {
      return { person, role, hasPassword: password !== null };
    });
  }

  /** Is this the person's unused one-time code? */
  codeWorks(person: string, code: string): boolean {
    return this.#isCodeOf(this.#fresh().accounts.get(person), code);
  }

  /** Command line only: writes with fsync on the caller's thread. */
  createToken(person: string, role: Role): string {
    return this.#tokens.create(checked(person), role);
  }

  /** Tokens that work, oldest first. */
  tokens(): readonly TokenInfo[] {
    this.#fresh();
    return this.#tokens.list();
  }

  /** By the token itself or by its name in `tokens()`. False where there is no such token. Command line only. */
  revokeToken(tokenOrName: string): boolean {
    this.#fresh();
    return this.#tokens.revoke(tokenOrName);
  }

  /** Every token of a person; returns how many. Command line only. */
  revokeTokensOf(person: string): number {
    return this.#tokens.revokeAllOf(person);
  }

  #fresh() {
    this.#parts.register.refresh();
    return this.#parts.register;
  }

  async #spendCode(person: string, typed: string): Promise<boolean> {
    const { accounts } = this.#parts.register;
    const account = accounts.get(person);
    if (account === undefined || !this.#isCodeOf(account, typed)) return false;
    // In memory first: a second sign-in with the same code must find it spent, whatever the disk does.
    accounts.set(person, { ...account, codeHash: null });
    await writePatiently(this.#parts, [{ name: 'spendCode', values: [person, account.codeHash] }]);
    return true;
  }

  #isCodeOf(account: AccountRow | undefined, typed: string): boolean {
    const stored = account?.codeHash ?? null;
    return account !== undefined && stored !== null && sameBytes(stored, this.#codeHash(account.person, typed));
  }

  #codeHash(person: string, typed: string): Buffer {
    return keyedHash(this.#parts.keys.pepper, 'code', person, readCode(typed));
  }
}

function checked(person: string): string {
  if (PERSON.test(person)) return person;
  throw new IdentityError('bad-id', 'a person id is letters, digits, . _ @ -, at most 64 characters');
}
