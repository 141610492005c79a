import { expect, it } from 'vitest';
import { describeFirmware } from '../kit/avr/describe-firmware.ts';
import type { Eeprom } from '../kit/avr/eeprom.ts';
import { enrolledMemory, KEY, NODE, wiredNode } from '../kit/avr/enrolled.ts';
import { HostPeer } from '../kit/avr/host-peer.ts';
import { NodeOnChip } from '../kit/avr/node-on-chip.ts';
import type { Wired } from '../kit/avr/wired.ts';
import { SeededRandom } from '../kit/seeded-random.ts';

/** Identity, then the ring of records: as memory.c lays them out. */
const RING_AT = 96;
const SLOT = 16;

function cutPower(wired: Wired, forMs = 20): void {
  wired.button.powerOff(wired.random);
  wired.run(forMs);
  wired.button.powerOn();
}

describeFirmware('power', () => {
  it('cut at every 4 ms of a press loses nothing that was latched, invents nothing, and is no fault', () => {
    const random = new SeededRandom(5);
    for (let at = 0; at <= 140; at += 4) {
      const wired = wiredNode({ seed: random.integer(1e9) });
      wired.press(100, 100);
      wired.button.loop.pressed = true;
      wired.run(at);
      const toldBefore = wired.host.presses;
      cutPower(wired);
      wired.button.loop.pressed = false;
      wired.run(500);
      // 30 ms of debounce and about 25 of EEPROM: before that it is known only if its frame got out.
      if (at >= 64) expect([at, wired.host.presses]).toEqual([at, 2]);
      if (at <= 28) expect([at, wired.host.presses]).toEqual([at, 1]);
      expect(wired.host.presses).toBeGreaterThanOrEqual(toldBefore);
      expect(wired.host.presses).toBeLessThanOrEqual(2);
      expect(wired.host.newest).toMatchObject({ sinceBoot: 0, unacknowledged: false, reset: { powerOn: true } });
      expect([...wired.host.faults]).toEqual([]);
      wired.press();
      expect([...wired.host.faults]).toEqual([]);
      expect(wired.host.raised.at(-1)).toMatchObject({ count: 1, verified: true });
    }
  });

  it('cut while nobody listened: the press is told after the boot, to a host that never saw it', () => {
    const wired = wiredNode();
    wired.connected = false;
    wired.press(100, 200);
    cutPower(wired);
    wired.connected = true;
    wired.run(500);
    expect(wired.host.raised).toMatchObject([{ count: 1, verified: true }]);
    expect(wired.host.newest).toMatchObject({ presses: 1, sinceBoot: 0, unacknowledged: false, pressAgeMs: null });
  });

  it('cut a hundred times at random never makes a counter go back', () => {
    const random = new SeededRandom(9);
    const wired = wiredNode({ seed: 9 });
    for (let i = 0; i < 100; i += 1) {
      wired.button.loop.pressed = random.chance(0.3);
      wired.run(1 + random.integer(120));
      cutPower(wired, 1 + random.integer(5));
    }
    wired.button.loop.pressed = false;
    wired.run(500);
    expect([...wired.host.faults]).toEqual([]);
    expect(wired.host.newest?.unacknowledged).toBe(false);
  });
});

describeFirmware('a program that stands still', () => {
  it('is started again by the watchdog within 1.2 s, says so, and still knows the press that waited', () => {
    const wired = wiredNode();
    wired.host.recording = false;
    wired.press(100, 100);
    wired.button.hang();
    wired.run(900);
    const before = wired.host.newest?.boot ?? 0;
    wired.runUntil(() => (wired.host.newest?.boot ?? 0) > before, 600);
    expect(wired.host.newest).toMatchObject({
      reset: { watchdog: true, powerOn: false },
      unacknowledged: true,
      presses: 1,
    });
    wired.host.recording = true;
    wired.run(300);
    expect(wired.host.newest?.unacknowledged).toBe(false);
    expect(wired.host.presses).toBe(1);
    expect(wired.host.restarts).toBe(1);
  });

  it('is told apart from a reset by hand', () => {
    const wired = wiredNode();
    wired.button.resetPin();
    wired.run(300);
    expect(wired.host.newest?.reset).toEqual({ powerOn: false, external: true, brownOut: false, watchdog: false });
  });
});

