/** From a press to the webhook, under load, with a slow disk, and beside those who misbehave. */

import type { Stage } from '../stage.ts';
import { atMost, type Figures, figure, inTurns, prefixed, ratio, type Row, type Scenario } from '../scenario.ts';
import { startNodeRed } from '../subjects/brokers.ts';
import { cpuSeconds } from '../subjects/measure.ts';
import type { Server } from '../subjects/subject.ts';

/** Node-RED 4 + mosquitto where it was measured for us, ms: used where no Node-RED is given. */
const THEIRS = { 'high.p50': 1.2, 'high.p99': 2.2, 'peak.p99': 32 } as const;

const SETTLE_MS = 1000;

interface Case {
  readonly perSecond: number;
  /** Telemetry on the press's own connection just before it. */
  readonly ahead?: number;
  readonly server: (webhook: string) => Promise<Server>;
}

async function pressing(stage: Stage, { perSecond, ahead = 0, server: start }: Case): Promise<Figures> {
  const { presses, pressesPerSecond, devices } = stage.sizes;
  try {
    const { hand: probe, webhook } = await stage.probe();
    const server = await start(webhook);
    const flood = stage.flood();
    const sensors = stage.credentials.sensors.slice(0, devices);
    await flood.ask('connect', { port: server.port, devices: sensors, subscribe: false });
    const buttons = stage.credentials.buttons.slice(0, presses);
    await probe.ask('connect', { port: server.port, buttons });
    const ms = (presses / pressesPerSecond) * 1000 + 2 * SETTLE_MS;
    const cpuBefore = cpuSeconds(server.pid);
    const pouring = flood.ask('pour', { perSecond, ms });
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    const report = await probe.ask('press', { count: presses, perSecond: pressesPerSecond, ahead });
    const poured = await pouring;
    const { p50, p99, max, lost } = report;
    const cpuPerMessage = ((cpuSeconds(server.pid) - cpuBefore) / poured.sent) * 1e6;
    return { p50, p99, max, lost, cpuPerMessage, ackP99: poured.p99 };
  } finally {
    await stage.clear();
  }
}

const theirs =
  (name: keyof typeof THEIRS) =>
  (figures: Figures): number =>
    figures[`nodeRed.${name}`] ?? THEIRS[name];

const against =
  (name: keyof typeof THEIRS): Row['of'] =>
  (figures) =>
    (figures[`gateway.${name}`] ?? Number.NaN) / theirs(name)(figures);

export const loaded: Scenario = {
  id: 'press',
  title: 'Press → webhook under 10k and 20k msg/s from 1,000 devices',
  rows: [
    {
      label: 'p50 at 10k ÷ Node-RED + mosquitto (theirs: 1.2 ms unless measured)',
      unit: '×',
      of: against('high.p50'),
      target: atMost(0.5),
    },
    { label: 'p99 at 10k ÷ theirs (2.2 ms unless measured)', unit: '×', of: against('high.p99'), target: atMost(1) },
    { label: 'p99 at 20k ÷ theirs (32 ms unless measured)', unit: '×', of: against('peak.p99'), target: atMost(0.3) },
    { label: 'p50 at 10k', unit: 'ms', of: figure('gateway.high.p50') },
    { label: 'p99 at 10k', unit: 'ms', of: figure('gateway.high.p99') },
    { label: 'p50 at 20k', unit: 'ms', of: figure('gateway.peak.p50') },
    { label: 'p99 at 20k', unit: 'ms', of: figure('gateway.peak.p99') },
    { label: 'CPU per message at 10k', unit: 'µs', of: figure('gateway.high.cpuPerMessage') },
    { label: 'Node-RED p50 at 10k, measured here', unit: 'ms', of: figure('nodeRed.high.p50') },
    { label: 'Node-RED p99 at 10k, measured here', unit: 'ms', of: figure('nodeRed.high.p99') },
    { label: 'Node-RED p99 at 20k, measured here', unit: 'ms', of: figure('nodeRed.peak.p99') },
  ],
  async run(stage, round) {
    const { high, peak } = stage.sizes.load;
    const path = stage.nodeRed;
    const subjects = [
      ['gateway', (webhook: string) => stage.gateway(webhook)],
      ...(path === null ? [] : [['nodeRed', (webhook: string) => stage.server(startNodeRed(path, webhook))] as const]),
    ] as const;
    const figures: Record<string, number> = {};
    for (const [name, server] of inTurns(subjects, round)) {
      Object.assign(figures, prefixed(`${name}.high`, await pressing(stage, { perSecond: high, server })));
      Object.assign(figures, prefixed(`${name}.peak`, await pressing(stage, { perSecond: peak, server })));
    }
    return figures;
  },
};

export const disk: Scenario = {
  id: 'disk',
  title: 'Press → webhook p99, disk of 50 ms ÷ fast disk, at 5k msg/s',
  rows: [
    {
      label: 'from another connection than the load',
      unit: '×',
      of: ratio('other.slow.p99', 'other.fast.p99'),
      target: atMost(1.5),
    },
    {
      label: 'behind telemetry on the same connection',
      unit: '×',
      of: ratio('same.slow.p99', 'same.fast.p99'),
      target: atMost(1.5),
    },
    { label: 'another connection, fast disk p99', unit: 'ms', of: figure('other.fast.p99') },
    { label: 'another connection, disk of 50 ms p99', unit: 'ms', of: figure('other.slow.p99') },
    { label: 'same connection, fast disk p99', unit: 'ms', of: figure('same.fast.p99') },
    { label: 'same connection, disk of 50 ms p99', unit: 'ms', of: figure('same.slow.p99') },
  ],
  async run(stage, round) {
    const perSecond = stage.sizes.load.some;
    const cases = (['other', 'same'] as const).flatMap((from) =>
      (['fast', 'slow'] as const).map((speed) => ({ from, speed, ahead: from === 'same' ? 4 : 0 })),
    );
    const figures: Record<string, number> = {};
    for (const { from, speed, ahead } of inTurns(cases, round)) {
      const server = (webhook: string) => stage.gateway(webhook, { slowMs: speed === 'slow' ? 50 : 0 });
      Object.assign(figures, prefixed(`${from}.${speed}`, await pressing(stage, { perSecond, ahead, server })));
    }
    return figures;
  },
};
