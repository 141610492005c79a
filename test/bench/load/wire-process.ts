/** Many help buttons at the ends of serial cables, each saying as much as its wire can carry; in a process of its own. */

import { NODE_KEY, PaperNode } from '../../kit/bridge/paper-node.ts';
import { PtyCable } from '../../kit/bridge/pty-cable.ts';
import { serve } from './hands.ts';

export interface WireReport {
  readonly bytes: number;
  readonly frames: number;
  /** Bytes that came back from the bridge. */
  readonly heard: number;
  readonly seconds: number;
}

export type WireOrders = {
  /** Answers the ports for the bridge. */
  plug: readonly [{ links: number }, readonly string[]];
  /** Bytes a second on each link: frames with counters and MACs as a node makes them. */
  pour: readonly [{ perSecond: number; ms: number }, WireReport];
  pull: readonly [null, null];
};

const TICK_MS = 20;

let cables: { readonly cable: PtyCable; readonly node: PaperNode }[] = [];
let heard = 0;

serve<WireOrders>({
  plug: async ({ links }) => {
    for (let i = 0; i < links; i += 1) {
      const cable = new PtyCable();
      cable.onBytes = (bytes) => (heard += bytes.length);
      await cable.plug();
      cables.push({ cable, node: new PaperNode(i + 1, NODE_KEY) });
    }
    return cables.map(({ cable }) => cable.port);
  },
  pour: ({ perSecond, ms }) => {
    const sent = cables.map(() => 0);
    const from = performance.now();
    let frames = 0;
    heard = 0;
    return new Promise((resolve) => {
      const tick = (): void => {
        const passed = performance.now() - from;
        const due = (Math.min(passed, ms) * perSecond) / 1000;
        for (const [i, { cable, node }] of cables.entries()) {
          const parts: Buffer[] = [];
          while ((sent[i] ?? 0) < due) {
            const frame = node.snapshot();
            parts.push(frame);
            sent[i] = (sent[i] ?? 0) + frame.length;
            frames += 1;
          }
          if (parts.length > 0) cable.send(Buffer.concat(parts));
        }
        if (passed < ms) setTimeout(tick, TICK_MS);
        else resolve({ bytes: sent.reduce((all, one) => all + one, 0), frames, heard, seconds: passed / 1000 });
      };
      tick();
    });
  },
  pull: async () => {
    for (const { cable } of cables) await cable.remove();
    cables = [];
    return null;
  },
});
