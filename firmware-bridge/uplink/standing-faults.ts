/** Faults of one device that were said and not taken back: each is said once, and its end only where it was said. */

import { z } from 'zod';
import type { EventBody } from './event.ts';

const codes = z.array(z.string());

export class StandingFaults {
  readonly #standing: Set<string>;
  readonly #keep: (codes: readonly string[]) => void;
  readonly #say: (body: EventBody) => void;

  /** @param kept what `keep` was given before a restart */
  constructor(kept: unknown, keep: (codes: readonly string[]) => void, say: (body: EventBody) => void) {
    const read = codes.safeParse(kept);
    this.#standing = new Set(read.success ? read.data : []);
    this.#keep = keep;
    this.#say = say;
  }

  raise(code: string): void {
    if (this.#standing.has(code)) return;
    this.#standing.add(code);
    this.#say({ type: 'fault', code });
    this.#keep([...this.#standing]);
  }

  end(code: string): void {
    if (!this.#standing.delete(code)) return;
    this.#say({ type: 'restore', code });
    this.#keep([...this.#standing]);
  }
}
