/** People's passwords: scrypt, one at a time, so that a burst of sign-ins can take neither the memory nor the thread pool of a Pi. */

import { randomBytes, type ScryptOptions, scrypt } from 'node:crypto';
import { AccountsError } from '../../ports/accounts.ts';
import { sameBytes } from './key-ring.ts';

/** OWASP's 32 MiB setting (N 2^15, r 8, p 3): about 0.15 s on a PC, 0.4 s on a Pi 4. */
export const PASSWORD_COST = 15;
const WAITING_LIMIT = 16;
const STORED = /^scrypt\$(\d{1,2})\$([A-Za-z0-9_-]+)\$([A-Za-z0-9_-]+)$/;

export class Passwords {
  readonly #cost: number;
  #waiting = 0;
  #queue: Promise<unknown> = Promise.resolve();

  /** `cost` is log2 of scrypt's N. */
  constructor(cost = PASSWORD_COST) {
    this.#cost = cost;
  }

  async hash(password: string): Promise<string> {
    const salt = randomBytes(16);
    const derived = await this.#derive(password, salt, this.#cost);
    return `scrypt$${this.#cost}$${salt.toString('base64url')}$${derived.toString('base64url')}`;
  }

  /** The same work whether or not there is a stored password. */
  async verify(password: string, stored: string | null): Promise<boolean> {
    const [, cost, salt, hash] = STORED.exec(stored ?? '') ?? [];
    if (cost === undefined || salt === undefined || hash === undefined) {
      await this.#derive(password, randomBytes(16), this.#cost);
      return false;
    }
    const derived = await this.#derive(password, Buffer.from(salt, 'base64url'), Number(cost));
    return sameBytes(derived, Buffer.from(hash, 'base64url'));
  }

  async #derive(password: string, salt: Buffer, cost: number): Promise<Buffer> {
    if (this.#waiting >= WAITING_LIMIT) throw new AccountsError('busy', 'too many sign-ins at once');
    this.#waiting += 1;
    const options: ScryptOptions = { N: 2 ** cost, r: 8, p: 3, maxmem: 2 ** cost * 8 * 128 * 2 };
    const turn = this.#queue.then(() => scryptOnce(password.normalize('NFKC'), salt, options));
    this.#queue = turn.catch(() => undefined);
    try {
      return await turn;
    } finally {
      this.#waiting -= 1;
    }
  }
}

const scryptOnce = (password: string, salt: Buffer, options: ScryptOptions): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(password, salt, 32, options, (error, derived) => (error ? reject(error) : resolve(derived)));
  });
