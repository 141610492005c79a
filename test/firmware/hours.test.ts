/** A long day of a node on the chip: one hour in CI, eight with `FIRMWARE_HOURS=8 npm test -- test/firmware/hours`. */

import { expect, it } from 'vitest';
import { describeFirmware } from '../kit/avr/describe-firmware.ts';
import { wiredNode } from '../kit/avr/enrolled.ts';

const HOURS = Number(process.env['FIRMWARE_HOURS'] ?? 1);
const END_MS = HOURS * 3_600_000;
const BEAT_MS = 30_000;
const PRESSES = 200;
const LIMIT = { timeout: 3_600_000 };

describeFirmware(`${HOURS} hours of a node`, () => {
  it(`with heartbeats and ${PRESSES} presses: no counter drifts, none goes back, no beat is missed`, LIMIT, () => {
    const line = wiredNode({ seed: 8 });
    const { host, button, random } = line;
    const moments = Array.from({ length: PRESSES }, () => random.integer(END_MS - 5000)).sort((a, b) => a - b);
    for (const [i, at] of moments.entries()) {
      line.run(Math.max(0, at - button.ms));
      line.press(60 + random.integer(400), 200);
      expect([at, host.presses, host.newest?.presses]).toEqual([at, i + 1, i + 1]);
    }
    line.run(Math.max(0, END_MS - button.ms));
    expect(host.newest).toMatchObject({ presses: PRESSES, sinceBoot: PRESSES, unacknowledged: false, line: 'normal' });
    expect([...host.faults, ...host.garbage]).toEqual([]);
    expect([host.forged, host.restarts, host.raised.every(({ verified }) => verified)]).toEqual([0, 0, true]);
    const hellos = host.heard('hello');
    const last = hellos.at(-1);
    expect(Math.abs(hellos.length - 1 - Math.floor(END_MS / BEAT_MS))).toBeLessThanOrEqual(1);
    expect(last).toMatchObject({ damaged: 0, forged: 0, stale: 0, wornSlots: 0 });
    // The node's clock against the simulation's: the newest hello is at most a beat old.
    expect(Math.abs((last?.uptimeS ?? 0) * 1000 - button.ms)).toBeLessThan(BEAT_MS + 1000);
    const counters = host.frames.map(({ counter }) => counter);
    expect(counters.every((counter, i) => i === 0 || counter > (counters[i - 1] ?? 0))).toBe(true);
    // Told, seen, told no more: some frames a press and two a beat.
    expect(counters.length).toBeLessThan(12 * PRESSES + (3 * END_MS) / BEAT_MS);
    // Records have 13 cells: one at boot, two a press, one for each block of counters.
    const erased = button.eeprom.wear.subarray(96).reduce((sum, one) => sum + one, 0);
    expect(erased / 13).toBeLessThan(3 + 2 * PRESSES + counters.length / 700);
  });
});
