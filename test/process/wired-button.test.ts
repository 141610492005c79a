/**
 * From the box to a closed incident: the real firmware on a simulated chip, in real time, on a serial cable to the shipped
 * gateway. Needs `socat` and `avr-gcc`.
 */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { describeFirmware } from '../kit/avr/describe-firmware.ts';
import { LiveNode } from '../kit/avr/live-node.ts';
import { hasSocat, PtyCable } from '../kit/bridge/pty-cable.ts';
import { SMALL_SCHOOL } from '../kit/config-folder.ts';
import { GatewayProcess } from '../kit/gateway-process.ts';
import { build } from '../kit/program.ts';

if (!hasSocat) console.error('socat is not installed: the tests of the firmware with the gateway did not run');

const incidents = z.object({
  items: z.array(z.looseObject({ id: z.string(), kind: z.string(), presses: z.number(), flags: z.array(z.string()) })),
});

describeFirmware('a wired help button, from the box', () => {
  let cable = new PtyCable();
  let node: LiveNode | null = null;
  let gateway: GatewayProcess | null = null;
  let config = '';

  beforeAll(build, 240_000);
  beforeEach(() => {
    cable = new PtyCable();
    config = mkdtempSync(join(tmpdir(), 'wired-config-'));
    for (const [file, text] of Object.entries(SMALL_SCHOOL)) writeFileSync(join(config, file), text);
  });
  afterEach(async () => {
    await gateway?.remove();
    gateway = null;
    await node?.end();
    node = null;
    await cable.remove();
    rmSync(config, { recursive: true, force: true });
  });

  const until = async (seen: () => boolean): Promise<void> => {
    while (!seen()) await new Promise((resolve) => setTimeout(resolve, 20));
  };
  const call = async (at: GatewayProcess, path: string, method = 'GET', body?: object): Promise<unknown> => {
    const token = await at.token('lin', 'leader');
    const answer = await fetch(`${at.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    expect(answer.status, path).toBeLessThan(300);
    return answer.json();
  };
  const list = async (at: GatewayProcess, kind: string) =>
    incidents.parse(await call(at, `/api/incidents?kind=${kind}`)).items;

  it.skipIf(!hasSocat)(
    'is paired, pressed, taken over and closed; its light and buzzer tell; wiped, it alarms unverified',
    async () => {
      await cable.plug(false);
      node = new LiveNode(cable.boardEnd);
      const button = node;
      await button.ready();
      gateway = await GatewayProcess.prepare({ config, env: { CAMPUS_GUARD_LANG: 'en' } });
      const running = gateway;

      const paired = await running.cli('node', 'enrol', cable.port, '--device', 'btn-1');
      expect(paired.stderr).toContain('found a button');
      expect(paired).toMatchObject({ code: 0, stdout: expect.stringContaining('btn-1 is paired as node 1') });
      expect(paired.stdout + paired.stderr).not.toMatch(/[0-9a-f]{32}/);

      const board = `  - { id: wire-1, type: node, role: panic, port: ${cable.port}, device: btn-1 }\n`;
      writeFileSync(join(running.config, 'boards.yaml'), `boards:\n${board}`);
      await running.start();
      await running.logged(({ msg }) => msg === 'port open');

      button.order('press');
      await until(() => button.isSolid(600));
      const [incident] = await list(running, 'panic');
      expect(incident).toMatchObject({ presses: 1, flags: [], device: 'btn-1' });
      button.order('release');

      await call(running, `/api/incidents/${incident?.id}/take`, 'POST', {});
      await until(() => button.changes.some(({ what, on }) => what === 'buzzer' && on));
      await call(running, `/api/incidents/${incident?.id}/arrive`, 'POST', {});
      await call(running, `/api/incidents/${incident?.id}/close`, 'POST', { outcome: 'test', reason: 'a test' });
      await until(() => button.changes.findLast(({ what }) => what === 'light')?.on === false);

      // The gateway dies in the middle of a press, and comes back.
      await running.kill();
      button.order('press');
      await until(() => button.changes.filter(({ what, on }) => what === 'light' && on).length > 3);
      expect(button.isSolid(600), 'blinking: nobody has it').toBe(false);
      button.order('release');
      await running.start();
      await until(() => button.isSolid(600));
      expect((await list(running, 'panic')).map(({ presses }) => presses)).toEqual([1, 1]);

      // Somebody opens the box and wipes the memory.
      button.order('open-lid');
      button.order('power-off');
      button.order('wipe');
      button.order('power-on');
      button.order('press');
      let flags: readonly string[] = [];
      while (!flags.includes('unverified')) flags = (await list(running, 'panic')).flatMap((one) => one.flags);
      expect(await list(running, 'tamper')).toHaveLength(1);
      const faults = (await list(running, 'device-silent')).flatMap((one) => one.flags);
      expect(faults).toContain('fault:identity-lost');
      await until(() => button.isSolid(600));
    },
    120_000,
  );
});
