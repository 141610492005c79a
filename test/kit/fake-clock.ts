/**
 * A movable clock for stories: `advance` fires due timers in order of their due time and lets promises settle between
 * them. Wall time is stepped apart from the campus timeline `t`, as on a Pi without a battery clock.
 */

import { type EpochMs, epochMs, type Instant, type Ms, ms } from '../../gateway/core/time.ts';
import type { Cancel, Clock } from '../../gateway/ports/clock.ts';

interface Timer {
  readonly due: number;
  readonly order: number;
  readonly fire: () => void;
}

export interface FakeClockStart {
  readonly t?: number;
  /** Epoch ms or an ISO date. */
  readonly wall?: number | string;
  readonly trusted?: boolean;
  readonly boot?: string;
}

/** Lets microtasks, `setImmediate` callbacks and already finished I/O run. */
export async function settle(rounds = 3): Promise<void> {
  for (let i = 0; i < rounds; i += 1) await new Promise<void>((resolve) => setImmediate(resolve));
}

export class FakeClock implements Clock {
  #t: number;
  #wall: number;
  #trusted: boolean;
  #boot: string;
  #boots = 1;
  #order = 0;
  #timers: Timer[] = [];

  constructor(start: FakeClockStart = {}) {
    this.#t = start.t ?? 1_000;
    const wall = start.wall ?? '2026-09-07T10:05:00+08:00';
    this.#wall = typeof wall === 'string' ? Date.parse(wall) : wall;
    this.#trusted = start.trusted ?? true;
    this.#boot = start.boot ?? 'boot-1';
  }

  now(): Instant {
    return { t: ms(this.#t), wall: epochMs(this.#wall), boot: this.#boot, trusted: this.#trusted };
  }

  get t(): Ms {
    return ms(this.#t);
  }

  get wall(): EpochMs {
    return epochMs(this.#wall);
  }

  after(delay: Ms, fire: () => void): Cancel {
    this.#order += 1;
    const timer: Timer = { due: this.#t + Math.max(0, delay), order: this.#order, fire };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Moves both clocks on by `by` ms, firing due timers in order; promises settle after each firing and at the end. */
  async advance(by: number): Promise<void> {
    const target = this.#t + by;
    await settle();
    for (let next = this.#next(target); next !== null; next = this.#next(target)) {
      this.#moveTo(next.due);
      this.#timers = this.#timers.filter((other) => other !== next);
      next.fire();
      await settle(1);
    }
    this.#moveTo(target);
    await settle();
  }

  /** As `advance`, without letting promises settle: for pure loops that must be quick. */
  advanceSync(by: number): void {
    const target = this.#t + by;
    for (let next = this.#next(target); next !== null; next = this.#next(target)) {
      this.#moveTo(next.due);
      this.#timers = this.#timers.filter((other) => other !== next);
      next.fire();
    }
    this.#moveTo(target);
  }

  /** NTP (or a person) sets the wall clock: `t` does not notice. */
  stepWall(byMs: number): void {
    this.#wall += byMs;
  }

  setWall(wall: number | string): void {
    this.#wall = typeof wall === 'string' ? Date.parse(wall) : wall;
  }

  trust(trusted: boolean): void {
    this.#trusted = trusted;
  }

  /** Power is lost for `downMs`: all timers are gone, the boot id changes, `t` goes on where it must (never back). */
  reboot(downMs = 0): void {
    this.#timers = [];
    this.#boots += 1;
    this.#boot = `boot-${this.#boots}`;
    this.#t += downMs;
    this.#wall += downMs;
  }

  /** Timers that have not fired: a story that ends with leftovers has leaked. */
  pending(): number {
    return this.#timers.length;
  }

  /** ms until the next timer, or null. */
  nextIn(): number | null {
    const next = this.#next(Number.POSITIVE_INFINITY);
    return next === null ? null : Math.max(0, next.due - this.#t);
  }

  #moveTo(t: number): void {
    if (t <= this.#t) return;
    this.#wall += t - this.#t;
    this.#t = t;
  }

  #next(until: number): Timer | null {
    let first: Timer | null = null;
    for (const timer of this.#timers) {
      if (timer.due > until) continue;
      if (first === null || timer.due < first.due || (timer.due === first.due && timer.order < first.order))
        first = timer;
    }
    return first;
  }
}
