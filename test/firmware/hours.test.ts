/** A long day of a node on the chip: one hour in CI, eight with `FIRMWARE_HOURS=8 npm test -- test/firmware/hours`. */

import { expect, it } from 'vitest';
import { describeFirmware } from '../kit/avr/describe-firmware.ts';
import { wiredNode } from '../kit/avr/enrolled.ts';
import { SeededRandom } from '../kit/seeded-random.ts';

const HOURS = Number(process.env['FIRMWARE_HOURS'] ?? 1);
const HOUR_MS = 3_600_000;
const PRESSES = 200;

describeFirmware(`${HOURS} hours of a node`, () => {
  it(`with heartbeats and ${PRESSES} presses: no counter drifts, none goes back, no beat is missed`, {
    timeout: 3_600_000,
  }, () => {
    const wired = wiredNode();
    const random = new SeededRandom(8);
    const moments = Array.from({ length: PRESSES }, () => random.integer(HOURS * HOUR_MS - 5000)).sort((a, b) => a - b);
    let pressed = 0;
    for (const at of moments) {
      wired.run(Math.max(0, at - wired.button.ms));
      wired.press(60 + random.integer(400), 150);
      pressed += 1;
      expect([at, wired.host.presses, wired.host.newest?.presses]).toEqual([at, pressed, pressed]);
    }
    wired.run(HOURS * HOUR_MS - wired.button.ms);
    const { host, button } = wired;
    expect(host.newest).toMatchObject({ presses: PRESSES, sinceBoot: PRESSES, unacknowledged: false, line: 'normal' });
    expect([...host.faults, ...host.garbage]).toEqual([]);
    expect([host.forged, host.restarts, host.raised.every(({ verified }) => verified)]).toEqual([0, 0, true]);
    const hellos = host.heard('hello');
    expect(hellos.length).toBe(1 + Math.floor((HOURS * HOUR_MS) / 30_000));
    const last = hellos.at(-1);
    expect(last).toMatchObject({ damaged: 0, forged: 0, stale: 0, wornSlots: 0 });
    // The node's own clock against the simulation's: whole seconds, no drift.
    expect(Math.abs((last?.uptimeS ?? 0) * 1000 - button.ms)).toBeLessThan(31_000);
    expect(last?.taken).toBe((host.newest?.heard ?? 0) % 65_536);
    const counters = host.frames.map(({ counter }) => counter);
    expect(counters.every((counter, i) => i === 0 || counter > (counters[i - 1] ?? 0))).toBe(true);
    // Two records a press, and one for each block of counters.
    const records = button.eeprom.wear.subarray(96).reduce((sum, one) => sum + one, 0) / 13;
    expect(records).toBeLessThan(2 * PRESSES + 5 + counters.length / 700);
  });
});
