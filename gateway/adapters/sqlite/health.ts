/** The storage's state of health: several things may be wrong at once; the worst is told, once per change. */

import type { JournalErrorCode, StorageHealth } from '../../ports/journal.ts';
import type { Space } from './wire.ts';

/** A disk that hovers at the limit does not flap. */
const HYSTERESIS = 0.02;

interface Trouble {
  readonly code: JournalErrorCode | 'low-space' | 'slow';
  readonly detail: string;
}

export class HealthBoard {
  readonly #lowSpaceAt: number;
  readonly #listeners: ((health: StorageHealth) => void)[] = [];
  #commit: Trouble | null = null;
  #damage: Trouble | null = null;
  #lean = false;
  #slow: Trouble | null = null;
  #low = false;
  #space: Space = { usedShare: null, freeBytes: null, bytes: 0 };
  #told = 'ok';

  constructor(lowSpaceAt: number) {
    this.#lowSpaceAt = lowSpaceAt;
  }

  listen(listener: (health: StorageHealth) => void): void {
    this.#listeners.push(listener);
    listener(this.current());
  }

  current(): StorageHealth {
    const { usedShare, bytes } = this.#space;
    const trouble = this.#worst();
    return trouble === null
      ? { state: 'ok', usedShare: usedShare ?? 0, bytes }
      : { state: 'fault', ...trouble, usedShare, bytes };
  }

  /** The disk refuses commits, or the journal cannot be opened. */
  get refused(): boolean {
    return this.#commit !== null;
  }

  get lean(): boolean {
    return this.#lean;
  }

  failed(code: JournalErrorCode, detail: string): void {
    this.#commit = { code, detail };
    this.#tell();
  }

  /** Stands until a commit succeeds after somebody was listening: damage is never passed over in silence. */
  damaged(detail: string): void {
    this.#damage = { code: 'corrupt', detail };
    this.#tell();
  }

  committed(tookMs: number, slowAfterMs: number): void {
    this.#commit = null;
    if (this.#listeners.length > 0) this.#damage = null;
    this.#slow = tookMs > slowAfterMs ? { code: 'slow', detail: `a commit took ${Math.round(tookMs)} ms` } : null;
    this.#tell();
  }

  reachable(): void {
    this.#commit = null;
    this.#slow = null;
    this.#tell();
  }

  hanging(sinceMs: number): void {
    if (this.#slow !== null) return;
    this.#slow = { code: 'slow', detail: `the disk has not answered for ${Math.round(sinceMs)} ms` };
    this.#tell();
  }

  setLean(lean: boolean): void {
    this.#lean = lean;
    this.#tell();
  }

  measured(space: Space): void {
    this.#space = space;
    const limit = this.#low ? this.#lowSpaceAt - HYSTERESIS : this.#lowSpaceAt;
    if (space.usedShare !== null) this.#low = space.usedShare >= limit;
    this.#tell();
  }

  #worst(): Trouble | null {
    if (this.#commit) return this.#commit;
    if (this.#damage) return this.#damage;
    if (this.#lean)
      return { code: 'full', detail: 'the disk is full: the reserve was given back, telemetry is refused' };
    if (this.#slow) return this.#slow;
    const percent = Math.round((this.#space.usedShare ?? 0) * 100);
    return this.#low ? { code: 'low-space', detail: `the disk is ${percent} % full` } : null;
  }

  #tell(): void {
    const trouble = this.#worst();
    const state = trouble?.code ?? 'ok';
    if (state === this.#told) return;
    this.#told = state;
    const health = this.current();
    for (const listener of this.#listeners) listener(health);
  }
}
