/** The help buttons and the phone they ring: presses go out here and webhooks come in here, so that one clock times both. */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import type { Credential } from './frame.ts';
import { serve } from './hands.ts';
import { Line } from './line.ts';
import { type Spread, spreadOf } from '../stats.ts';

export interface PressReport extends Spread {
  readonly presses: number;
  /** Presses that rang no phone within the time. */
  readonly lost: number;
}

export type ProbeOrders = {
  /** Answers the webhook's port. */
  listen: readonly [null, number];
  connect: readonly [{ port: number; buttons: readonly Credential[] }, null];
  /** Each button presses once. `ahead`: so many telemetry events go out on the same connection just before. `at once`: perSecond is Infinity. */
  press: readonly [{ count: number; perSecond: number; ahead: number }, PressReport];
};

const LATE_MS = 15_000;
const PRESS = '"type":"press","level":"help"';
const alert = z.looseObject({ device: z.string() });

interface Button {
  readonly id: string;
  readonly line: Line;
}

let buttons: Button[] = [];
let pressed = 0;
const rung = new Map<string, (atMs: number) => void>();

const phone = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const atMs = performance.now();
    response.writeHead(204).end();
    const body = alert.safeParse(JSON.parse(Buffer.concat(chunks).toString()));
    if (body.success) rung.get(body.data.device)?.(atMs);
  });
});
phone.keepAliveTimeout = 60_000;

/** Resolves with the latency from `dueMs` to the first webhook that names the button; null when none came. */
function heard(id: string, dueMs: number): Promise<number | null> {
  return new Promise((resolve) => {
    const late = setTimeout(() => resolve(null), LATE_MS + dueMs - performance.now());
    rung.set(id, (atMs) => {
      clearTimeout(late);
      rung.delete(id);
      resolve(atMs - dueMs);
    });
  });
}

const TELEMETRY = '"type":"heartbeat","rssi":-60';

serve<ProbeOrders>({
  listen: () =>
    new Promise((resolve) => {
      phone.listen(0, '127.0.0.1', 4096, () => resolve((phone.address() as AddressInfo).port));
    }),
  connect: async ({ port, buttons: credentials }) => {
    buttons = credentials.map((one, index) => ({ id: one.id, line: new Line(one, index, TELEMETRY, () => {}) }));
    pressed = 0;
    for (const { line } of buttons) await line.connect(port, false);
    return null;
  },
  press: async ({ count, perSecond, ahead }) => {
    const mine = buttons.slice(pressed, pressed + count);
    pressed += count;
    if (mine.length < count) throw new Error('not that many buttons left: each presses once');
    const packets = mine.map(({ id }) => pressPacket(id));
    const startMs = performance.now();
    const results = mine.map(async ({ id, line }, index) => {
      const dueMs = startMs + (index * 1000) / perSecond;
      await until(dueMs);
      const latency = heard(id, dueMs);
      if (ahead > 0) line.send(ahead, dueMs);
      line.write(packets[index] ?? Buffer.alloc(0));
      return latency;
    });
    const latencies = await Promise.all(results);
    const good = latencies.filter((one) => one !== null);
    return { ...spreadOf(good), presses: count, lost: count - good.length };
  },
});

/** Timers are a millisecond late or more, as much as what is measured here: the last two are waited for turn by turn. */
async function until(dueMs: number): Promise<void> {
  const wait = dueMs - performance.now() - 2;
  if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
  while (performance.now() < dueMs) await new Promise((resolve) => setImmediate(resolve));
}

/** The press's counters are far above those of the telemetry on the same line. */
function pressPacket(id: string): Buffer {
  const body = Buffer.from(`{"v":1,"boot":2,"seq":1,${PRESS}}`);
  const topic = Buffer.from(`campus/${id}/event`);
  const head = Buffer.from([0x32, 2 + topic.length + 2 + body.length, topic.length >> 8, topic.length & 255]);
  return Buffer.concat([head, topic, Buffer.from([0xff, 0xfe]), body]);
}
