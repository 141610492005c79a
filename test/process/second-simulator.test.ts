/** The same hex in two simulators that share no code: what our picture of the chip gets wrong, the other one would tell. */

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PUBLIC_KEY } from '../../firmware-bridge/protocol/frame.ts';
import { FrameReader } from '../../firmware-bridge/protocol/frame-reader.ts';
import { isAuthentic } from '../../firmware-bridge/protocol/mac.ts';
import { Chip } from '../kit/avr/chip.ts';
import { buildFirmware, hasAvrGcc, hexOf } from '../kit/avr/firmware-build.ts';
import { readIntelHex } from '../kit/avr/intel-hex.ts';
import { hasSimavr, masked, runInSimavr } from '../kit/avr/second-simulator.ts';

if (!hasSimavr || !hasAvrGcc) console.error('simavr or avr-gcc is not installed: the second simulator did NOT run');

/** As simavr has it when nothing is connected: 3.3 V, A0 at ground, the lid's pull-up high. */
function runInAvr8js(ms: number): Uint8Array {
  const sent: number[] = [];
  const wiring = { ratio: () => 0, byte: (byte: number) => void sent.push(byte) };
  const chip = new Chip(readIntelHex(hexOf('node')), wiring, { vccVolts: 3.3 });
  chip.setPin('D', 3, true);
  chip.runMs(ms);
  return Uint8Array.from(sent);
}

describe.skipIf(!hasSimavr || !hasAvrGcc)('the node in simavr', () => {
  it('sends frames that the codec accepts, MAC for MAC the same as in avr8js', async () => {
    const ours = runInAvr8js(3000);
    const theirs = Buffer.from(await runInSimavr(join(buildFirmware('node'), 'node.hex'), 1500)).toString('latin1');
    const reader = new FrameReader('node');
    const pieces = ours.reduce<number[][]>((all, byte) => {
      if (byte === 0) all.push([]);
      else all.at(-1)?.push(byte);
      return all;
    }, []);
    let same = 0;
    for (const piece of pieces.filter(({ length }) => length > 0)) {
      const [frame] = reader.push(Uint8Array.of(0, ...piece, 0));
      expect(frame?.kind === 'frame' && isAuthentic(frame, PUBLIC_KEY)).toBe(true);
      if (theirs.includes(Buffer.from(piece.map(masked)).toString('latin1'))) same += 1;
    }
    // Eight bytes of MAC over a counter that never repeats: one such frame by chance is not to be had.
    expect(same).toBeGreaterThan(15);
  });
});
