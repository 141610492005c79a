/**
 * A long day of a node. In CI: one hour on the firmware built for this machine, ten minutes of it on the chip.
 * `FIRMWARE_HOURS=8 npm test -- test/firmware/hours` runs eight hours on both; the chip then takes some ten minutes.
 */

import { describe, expect, it } from 'vitest';
import type { ButtonBoard } from '../kit/avr/button-board.ts';
import { hasGcc } from '../kit/avr/c-codec.ts';
import { describeFirmware } from '../kit/avr/describe-firmware.ts';
import { enrolledMemory, KEY, NODE } from '../kit/avr/enrolled.ts';
import { hasAvrGcc } from '../kit/avr/firmware-build.ts';
import { NodeOnChip } from '../kit/avr/node-on-chip.ts';
import { NodeOnHost } from '../kit/avr/node-on-host.ts';
import { Wired } from '../kit/avr/wired.ts';

const HOUR_MS = 3_600_000;
const LIMIT = { timeout: 3_600_000 };
const asked = process.env['FIRMWARE_HOURS'];
const hostHours = Number(asked ?? 1);
const chipHours = Number(asked ?? 1 / 6);

/** Lives `hours` with so many presses, and checks after each of them that host and node count the same. */
function live<B extends ButtonBoard>(wired: Wired<B>, hours: number, presses: number): void {
  const { host, button, random } = wired;
  const end = Math.round(hours * HOUR_MS);
  const moments = Array.from({ length: presses }, () => random.integer(end - 5000)).sort((a, b) => a - b);
  for (const [i, at] of moments.entries()) {
    wired.run(Math.max(0, at - button.ms));
    wired.press(60 + random.integer(400), 200);
    expect([at, host.presses, host.newest?.presses]).toEqual([at, i + 1, i + 1]);
  }
  wired.run(Math.max(0, end - button.ms));
}

function expectNoDrift<B extends ButtonBoard>({ host, button }: Wired<B>, presses: number): void {
  expect(host.newest).toMatchObject({ presses, sinceBoot: presses, unacknowledged: false, line: 'normal' });
  expect([...host.faults, ...host.garbage]).toEqual([]);
  expect([host.forged, host.restarts, host.raised.every(({ verified }) => verified)]).toEqual([0, 0, true]);
  const hellos = host.heard('hello');
  expect(Math.abs(hellos.length - 1 - Math.floor(button.ms / 30_000))).toBeLessThanOrEqual(1);
  const last = hellos.at(-1);
  expect(last).toMatchObject({ damaged: 0, forged: 0, stale: 0, wornSlots: 0 });
  // The node's clock against the simulation's: the newest hello is at most a beat old.
  expect(Math.abs((last?.uptimeS ?? 0) * 1000 - button.ms)).toBeLessThan(31_000);
  const counters = host.frames.map(({ counter }) => counter);
  expect(counters.every((counter, i) => i === 0 || counter > (counters[i - 1] ?? 0))).toBe(true);
  // Told, seen, told no more: some frames a press and two a beat.
  expect(counters.length).toBeLessThan(12 * presses + (3 * button.ms) / 30_000 + 20);
}

describe.skipIf(!hasGcc || !hasAvrGcc)(`${hostHours} hours of a node, built for this machine`, LIMIT, () => {
  it('with heartbeats and 200 presses: no counter drifts, none goes back, no beat is missed', () => {
    const button = new NodeOnHost({ eeprom: enrolledMemory() });
    try {
      const wired = new Wired({ node: NODE, key: KEY, seed: 8, button, stepMs: 10 });
      live(wired, hostHours, 200);
      expectNoDrift(wired, 200);
    } finally {
      button.end();
    }
  });
});

describeFirmware(`${Math.round(chipHours * 60)} minutes of a node on the chip`, () => {
  it('the same, and the memory is written no more than presses and counters ask for', LIMIT, () => {
    const presses = Math.min(200, Math.round(200 * chipHours));
    const wired = new Wired({ node: NODE, key: KEY, seed: 8, button: new NodeOnChip({ eeprom: enrolledMemory() }) });
    live(wired, chipHours, presses);
    expectNoDrift(wired, presses);
    const erased = wired.button.eeprom.wear.subarray(96).reduce((sum, one) => sum + one, 0);
    // Records have 13 cells: one at boot, two a press, one for each block of counters.
    expect(erased / 13).toBeLessThan(3 + 2 * presses + wired.host.frames.length / 700);
  });
});
