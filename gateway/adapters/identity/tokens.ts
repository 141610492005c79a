/** Bearer tokens for programs: shown once, stored as a keyed hash, revoked at once. Made on the command line only. */

import { randomBytes } from 'node:crypto';
import type { Role } from '../../core/school.ts';
import type { Principal } from '../../ports/accounts.ts';
import { type AccountParts, writeNow } from './account-parts.ts';
import { keyedHash, sameBytes } from './key-ring.ts';
import type { TokenRow } from './rows.ts';

export interface TokenInfo {
  /** First 12 hex digits of the stored hash: names a token without giving it away. */
  readonly name: string;
  readonly person: string;
  readonly role: Role;
  readonly createdMs: number;
}

const nameOf = ({ hash }: TokenRow): string => hash.toString('hex', 0, 6);

export class Tokens {
  readonly #parts: AccountParts;

  constructor(parts: AccountParts) {
    this.#parts = parts;
  }

  create(person: string, role: Role): string {
    const token = `cg_${randomBytes(32).toString('base64url')}`;
    writeNow(this.#parts, [{ name: 'token', values: [this.#hash(token), person, role, this.#parts.now()] }]);
    return token;
  }

  principalOf(token: string): Principal | null {
    const hash = this.#hash(token);
    const row = this.#parts.register.tokens.get(hash.toString('hex'));
    if (row === undefined || row.revoked || !sameBytes(row.hash, hash)) return null;
    return { person: row.person, role: row.role, mustSetPassword: false, via: 'token' };
  }

  /** Those that work, oldest first. */
  list(): readonly TokenInfo[] {
    return [...this.#parts.register.tokens.values()]
      .filter(({ revoked }) => !revoked)
      .map((row) => ({ name: nameOf(row), person: row.person, role: row.role, createdMs: row.createdMs }))
      .sort((a, b) => a.createdMs - b.createdMs);
  }

  revoke(tokenOrName: string): boolean {
    const hash = this.#hash(tokenOrName);
    const rows = [...this.#parts.register.tokens.values()];
    const row = rows.find((one) => sameBytes(one.hash, hash) || nameOf(one) === tokenOrName);
    return row !== undefined && writeNow(this.#parts, [{ name: 'revokeToken', values: [row.hash] }]) > 0;
  }

  revokeAllOf(person: string): number {
    return writeNow(this.#parts, [{ name: 'revokeTokensOf', values: [person] }]);
  }

  #hash(token: string): Buffer {
    return keyedHash(this.#parts.keys.pepper, 'token', token);
  }
}
