/** After a power cut everybody comes back at once, and somebody presses meanwhile. */

import { atMost, type Figures, figure, inTurns, prefixed, ratio, type Scenario } from '../scenario.ts';
import type { Stage } from '../stage.ts';
import { hasMosquitto, startMosquitto } from '../subjects/brokers.ts';
import { cpuSeconds } from '../subjects/measure.ts';

async function mosquittoStorm(stage: Stage): Promise<Figures> {
  try {
    const server = await stage.server(startMosquitto());
    const flood = stage.flood();
    await flood.ask('connect', {
      port: server.port,
      devices: stage.credentials.sensors.slice(0, stage.sizes.storm),
      subscribe: true,
    });
    return { ms: await flood.ask('storm', { port: server.port }) };
  } finally {
    await stage.clear();
  }
}

/** `presses`: so many presses, spread over about as long as a storm lasts. */
async function gatewayStorm(stage: Stage, devices: number, presses: number): Promise<Figures> {
  try {
    const { hand: probe, webhook } = await stage.probe();
    const server = await stage.gateway(webhook, { sensors: devices });
    const flood = stage.flood();
    await flood.ask('connect', {
      port: server.port,
      devices: stage.credentials.sensors.slice(0, devices),
      subscribe: true,
    });
    await probe.ask('connect', { port: server.port, buttons: stage.credentials.buttons.slice(0, presses) });
    const cpuBefore = cpuSeconds(server.pid);
    const pressing = presses > 0 ? probe.ask('press', { count: presses, perSecond: presses / 2, ahead: 0 }) : null;
    const ms = await flood.ask('storm', { port: server.port });
    const cpu = cpuSeconds(server.pid) - cpuBefore;
    const heard = (await pressing) ?? { p99: 0, lost: 0 };
    return { ms, cpu, p99: heard.p99, lost: heard.lost };
  } finally {
    await stage.clear();
  }
}

export const storm: Scenario = {
  id: 'storm',
  title: '5,000 devices reconnecting at once, each subscribing to its commands',
  rows: [
    { label: 'time ÷ mosquitto', unit: '×', of: ratio('gateway.ms', 'mosquitto.ms'), target: atMost(2) },
    { label: 'alerts lost', unit: '', of: figure('gateway.lost'), target: atMost(0) },
    { label: 'press → webhook p99 meanwhile', unit: 'ms', of: figure('gateway.p99'), target: atMost(250) },
    { label: 'CPU at 2N ÷ N', unit: '×', of: ratio('whole.cpu', 'half.cpu'), target: atMost(2.4) },
    { label: 'time, gateway', unit: 'ms', of: figure('gateway.ms') },
    { label: 'time, mosquitto', unit: 'ms', of: figure('mosquitto.ms') },
  ],
  async run(stage, round) {
    const { storm: devices, presses } = stage.sizes;
    const parts: readonly (readonly [string, () => Promise<Figures>])[] = [
      ['gateway', () => gatewayStorm(stage, devices, Math.min(presses, 100))],
      ...(hasMosquitto ? [['mosquitto', () => mosquittoStorm(stage)] as const] : []),
      ['whole', () => gatewayStorm(stage, devices, 0)],
      ['half', () => gatewayStorm(stage, devices / 2, 0)],
    ];
    const figures: Record<string, number> = {};
    for (const [name, part] of inTurns(parts, round)) Object.assign(figures, prefixed(name, await part()));
    return figures;
  },
};
