/**
 * Noise both ways. Many seeds run on the firmware built for this machine, a few on the chip. More of either:
 * `FIRMWARE_SEEDS=200 npm test -- test/firmware/noise`. The figures stand in docs/firmware-noise.md.
 */

import { describe, expect, it } from 'vitest';
import { hasGcc } from '../kit/avr/c-codec.ts';
import { describeFirmware } from '../kit/avr/describe-firmware.ts';
import { enrolledMemory, KEY, NODE } from '../kit/avr/enrolled.ts';
import { hasAvrGcc } from '../kit/avr/firmware-build.ts';
import { NodeOnChip } from '../kit/avr/node-on-chip.ts';
import { NodeOnHost } from '../kit/avr/node-on-host.ts';
import { noiseTrial } from '../kit/avr/noise-trial.ts';
import { Wired } from '../kit/avr/wired.ts';

const SEEDS = Number(process.env['FIRMWARE_SEEDS'] ?? 4);
const PRESSES = 150;
const KNOWN = { node: NODE, key: KEY, recordAfterMs: 5 } as const;

function onHost(noise: number, seed: number) {
  const button = new NodeOnHost({ eeprom: enrolledMemory() });
  try {
    return noiseTrial(new Wired({ ...KNOWN, noise, seed, button, stepMs: 5 }), PRESSES);
  } finally {
    button.end();
  }
}

describe.skipIf(!hasGcc || !hasAvrGcc)(`150 presses on a noisy line, ${SEEDS} seeds`, { timeout: 3_600_000 }, () => {
  it.each([0.002, 0.01, 0.05])('of %f damaged bytes: all known within 10 s of the last, none invented', (noise) => {
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const result = onHost(noise, seed);
      expect([seed, result]).toMatchObject([seed, { known: PRESSES, invented: 0, flagKnown: true }]);
      expect(result.damagedFrames).toBeGreaterThan(0);
    }
  });

  it('of 0.1 damaged bytes: none invented, and most known', () => {
    const results = Array.from({ length: SEEDS }, (_, i) => onHost(0.1, i + 1));
    expect(results.map(({ invented }) => invented)).toEqual(results.map(() => 0));
    expect(results.filter(({ known }) => known > PRESSES * 0.9).length).toBeGreaterThan(SEEDS / 2);
  });
});

describeFirmware('the chip itself on a noisy line', () => {
  it.each([
    [0.01, 30],
    [0.05, 20],
  ])('of %f damaged bytes knows all of %i presses and invents none', (noise, presses) => {
    const button = new NodeOnChip({ eeprom: enrolledMemory() });
    const result = noiseTrial(new Wired({ ...KNOWN, noise, seed: 3, button }), presses);
    expect(result).toMatchObject({ known: presses, invented: 0, flagKnown: true });
  });
});
