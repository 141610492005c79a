/** The load: many devices that publish as fast as they are acknowledged, or at a rate; in a process of its own. */

import type { Credential } from './frame.ts';
import { serve } from './hands.ts';
import { Line } from './line.ts';
import { type Spread, spreadOf } from '../stats.ts';

export interface FloodReport extends Spread {
  readonly sent: number;
  readonly acked: number;
  readonly seconds: number;
  /** CPU time of this generator, seconds. */
  readonly cpu: number;
}

export type FloodOrders = {
  connect: readonly [{ port: number; devices: readonly Credential[]; subscribe: boolean }, null];
  /** Every line keeps `inFlight` events unacknowledged. */
  saturate: readonly [{ inFlight: number; warmUpMs: number; ms: number }, FloodReport];
  /** Events at a rate over all lines, or over the first `lines`; latency from the moment each was meant to go. */
  pour: readonly [{ perSecond: number; ms: number; lines?: number }, FloodReport];
  freeze: readonly [{ lines: number }, null];
  /** Every connection breaks at once and comes back at once; answers how long until all are in, ms. */
  storm: readonly [{ port: number }, number];
};

const TELEMETRY = '"type":"motion","active":true';
const TICK_MS = 1;

let lines: Line[] = [];
let onAck: (line: Line, dueMs: number) => void = () => {};
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** At most so many handshakes at once: a storm is the scenario of its own. */
async function connect(port: number, subscribe: boolean): Promise<void> {
  const waiting = [...lines];
  const worker = async (): Promise<void> => {
    for (let line = waiting.pop(); line; line = waiting.pop()) await line.connect(port, subscribe);
  };
  await Promise.all(Array.from({ length: 100 }, worker));
}

class Tally {
  readonly #fromMs = performance.now();
  readonly #cpu = process.cpuUsage();
  readonly latencies: number[] = [];
  sent = 0;

  report(): FloodReport {
    const { user, system } = process.cpuUsage(this.#cpu);
    const seconds = (performance.now() - this.#fromMs) / 1000;
    const { sent, latencies } = this;
    return { ...spreadOf(latencies), sent, acked: latencies.length, seconds, cpu: (user + system) / 1e6 };
  }
}

serve<FloodOrders>({
  connect: async ({ port, devices, subscribe }) => {
    lines = devices.map((one, index) => new Line(one, index, TELEMETRY, (line, dueMs) => onAck(line, dueMs)));
    await connect(port, subscribe);
    return null;
  },
  saturate: async ({ inFlight, warmUpMs, ms }) => {
    let tally = new Tally();
    const hungry = new Set<Line>();
    onAck = (line, dueMs) => {
      tally.latencies.push(performance.now() - dueMs);
      if (hungry.size === 0) setImmediate(feed);
      hungry.add(line);
    };
    const feed = (): void => {
      const now = performance.now();
      for (const line of hungry) {
        const count = inFlight - line.inFlight;
        tally.sent += count;
        if (count > 0) line.send(count, now);
      }
      hungry.clear();
    };
    for (const line of lines) line.send(inFlight, performance.now());
    await wait(warmUpMs);
    tally = new Tally();
    await wait(ms);
    onAck = () => {};
    return tally.report();
  },
  pour: ({ perSecond, ms, lines: first = lines.length }) => {
    const tally = new Tally();
    onAck = (_line, dueMs) => tally.latencies.push(performance.now() - dueMs);
    const startMs = performance.now();
    return new Promise((resolve) => {
      const tick = (): void => {
        const passed = performance.now() - startMs;
        const due = Math.floor((Math.min(passed, ms) * perSecond) / 1000);
        for (; tally.sent < due; tally.sent += 1)
          lines[tally.sent % first]?.send(1, startMs + (tally.sent * 1000) / perSecond);
        if (passed < ms) setTimeout(tick, TICK_MS);
        else resolve(tally.report());
      };
      tick();
    });
  },
  freeze: async ({ lines: count }) => {
    for (const line of lines.slice(0, count)) line.freeze();
    return null;
  },
  storm: async ({ port }) => {
    for (const line of lines) line.cut();
    const from = performance.now();
    await Promise.all(lines.map((line) => insist(line, port)));
    return performance.now() - from;
  },
});

/** A device that is refused or dropped comes again after a second, as firmware does. */
async function insist(line: Line, port: number): Promise<void> {
  for (;;) {
    try {
      return await line.connect(port, true);
    } catch {
      line.cut();
      await wait(1000);
    }
  }
}
