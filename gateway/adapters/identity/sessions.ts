/** Sessions: 256 random bits in the browser, a keyed hash here. They slide, end at once, and outlive a restart. */

import { randomBytes } from 'node:crypto';
import { type AccountParts, writePatiently } from './account-parts.ts';
import { keyedHash, sameBytes } from './key-ring.ts';
import type { HeldSession } from './register.ts';

export const SESSION_MS = 12 * 3_600_000;
/** A session made by a one-time code, until a password is set. */
export const CODE_SESSION_MS = 3_600_000;
/** How stale `seen_ms` on disk may be: not every request is worth a write. */
const SEEN_EVERY_MS = 600_000;

export interface OpenedSession {
  readonly session: string;
  readonly expiresAtMs: number;
}

export class Sessions {
  readonly #parts: AccountParts;

  constructor(parts: AccountParts) {
    this.#parts = parts;
  }

  async open(person: string, byCode: boolean): Promise<OpenedSession> {
    const { register, now, monotonic } = this.#parts;
    const session = randomBytes(32).toString('base64url');
    const hash = this.#hash(session);
    const seenMs = now();
    register.sessions.set(hash.toString('hex'), { hash, person, short: byCode, seenMs, seenMonoMs: monotonic() });
    await writePatiently(this.#parts, [{ name: 'session', values: [hash, person, byCode ? 1 : 0, seenMs] }]);
    return { session, expiresAtMs: seenMs + (byCode ? CODE_SESSION_MS : SESSION_MS) };
  }

  /** Whose session it is, prolonging it; null where there is none or it is over. */
  personOf(session: string): string | null {
    const { register } = this.#parts;
    const hash = this.#hash(session);
    const held = register.sessions.get(hash.toString('hex'));
    if (held === undefined || !sameBytes(held.hash, hash)) return null;
    if (this.#isOver(held)) {
      this.#end(hash);
      return null;
    }
    this.#touch(held);
    return held.person;
  }

  end(session: string): void {
    this.#end(this.#hash(session));
  }

  /** In memory; the caller writes `endSessionsOf` with what it changes. */
  forgetAllOf(person: string): void {
    const { register } = this.#parts;
    for (const [key, held] of register.sessions) if (held.person === person) register.forgetSession(key);
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
    if (Math.abs(now() - held.seenMs) < SEEN_EVERY_MS) return;
    held.seenMs = now();
    void writePatiently(this.#parts, [{ name: 'seeSession', values: [held.seenMs, held.hash] }]);
  }

  #end(hash: Buffer): void {
    const key = hash.toString('hex');
    if (!this.#parts.register.sessions.has(key)) return;
    this.#parts.register.forgetSession(key);
    void writePatiently(this.#parts, [{ name: 'endSession', values: [hash] }]);
  }

  #hash(session: string): Buffer {
    return keyedHash(this.#parts.keys.pepper, 'session', session);
  }
}
