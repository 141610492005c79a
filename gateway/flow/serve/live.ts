/** Live events for screens: fanned out in memory, never through the broker (promise 4). A listener must only queue. */

import type { LiveEvent } from '../../contract/api.ts';

export type Listener = (event: LiveEvent) => void;

export class LiveFeed {
  private readonly listeners = new Set<Listener>();
  private readonly onBug: (where: string, error: unknown) => void;

  constructor(onBug: (where: string, error: unknown) => void) {
    this.onBug = onBug;
  }

  /** @returns the way to stop listening */
  listen(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  hasListeners(): boolean {
    return this.listeners.size > 0;
  }

  send(event: LiveEvent): void {
    for (const listener of this.listeners) {
      try {
        listener(event);
      } catch (error) {
        this.onBug('live', error);
      }
    }
  }
}
