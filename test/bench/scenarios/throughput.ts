/** Durable QoS 1 throughput: every acknowledgement of ours stands for a synced fact; those of the others for nothing stored. */

import { atLeast, type Figures, figure, inTurns, prefixed, ratio, type Scenario } from '../scenario.ts';
import type { Stage } from '../stage.ts';
import { hasMosquitto, startAedes, startMosquitto } from '../subjects/brokers.ts';
import { cpuSeconds } from '../subjects/measure.ts';
import type { Server } from '../subjects/subject.ts';

const IN_FLIGHT = 4;
const NOBODY = 'http://127.0.0.1:9/alarm';

type Start = (stage: Stage) => Promise<Server>;
const SUBJECTS: readonly (readonly [string, Start])[] = [
  ['aedes', (stage) => stage.server(startAedes())],
  ...(hasMosquitto ? [['mosquitto', (stage: Stage) => stage.server(startMosquitto())] as const] : []),
  ['gateway', (stage) => stage.gateway(NOBODY)],
  ['slow', (stage) => stage.gateway(NOBODY, { slowMs: 50 })],
];

async function measure(stage: Stage, start: Start): Promise<Figures> {
  try {
    const server = await start(stage);
    const flood = stage.flood();
    const devices = stage.credentials.sensors.slice(0, stage.sizes.devices);
    await flood.ask('connect', { port: server.port, devices, subscribe: false });
    const cpuBefore = cpuSeconds(server.pid);
    const ms = stage.sizes.measureMs;
    // Warm-up counts for the CPU and not for the rate: a JIT needs it, and it is work done for messages too.
    const report = await flood.ask('saturate', { inFlight: IN_FLIGHT, warmUpMs: ms / 2, ms });
    const rate = report.acked / report.seconds;
    const cpuPerMessage = ((cpuSeconds(server.pid) - cpuBefore) / (rate * ((ms * 1.5) / 1000))) * 1e6;
    return { rate, p99: report.p99, cpuPerMessage, loadCpu: report.cpu / report.seconds };
  } finally {
    await stage.clear();
  }
}

export const throughput: Scenario = {
  id: 'throughput',
  title: 'Durable QoS 1 throughput, 1,000 connections × 4 in flight',
  rows: [
    {
      label: 'gateway ÷ bare Aedes',
      unit: '×',
      of: ratio('gateway.rate', 'aedes.rate'),
      target: { ...atLeast(0.9), words: '>= 0.9, moonshot 1.5' },
    },
    { label: 'gateway ÷ mosquitto', unit: '×', of: ratio('gateway.rate', 'mosquitto.rate'), target: atLeast(0.8) },
    { label: 'gateway with a disk of 50 ms ÷ gateway', unit: '×', of: ratio('slow.rate', 'gateway.rate') },
    { label: 'gateway, acknowledged events', unit: '/s', of: figure('gateway.rate') },
    { label: 'bare Aedes', unit: '/s', of: figure('aedes.rate') },
    { label: 'mosquitto', unit: '/s', of: figure('mosquitto.rate') },
    { label: 'CPU per message, gateway (all threads)', unit: 'µs', of: figure('gateway.cpuPerMessage') },
    { label: 'CPU per message, bare Aedes', unit: 'µs', of: figure('aedes.cpuPerMessage') },
    { label: 'CPU per message, mosquitto', unit: 'µs', of: figure('mosquitto.cpuPerMessage') },
    { label: 'load generator, share of a core (gateway)', unit: '', of: figure('gateway.loadCpu') },
  ],
  async run(stage, round) {
    const figures: Record<string, number> = {};
    for (const [name, start] of inTurns(SUBJECTS, round))
      Object.assign(figures, prefixed(name, await measure(stage, start)));
    return figures;
  },
};
