/** The page's time: gateway time for people, two local clocks for freshness, and one shared tick so that all timers step together. */

import { useSyncExternalStore } from 'react';
import { listenToClock } from '../api/client.ts';
import type { Reading } from '../state/freshness.ts';
import { type ServerClock, sampleClock, serverNow } from '../state/server-clock.ts';

const TICK_MS = 250;

class PageClock {
  private server: ServerClock | null = null;
  private readonly listeners = new Set<() => void>();
  private timer: ReturnType<typeof setInterval> | null = null;
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
    if (this.timer === null) {
      this.timer = setInterval(this.tick, TICK_MS);
      // A hidden tab's timers are slowed down: catch up at the moment somebody looks.
      document.addEventListener('visibilitychange', this.tick);
    }
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size > 0 || this.timer === null) return;
      clearInterval(this.timer);
      this.timer = null;
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
