/** The firmware on the chip and the bridge's own board, on one line: what a school will have, but for the copper. */

import { expect, it } from 'vitest';
import { encodeFrame } from '../../firmware-bridge/protocol/codec.ts';
import { describeFirmware } from '../kit/avr/describe-firmware.ts';
import { enrolledMemory, KEY, NODE } from '../kit/avr/enrolled.ts';
import { NodeOnChip } from '../kit/avr/node-on-chip.ts';
import { WiredBridge } from '../kit/avr/wired-bridge.ts';
import { pressBoot } from '../../firmware-bridge/uplink/event.ts';

const RING_AT = 96;

async function wired(options: ConstructorParameters<typeof WiredBridge>[0] = {}): Promise<WiredBridge> {
  const both = new WiredBridge(options);
  await both.run(400);
  return both;
}

describeFirmware('chip and bridge', () => {
  it('press: out at once, light blinking until the gateway has it on disk, then solid', async () => {
    const both = await wired();
    both.recording = false;
    await both.press(100, 400);
    expect(both.outlet.presses).toMatchObject([{ name: { number: 1 }, body: { count: 1 } }]);
    expect(await both.isSolid()).toBe(false);
    both.recording = true;
    await both.run(100);
    expect(await both.isSolid()).toBe(true);
    expect(both.outlet.events).toContainEqual({ type: 'release' });
    expect([...both.outlet.faults]).toEqual([]);
  });

  it('taps of 50 ms and bouncing fingers are one press each', async () => {
    const both = await wired();
    for (let i = 1; i <= 5; i += 1) {
      for (let j = 0; j < 15; j += 1) {
        both.button.loop.pressed = both.random.chance(0.5);
        await both.run(1);
      }
      await both.press(50, 100);
      expect(both.outlet.named).toBe(i);
    }
  });

  it('a person who has taken over is heard at the button, and the light goes out when it is closed', async () => {
    const both = await wired();
    await both.press();
    const said = { v: 1, type: 'receipt', boot: pressBoot(1_700_000_000), seq: 1 } as const;
    both.outlet.command({ ...said, state: 'taken' });
    await both.run(1200);
    expect(both.button.buzzer).toHaveLength(6);
    both.outlet.command({ ...said, state: 'closed' });
    await both.run(1200);
    expect(both.button.isLit).toBe(false);
  });

  it('cut and shorted wire, open lid and a stuck button are told, and told as over', async () => {
    const both = await wired();
    both.button.loop.cut = true;
    await both.run(300);
    both.button.loop.cut = false;
    both.button.loop.shorted = true;
    await both.run(300);
    both.button.loop.shorted = false;
    both.button.lidOpen = true;
    await both.run(300);
    both.button.lidOpen = false;
    await both.run(300);
    await both.press(10_300, 300);
    expect(both.outlet.history).toEqual(['+line-open', '-line-open', '+line-short', '-line-short', '+stuck', '-stuck']);
    expect(both.outlet.events.filter(({ type }) => type === 'tamper')).toEqual([
      { type: 'tamper', open: true },
      { type: 'tamper', open: false },
    ]);
    expect(both.outlet.named).toBe(1);
  });

  it('a self-test asked for by the gateway comes back as one', async () => {
    const both = await wired();
    both.outlet.command({ v: 1, type: 'selftest' });
    await both.run(800);
    expect(both.outlet.events.filter(({ type }) => type === 'selftest').length).toBeGreaterThan(0);
    expect([...both.outlet.faults]).toEqual([]);
  });

  it('a minute without line: three presses of it are out when it is back, recorded and shown', async () => {
    const both = await wired();
    both.connected = false;
    for (let i = 0; i < 3; i += 1) await both.press(100, 300);
    await both.run(59_000);
    both.connected = true;
    await both.run(600);
    expect(both.outlet.named).toBe(3);
    expect(both.outlet.presses.at(-1)?.ageMs).toBeGreaterThan(58_000);
    expect(await both.isSolid()).toBe(true);
  });

  it('power cut at every 12 ms of a press: what was latched is out, once, and nothing is a fault', async () => {
    for (let at = 0; at <= 132; at += 12) {
      const both = await wired({ seed: at + 1 });
      both.button.loop.pressed = true;
      await both.run(at);
      await both.powerCut();
      both.button.loop.pressed = false;
      await both.run(400);
      if (at >= 64) expect([at, both.outlet.named]).toEqual([at, 1]);
      if (at <= 28) expect([at, both.outlet.named]).toEqual([at, 0]);
      expect(both.outlet.named).toBeLessThanOrEqual(1);
      expect([...both.outlet.faults]).toEqual([]);
    }
  });

  it('the bridge killed between press and record: the same press under the same name, and the light still comes', async () => {
    const both = await wired();
    both.recording = false;
    await both.press(100, 200);
    both.restartBridge();
    both.recording = true;
    await both.run(600);
    expect(both.outlet.named).toBe(1);
    expect(await both.isSolid()).toBe(true);
    await both.press();
    expect(both.outlet.named).toBe(2);
  });

  it('the watchdog’s reset is a fault, and loses nothing', async () => {
    const both = await wired();
    both.recording = false;
    await both.press(100, 100);
    both.button.hang();
    await both.run(1500);
    expect([...both.outlet.faults]).toEqual(['reset-watchdog']);
    both.recording = true;
    await both.run(400);
    expect(both.outlet.named).toBe(1);
    expect(both.button.isLit).toBe(true);
  });

  it('worn memory is a fault, and the presses go on', async () => {
    const eeprom = enrolledMemory();
    eeprom.die(RING_AT, RING_AT + 400);
    const both = await wired({ button: new NodeOnChip({ eeprom }) });
    await both.run(800);
    await both.press();
    expect([...both.outlet.faults]).toEqual(['memory']);
    expect(both.outlet.named).toBe(1);
  });

  it.each([
    ['counters wiped', RING_AT, 1024, 'counter-went-back'],
    ['everything wiped', 0, 1024, 'identity-lost'],
  ] as const)('%s: a fault, and the press alarms, unverified', async (_, from, to, fault) => {
    const both = await wired();
    await both.press();
    both.button.powerOff();
    both.button.eeprom.wipe(from, to);
    both.button.powerOn();
    await both.run(300);
    await both.press();
    expect([...both.outlet.faults]).toContain(fault);
    expect(both.outlet.presses.at(-1)?.body).toMatchObject({ unverified: true });
    expect(both.outlet.named).toBe(2);
  });

  it('the wrong key: a fault, and the press alarms, unverified', async () => {
    const both = await wired({ key: Uint8Array.from(KEY, (byte) => byte ^ 1) });
    await both.press(150, 300);
    expect([...both.outlet.faults]).toContain('wrong-key');
    expect(both.outlet.presses).toMatchObject([{ body: { unverified: true } }]);
  });

  it('forged acks, and all that the bridge ever said played again, do not touch a press that waits', async () => {
    const both = await wired();
    await both.press();
    const recorded = [...both.said];
    both.recording = false;
    await both.press(100, 100);
    for (const bytes of recorded) both.button.receive(bytes);
    await both.run(300);
    for (const key of [new Uint8Array(32), new Uint8Array(32).fill(9)]) {
      const body = { type: 'ack', boot: 1024, seen: 1, recorded: 2 } as const;
      both.button.receive(encodeFrame({ node: NODE, counter: 500_000, body }, key));
      await both.run(100);
    }
    expect(recorded.length).toBeGreaterThan(3);
    expect(await both.isSolid()).toBe(false);
    both.recording = true;
    await both.run(300);
    expect(await both.isSolid()).toBe(true);
  });

  it.each([0.01, 0.05])('on a line that damages %f of its bytes: twelve presses, twelve names', async (noise) => {
    const both = await wired({ noise, seed: 4 });
    for (let i = 0; i < 12; i += 1) await both.press(100, 200 + both.random.integer(200));
    await both.run(2000);
    expect(both.outlet.named).toBe(12);
    expect(both.outlet.presses.every(({ body }) => !('unverified' in body))).toBe(true);
  });
});
