/** The simulated board in real time on a real PTY: what stands between it and an Uno is the wire. Needs socat and avr-gcc. */

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SerialPort } from 'serialport';
import { describe, expect, it, vi } from 'vitest';
import { hasAvrGcc } from '../kit/avr/firmware-build.ts';
import { HostPeer } from '../kit/avr/host-peer.ts';
import { LiveNode } from '../kit/avr/live-node.ts';

const hasSocat = spawnSync('socat', ['-V']).error === undefined;
if (!hasSocat || !hasAvrGcc)
  console.error('socat or avr-gcc is not installed: the simulated board on a PTY did NOT run');

describe.skipIf(!hasSocat || !hasAvrGcc)('a simulated board on a pseudo-terminal', () => {
  it('hears, tells and shows as one on the desk: press, recorded, solid light', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'live-node-'));
    const [host, board] = [join(folder, 'host'), join(folder, 'board')];
    const socat = spawn('socat', [`pty,raw,echo=0,link=${host}`, `pty,raw,echo=0,link=${board}`]);
    await vi.waitUntil(() => existsSync(host) && existsSync(board), { timeout: 10_000 });
    const node = new LiveNode(board);
    const port = new SerialPort({ path: host, baudRate: 115_200 });
    const peer = new HostPeer();
    port.on('data', (bytes: Buffer) => {
      const answer = peer.step(performance.now(), bytes);
      if (answer.length > 0) port.write(Buffer.from(answer));
    });
    try {
      await node.ready();
      await vi.waitUntil(() => peer.newest !== null, { timeout: 30_000 });
      node.order('press');
      await vi.waitUntil(() => peer.presses === 1, { timeout: 30_000 });
      node.order('release');
      await vi.waitUntil(() => node.isSolid(600), { timeout: 30_000 });
      expect(peer.newest).toMatchObject({ unacknowledged: false, shown: 'recorded' });
    } finally {
      await node.end();
      await new Promise<void>((resolve) => port.close(() => resolve()));
      socat.kill();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
