/** The whole firmware of the node for this machine, under gcc's sanitizers, fed what no host would say. */

import { describe, expect, it } from 'vitest';
import { encodeFrame } from '../../firmware-bridge/protocol/codec.ts';
import type { HostBody } from '../../firmware-bridge/protocol/frame.ts';
import { hasGcc } from '../kit/avr/c-codec.ts';
import { enrolledMemory, KEY, NODE } from '../kit/avr/enrolled.ts';
import { hasAvrGcc } from '../kit/avr/firmware-build.ts';
import { NodeOnHost } from '../kit/avr/node-on-host.ts';
import { Wired } from '../kit/avr/wired.ts';

/** Signed with the right key, and with numbers that make no sense. */
function nonsense(wired: Wired<NodeOnHost>): Uint8Array {
  const { random } = wired;
  const u32 = (): number => random.pick([0, 1, 0x7fff_ffff, 0xffff_ffff, random.integer(2 ** 32)]);
  const boot = random.chance(0.8) ? (wired.host.newest?.boot ?? 0) : u32();
  const bodies: HostBody[] = [
    { type: 'ack', boot, seen: u32(), recorded: u32() },
    { type: 'receipt', boot, press: u32(), state: 'closed' },
    { type: 'output', boot, on: true, seconds: 65_535, pattern: 'notice' },
    { type: 'quiet', boot, on: false },
    { type: 'run-selftest', boot },
    { type: 'enrol', boot, newNode: random.pick([0, 65_535]), newKey: KEY },
  ];
  const counter = (wired.host.newest?.heard ?? 0) + 1 + random.integer(3);
  return encodeFrame({ node: NODE, counter, body: random.pick(bodies) }, KEY);
}

describe.skipIf(!hasGcc || !hasAvrGcc)('the firmware under sanitizers', { timeout: 600_000 }, () => {
  it('takes four minutes of noise, half frames and signed nonsense, any voltage on its loop, and is a button after it', () => {
    const button = new NodeOnHost({ eeprom: enrolledMemory(), sanitize: true });
    try {
      const wired = new Wired({ node: NODE, key: KEY, seed: 77, button, stepMs: 5 });
      const { random } = wired;
      wired.run(300);
      for (let i = 0; i < 4000; i += 1) {
        button.loop.cut = random.chance(0.05);
        button.loop.shorted = random.chance(0.05);
        button.loop.leak = random.pick([Number.POSITIVE_INFINITY, 1000, 8000, 40_000]);
        button.lidOpen = random.chance(0.1);
        const frame = nonsense(wired);
        const kind = random.integer(3);
        if (kind === 0) button.receive(frame);
        if (kind === 1) button.receive(frame.slice(random.integer(30)));
        if (kind === 2) button.receive(Uint8Array.from({ length: random.integer(120) }, () => random.integer(256)));
        wired.run(5 * (1 + random.integer(20)));
      }
      Object.assign(button.loop, { cut: false, shorted: false, leak: Number.POSITIVE_INFINITY });
      button.lidOpen = false;
      wired.run(3000);
      const before = wired.host.presses;
      wired.press(100, 500);
      expect(wired.host.presses).toBe(before + 1);
      expect(wired.host.newest).toMatchObject({ unacknowledged: false, line: 'normal', enrolled: true });
      expect([...wired.host.faults]).toEqual([]);
    } finally {
      button.end();
    }
  });
});
