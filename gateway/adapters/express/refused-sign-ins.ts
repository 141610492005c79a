/** Failed sign-ins go to the record once per name and minute, with their count: a guessing machine must not fill the ledger. */

import type { Campus } from '../../ports/campus.ts';

const WINDOW_MS = 60_000;
const MOST_NAMES = 256;

export class RefusedSignIns {
  readonly #campus: Campus;
  readonly #windows = new Map<string, { count: number; timer: NodeJS.Timeout }>();
  #total = 0;

  constructor(campus: Campus) {
    this.#campus = campus;
  }

  /** The first is recorded at once, further ones of the same window together at its end. */
  refused(user: string, address: string): void {
    this.#total += 1;
    const who = this.#nameOf(user, address);
    const window = this.#windows.get(who);
    if (window !== undefined) {
      window.count += 1;
      return;
    }
    this.#campus.note('gateway', { kind: 'sign-in-refused', who, count: 1 });
    const timer = setTimeout(() => this.#close(who), WINDOW_MS).unref();
    this.#windows.set(who, { count: 0, timer });
  }

  total(): number {
    return this.#total;
  }

  close(): void {
    for (const who of this.#windows.keys()) this.#close(who);
  }

  /** An unknown name is not recorded: people type passwords into the name field. */
  #nameOf(user: string, address: string): string {
    const known = user === 'admin' || this.#campus.school().people.has(user);
    const who = known ? user : `unknown user from ${address}`;
    return this.#windows.size < MOST_NAMES || this.#windows.has(who) ? who : 'unknown user from many addresses';
  }

  #close(who: string): void {
    const window = this.#windows.get(who);
    if (window === undefined) return;
    clearTimeout(window.timer);
    this.#windows.delete(who);
    if (window.count > 0) this.#campus.note('gateway', { kind: 'sign-in-refused', who, count: window.count });
  }
}
