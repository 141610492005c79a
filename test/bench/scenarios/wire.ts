/** The firmware bridge with every port at full line rate: what it costs, over pseudo-terminals and the native binding. */

import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NODE_KEY } from '../../kit/bridge/paper-node.ts';
import { Program } from '../../kit/program.ts';
import { Hand } from '../load/hands.ts';
import type { WireOrders } from '../load/wire-process.ts';
import { atMost, type Figures, figure, type Scenario } from '../scenario.ts';
import type { Stage } from '../stage.ts';
import { cpuSeconds, residentMegabytes } from '../subjects/measure.ts';
import { buttonId } from '../subjects/school.ts';

/** 115,200 baud, 8N1. */
const LINE_RATE = 11_520;
const WARM_UP_MS = 2000;

const boardsFile = (ports: readonly string[]): string => {
  const rows = ports.map(
    (port, i) =>
      `  - { id: wire-${i}, type: node, port: ${port}, device: ${buttonId(i)}, node: ${i + 1}, key: "\${NODE_KEY}" }`,
  );
  return `boards:\n${rows.join('\n')}\n`;
};

async function run(stage: Stage): Promise<Figures> {
  const { links, measureMs } = stage.sizes;
  const hand = new Hand<WireOrders>('./wire-process.ts');
  const config = mkdtempSync(join(tmpdir(), 'bench-wire-'));
  try {
    const ports = await hand.ask('plug', { links });
    const { gateway } = await stage.gateway('http://127.0.0.1:9/', { sensors: 0 });
    cpSync(gateway.config, config, { recursive: true });
    writeFileSync(join(config, 'boards.yaml'), boardsFile(ports));
    const args = ['--config', config, '--data', gateway.data, '--url', `mqtt://127.0.0.1:${gateway.mqttPort}`];
    const key = Buffer.from(NODE_KEY).toString('hex');
    const bridge = new Program('dist/gateway/main.js', ['bridge', ...args], { NODE_KEY: key });
    stage.onLeave(async () => void (await bridge.kill()));
    await bridge.line((line) => (line.includes('bridge ready') ? line : null), '"bridge ready"');
    await hand.ask('pour', { perSecond: LINE_RATE, ms: WARM_UP_MS });
    const pid = bridge.child.pid ?? 0;
    const before = cpuSeconds(pid);
    const report = await hand.ask('pour', { perSecond: LINE_RATE, ms: measureMs });
    const cpu = cpuSeconds(pid) - before;
    const share = (100 * cpu) / report.seconds;
    const rate = report.bytes / report.seconds / links / LINE_RATE;
    return { share, rate: rate * 100, frames: report.frames / report.seconds, rss: residentMegabytes(pid) };
  } finally {
    await hand.ask('pull', null).catch(() => {});
    hand.end();
    await stage.clear();
    rmSync(config, { recursive: true, force: true });
  }
}

export const wire: Scenario = {
  id: 'wire',
  title: 'Firmware bridge: 32 help buttons, each at the full rate of 115,200 baud',
  rows: [
    { label: 'CPU of the bridge, % of a core', unit: '', of: figure('share'), target: atMost(10) },
    { label: 'of the line rate that was really poured, %', unit: '', of: figure('rate') },
    { label: 'authentic frames a second', unit: '/s', of: figure('frames') },
    { label: 'RSS of the bridge', unit: 'MB', of: figure('rss') },
  ],
  run,
};
