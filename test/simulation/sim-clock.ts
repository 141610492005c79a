/**
 * One queue of moments for gateway and world. The gateway's timers die with it (`killTimers`); the world's go on. True time
 * is what the world lives in; the campus timeline follows it, less what a reboot could not know; wall time is stepped at will.
 */

import { type EpochMs, epochMs, type Instant, type Ms, ms } from '../../gateway/core/time.ts';
import type { Cancel, Clock } from '../../gateway/ports/clock.ts';

interface Timer {
  readonly due: number;
  readonly order: number;
  /** 0: the world's; else the life of the gateway that set it. */
  readonly life: number;
  fire: (() => void) | null;
}

/** More timers than this at one moment are a loop that would freeze a real gateway. */
const LIVELOCK = 20_000;
/** One reading of the clock to the next, within one moment. */
const READING_MS = 0.00001;
/** Promise chains between a settled attempt and its fact are shorter than this. */
const TURNS = 8;

const START_WALL = Date.parse('2026-09-07T10:05:00+08:00');

export class SimClock implements Clock {
  #true = 0;
  /** Time that the campus timeline does not know of. */
  #unknown = 0;
  #wallOffset = START_WALL;
  #trusted = true;
  #life = 1;
  #boots = 1;
  #order = 0;
  /** Readings of the clock at this moment: as on a real one, no two are the same. */
  #readings = 0;
  readonly #heap: Timer[] = [];

  /** True time, ms since the run began. */
  get trueMs(): number {
    return this.#true;
  }

  get t(): Ms {
    return ms(this.#true - this.#unknown);
  }

  get wall(): EpochMs {
    return epochMs(Math.floor(this.#true + this.#wallOffset));
  }

  now(): Instant {
    this.#readings += 1;
    return {
      t: ms(this.t + Math.min(this.#readings * READING_MS, 0.9)),
      wall: this.wall,
      boot: `boot-${this.#boots}`,
      trusted: this.#trusted,
    };
  }

  after(delay: Ms, fire: () => void): Cancel {
    return this.#add(delay, this.#life, fire);
  }

  /** A timer of the world: it survives the gateway. */
  world(delayMs: number, fire: () => void): Cancel {
    return this.#add(delayMs, 0, fire);
  }

  stepWall(byMs: number): void {
    this.#wallOffset += byMs;
  }

  trust(trusted: boolean): void {
    this.#trusted = trusted;
  }

  get trusted(): boolean {
    return this.#trusted;
  }

  /** The gateway's process is gone. */
  killTimers(): void {
    this.#life += 1;
  }

  /** The kernel starts anew. `resumeT`: where the campus timeline goes on; never later than it would have been. */
  reboot(resumeT: number): void {
    this.#boots += 1;
    this.#unknown = Math.max(this.#unknown, Math.floor(this.#true - resumeT));
  }

  /** Fires what is due until `by` ms from now, in order; promises settle after each. */
  async advance(by: number): Promise<void> {
    const until = this.#true + by;
    let atOnce = 0;
    await settle();
    for (let next = this.#pop(until); next !== null; next = this.#pop(until)) {
      atOnce = next.due > this.#true ? 0 : atOnce + 1;
      if (atOnce > LIVELOCK) throw new Error(`livelock: ${LIVELOCK} timers at one moment`);
      this.#moveTo(next.due);
      next.fire?.();
      await settle();
    }
    this.#moveTo(until);
  }

  #moveTo(moment: number): void {
    if (moment <= this.#true) return;
    this.#true = moment;
    this.#readings = 0;
  }

  /** Whole milliseconds: a fraction lost in a difference would make a deadline miss its own timer. */
  #add(delay: number, life: number, fire: () => void): Cancel {
    this.#order += 1;
    const timer: Timer = { due: this.#true + Math.max(0, Math.ceil(delay)), order: this.#order, life, fire };
    this.#push(timer);
    return () => {
      timer.fire = null;
    };
  }

  #pop(until: number): Timer | null {
    for (let top = this.#heap[0]; top !== undefined && top.due <= until; top = this.#heap[0]) {
      this.#removeTop();
      if (top.fire !== null && (top.life === 0 || top.life === this.#life)) return top;
    }
    return null;
  }

  #push(timer: Timer): void {
    const heap = this.#heap;
    let at = heap.push(timer) - 1;
    while (at > 0) {
      const up = (at - 1) >> 1;
      const parent = heap[up] as Timer;
      if (!isBefore(timer, parent)) break;
      heap[at] = parent;
      at = up;
    }
    heap[at] = timer;
  }

  #removeTop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Timer, heap[child] as Timer)) child += 1;
      if (!isBefore(heap[child] as Timer, last)) break;
      heap[at] = heap[child] as Timer;
      at = child;
    }
    heap[at] = last;
  }
}

const isBefore = (a: Timer, b: Timer): boolean => a.due < b.due || (a.due === b.due && a.order < b.order);

/** Lets promises that are ready run on; no macrotask, so that thousands of runs stay quick. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn += 1) await Promise.resolve();
}
