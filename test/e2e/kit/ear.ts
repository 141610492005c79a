/** Listens to what a page plays: the loops that sound now, by their length in seconds (each alarm has its own). */

import type { Page } from 'playwright-core';

interface Played {
  readonly loop: boolean;
  readonly seconds: number;
  on: boolean;
}
type Listened = Window & { played: Played[] };

export interface Ear {
  looping(): Promise<number[]>;
}

export const LOOP = { urgent: 1.6, help: 2.4, lost: 6, fault: 12 } as const;

/** Call before the page is opened. */
export async function giveEar(page: Page): Promise<Ear> {
  await page.addInitScript(() => {
    const played: Played[] = [];
    Object.assign(window, { played });
    const { start, stop } = AudioBufferSourceNode.prototype;
    const known = new Map<AudioBufferSourceNode, Played>();
    AudioBufferSourceNode.prototype.start = function (this: AudioBufferSourceNode) {
      const entry = { loop: this.loop, seconds: this.buffer?.duration ?? 0, on: true };
      known.set(this, entry);
      played.push(entry);
      start.call(this);
    };
    AudioBufferSourceNode.prototype.stop = function (this: AudioBufferSourceNode) {
      const entry = known.get(this);
      if (entry) entry.on = false;
      stop.call(this);
    };
  });
  return {
    looping: () =>
      page.evaluate(() =>
        (window as unknown as Listened).played
          .filter((one) => one.loop && one.on)
          .map((one) => Number(one.seconds.toFixed(2))),
      ),
  };
}
