/** A press beside those who misbehave: screens and devices that stop reading, one sensor that floods. */

import { connect } from 'node:net';
import { atMost, type Figures, figure, inTurns, prefixed, ratio, type Scenario } from '../scenario.ts';
import type { Stage } from '../stage.ts';
import type { GatewayServer } from '../subjects/gateway.ts';

const FROZEN_SCREENS = 5;
const FROZEN_DEVICES = 20;
const SETTLE_MS = 1000;

/** Screens that opened the live stream and then never read. */
async function freezeScreens(stage: Stage, { gateway }: GatewayServer): Promise<void> {
  const token = await gateway.token('lin', 'auditor');
  for (let n = 0; n < FROZEN_SCREENS; n += 1) {
    const socket = connect(gateway.ready.httpPort, '127.0.0.1');
    socket.on('error', () => {});
    socket.write(`GET /api/live HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${token}\r\n\r\n`);
    socket.once('readable', () => socket.pause());
    stage.onLeave(() => {
      socket.destroy();
    });
  }
}

async function pressing(stage: Stage, sick: boolean): Promise<Figures> {
  const { presses, pressesPerSecond, devices, load } = stage.sizes;
  try {
    const { hand: probe, webhook } = await stage.probe();
    const server = await stage.gateway(webhook);
    const all = stage.credentials.sensors.slice(0, devices);
    const background = stage.flood();
    await background.ask('connect', { port: server.port, devices: all.slice(FROZEN_DEVICES), subscribe: true });
    const ms = (presses / pressesPerSecond) * 1000 + 2 * SETTLE_MS;
    if (sick) {
      await freezeScreens(stage, server);
      const bad = stage.flood();
      await bad.ask('connect', { port: server.port, devices: all.slice(0, FROZEN_DEVICES), subscribe: true });
      await bad.ask('freeze', { lines: FROZEN_DEVICES - 1 });
      // The last of them floods: alone it sends as much as all the others.
      void bad.ask('pour', { perSecond: load.some, ms, lines: 1 }).catch(() => {});
    }
    await probe.ask('connect', { port: server.port, buttons: stage.credentials.buttons.slice(0, presses) });
    const pouring = background.ask('pour', { perSecond: load.some, ms });
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    const { p50, p99, lost } = await probe.ask('press', { count: presses, perSecond: pressesPerSecond, ahead: 0 });
    await pouring;
    return { p50, p99, lost };
  } finally {
    await stage.clear();
  }
}

export const misbehaviour: Scenario = {
  id: 'frozen',
  title: 'Press → webhook beside frozen screens, frozen devices and a flooding sensor (5k + 5k msg/s)',
  rows: [
    { label: 'p99 ÷ healthy', unit: '×', of: ratio('sick.p99', 'healthy.p99'), target: atMost(1.5) },
    { label: 'p99 healthy', unit: 'ms', of: figure('healthy.p99') },
    { label: 'p99 beside them', unit: 'ms', of: figure('sick.p99') },
    { label: 'presses lost', unit: '', of: (f) => (f['sick.lost'] ?? 0) + (f['healthy.lost'] ?? 0), target: atMost(0) },
  ],
  async run(stage, round) {
    const figures: Record<string, number> = {};
    for (const how of inTurns(['healthy', 'sick'], round))
      Object.assign(figures, prefixed(how, await pressing(stage, how === 'sick')));
    return figures;
  },
};