describeFirmware('the memory', () => {
  it('wears evenly: 120 presses touch no cell more than 6 times', () => {
    const wired = wiredNode();
    for (let i = 0; i < 120; i += 1) wired.press(50, 60);
    expect(wired.host.presses).toBe(120);
    expect(Math.max(...wired.button.eeprom.wear.subarray(RING_AT))).toBeLessThanOrEqual(6);
    expect(Math.max(...wired.button.eeprom.wear.subarray(0, RING_AT))).toBe(0);
  });

  it('passes over a slot that holds nothing any more, says so, and loses no press', () => {
    const eeprom = enrolledMemory();
    for (let slot = 2; slot < 12; slot += 1) eeprom.die(RING_AT + slot * SLOT, RING_AT + slot * SLOT + 4);
    const wired = wiredNode({ button: new NodeOnChip({ eeprom }) });
    for (let i = 0; i < 6; i += 1) wired.press(50, 600);
    expect(wired.host.newest?.memoryFault).toBe(true);
    cutPower(wired);
    wired.run(1500);
    expect(wired.host.newest?.presses).toBe(6);
    expect([...wired.host.faults]).toEqual([]);
  });

  it('that holds nothing at all makes a fault, and the presses are told all the same', () => {
    const eeprom = enrolledMemory();
    eeprom.die(RING_AT, 1024);
    const wired = wiredNode({ button: new NodeOnChip({ eeprom }) });
    wired.press();
    wired.press();
    expect(wired.host.presses).toBe(2);
    expect(wired.host.newest?.memoryFault).toBe(true);
    cutPower(wired);
    wired.run(4000);
    wired.press();
    wired.run(500);
    // The same boot again, with the same counters: not believed, raised.
    expect([...wired.host.faults]).toEqual(['counter-went-back']);
    expect(wired.host.raised.at(-1)).toMatchObject({ count: 1, verified: false });
  });

  it('set back to an older state is a fault, and the next press alarms unverified', () => {
    const wired = wiredNode();
    const copy = Uint8Array.from(wired.button.eeprom.cells);
    for (let i = 0; i < 4; i += 1) wired.press();
    cutPower(wired);
    wired.run(400);
    wired.button.powerOff();
    wired.button.eeprom.cells.set(copy);
    wired.button.powerOn();
    wired.run(300);
    expect([...wired.host.faults]).toEqual(['counter-went-back']);
    wired.press(100, 300);
    expect(wired.host.raised.at(-1)).toMatchObject({ count: 1, verified: false });
  });

  it('wiped but for the identity: a fault, and the press alarms unverified', () => {
    const wired = wiredNode();
    for (let i = 0; i < 4; i += 1) wired.press();
    wired.button.powerOff();
    wired.button.eeprom.wipe(RING_AT);
    wired.button.powerOn();
    wired.run(300);
    wired.press(100, 300);
    expect([...wired.host.faults]).toEqual(['counter-went-back']);
    expect(wired.host.raised.at(-1)).toMatchObject({ count: 1, verified: false });
  });

  it('wiped altogether: the board has no identity, and its press alarms unverified', () => {
    const wired = wiredNode();
    wired.press();
    wired.button.powerOff();
    wired.button.eeprom.wipe();
    wired.button.powerOn();
    wired.run(300);
    wired.press(100, 300);
    expect([...wired.host.faults]).toEqual(['identity-lost']);
    expect(wired.host.raised.at(-1)).toMatchObject({ count: 1, verified: false });
  });

  it('with one damaged copy of the identity still knows who it is; with two it says damaged', () => {
    const eeprom = enrolledMemory();
    eeprom.cells[5] = (eeprom.cells[5] ?? 0) ^ 8;
    const wired = wiredNode({ button: new NodeOnChip({ eeprom }) });
    wired.press();
    expect(wired.host.raised).toMatchObject([{ verified: true }]);
    wired.button.powerOff();
    eeprom.cells[60] = (eeprom.cells[60] ?? 0) ^ 8;
    wired.button.powerOn();
    wired.run(500);
    expect(wired.host.heard('hello').at(-1)?.identity).toBe('damaged');
    expect([...wired.host.faults]).toEqual(['identity-lost']);
  });

  it('of another board in this place: two frames of a stranger are a fault, its press alarms unverified', () => {
    const wired = wiredNode();
    wired.press();
    const stranger = wiredNode();
    stranger.host = new HostPeer({ node: NODE, key: Uint8Array.from(KEY, (byte) => byte ^ 1) });
    stranger.host.account = wired.host.account;
    stranger.button.resetPin();
    stranger.run(300);
    stranger.press(100, 300);
    expect([...stranger.host.faults]).toEqual(['wrong-key']);
    expect(stranger.host.raised.at(-1)).toMatchObject({ count: 1, verified: false });
    expect(stranger.host.forged).toBeGreaterThan(3);
  });

  it('is not written while nothing happens', () => {
    const eeprom: Eeprom = enrolledMemory();
    const wired = wiredNode({ button: new NodeOnChip({ eeprom }) });
    wired.run(200);
    const before = eeprom.wear.reduce((sum, one) => sum + one, 0);
    wired.run(65_000);
    expect(eeprom.wear.reduce((sum, one) => sum + one, 0)).toBe(before);
  });
});
