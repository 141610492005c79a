/** The page's time: gateway time for people, two local clocks for freshness, and one shared tick so that all timers step together. */

import { useSyncExternalStore } from 'react';
import { listenToClock } from '../api/client.ts';
import type { Reading } from '../state/freshness.ts';
import { type ServerClock, sampleClock, serverNow } from '../state/server-clock.ts';

const TICK_MS = 250;

/** Starts the shared tick; returns the way to stop it. Where a worker cannot be had, the page's own timer has to do. */
function startTicking(tick: () => void): () => void {
  try {
    const worker = new Worker(new URL('./tick-worker.ts', import.meta.url), { type: 'module' });
    worker.onmessage = tick;
    let timer: ReturnType<typeof setInterval> | null = null;
    worker.onerror = () => {
      timer ??= setInterval(tick, TICK_MS);
    };
    return () => {
      worker.terminate();
      if (timer !== null) clearInterval(timer);
    };
  } catch {
    const timer = setInterval(tick, TICK_MS);
    return () => clearInterval(timer);
  }
}

class PageClock {
  private server: ServerClock | null = null;
  private readonly listeners = new Set<() => void>();
  private stopTicking: (() => void) | null = null;
  private ticks = 0;

  listen(): void {
    listenToClock((sample) => {
      this.server = sampleClock(this.server, sample);
    });
  }

  /** Gateway epoch ms. */
  now(): number {
    return serverNow(this.server, performance.now(), Date.now());
  }

  reading(): Reading {
    return { monoMs: performance.now(), wallMs: Date.now() };
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    if (this.stopTicking === null) {
      this.stopTicking = startTicking(this.tick);
      // Catch up at the moment somebody looks.
      document.addEventListener('visibilitychange', this.tick);
    }
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size > 0 || this.stopTicking === null) return;
      this.stopTicking();
      this.stopTicking = null;
      document.removeEventListener('visibilitychange', this.tick);
    };
  };

  readonly count = (): number => this.ticks;

  private readonly tick = (): void => {
    this.ticks += 1;
    for (const listener of this.listeners) listener();
  };
}

export const pageClock = new PageClock();

/** Gateway epoch ms, renewed four times a second. */
export function useNow(): number {
  useSyncExternalStore(pageClock.subscribe, pageClock.count);
  return pageClock.now();
}
