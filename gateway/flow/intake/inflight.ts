/** Events that are decided but not on disk yet, by name: a repeat joins the first and is acknowledged with it. */

import type { Settle } from './telemetry-bucket.ts';

/** Whom to tell; a list only where repeats have joined: thousands of events wait at a time, each with as little as can be. */
type Waiting = Settle | Settle[];

export class Inflight {
  private readonly byName = new Map<string, Waiting>();

  begin(name: string, first: Settle): void {
    this.byName.set(name, first);
  }

  /** A repeat of an event that is not on disk yet waits with it. False: nothing of that name is in flight. */
  join(name: string, settle: Settle): boolean {
    const waiting = this.byName.get(name);
    if (waiting === undefined) return false;
    if (typeof waiting === 'function') this.byName.set(name, [waiting, settle]);
    else waiting.push(settle);
    return true;
  }

  /** Tells all who wait. A failed attempt keeps the name, so that a re-send still joins it. */
  settle(name: string, stored: boolean): void {
    const waiting = this.byName.get(name);
    if (waiting === undefined) return;
    if (stored) this.byName.delete(name);
    else this.byName.set(name, []);
    if (typeof waiting === 'function') waiting(stored);
    else for (const settle of waiting) settle(stored);
  }

  /** Telemetry whose attempt failed is gone: its re-send is a first. */
  forget(name: string): void {
    this.byName.delete(name);
  }
}

const WINDOW_MS = 10_000;
/** Uncounted events of a flooding sensor, up to 4 KB each, must not fill the memory: the oldest names go before their time. */
const MOST_CHARS = 4_000_000;

/** Events without counters are named by their content, and by when that was first seen within 10 s. */
export class ContentNames {
  private readonly seenT = new Map<string, number>();
  private chars = 0;

  /** The same content after the window is another event, even where the first one still waits for the disk. */
  name(content: string, nowT: number): { readonly name: string; readonly repeat: boolean } {
    for (const [old, t] of this.seenT) {
      if (nowT - t <= WINDOW_MS && this.chars <= MOST_CHARS) break;
      this.drop(old);
    }
    const first = this.seenT.get(content);
    if (first === undefined) {
      this.seenT.set(content, nowT);
      this.chars += content.length;
    }
    return { name: `${content} @${first ?? nowT}`, repeat: first !== undefined };
  }

  /** The disk did not take it: the re-send is a first. */
  forget(name: string): void {
    this.drop(name.slice(0, name.lastIndexOf(' @')));
  }

  private drop(content: string): void {
    if (this.seenT.delete(content)) this.chars -= content.length;
  }
}
