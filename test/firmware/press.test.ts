import { expect, it } from 'vitest';
import { describeFirmware } from '../kit/avr/describe-firmware.ts';
import { enrolledMemory, wiredNode } from '../kit/avr/enrolled.ts';
import { NodeOnChip } from '../kit/avr/node-on-chip.ts';

import { SeededRandom } from '../kit/seeded-random.ts';

describeFirmware('a press', () => {
  it('is known, recorded and shown by a solid light within 150 ms of the finger', () => {
    const wired = wiredNode();
    wired.button.loop.pressed = true;
    wired.runUntil(() => wired.host.presses === 1, 100);
    wired.runUntil(() => wired.host.newest?.shown === 'recorded', 100);
    expect(wired.button.isLit).toBe(true);
    wired.run(600);
    expect(wired.button.light).toHaveLength(1);
    wired.button.loop.pressed = false;
    wired.run(100);
    expect(wired.host.raised).toMatchObject([{ count: 1, verified: true }]);
    expect(wired.host.newest).toMatchObject({ presses: 1, unacknowledged: false, pressed: false, line: 'normal' });
    expect(wired.host.newest?.holdMs).toBeGreaterThan(500);
  });

  it('of 50 ms counts, whenever it falls between two samples; one of 20 ms does not', () => {
    const wired = wiredNode();
    for (let i = 1; i <= 20; i += 1) {
      wired.press(20, 100 + i);
      wired.press(50, 100 + i);
      expect(wired.host.presses).toBe(i);
    }
  });

  it('that bounces on the way down and on the way up is one press', () => {
    const wired = wiredNode();
    const random = new SeededRandom(7);
    const bounce = (): void => {
      for (let i = 0; i < 15; i += 1) {
        wired.button.loop.pressed = random.chance(0.5);
        wired.run(1);
      }
    };
    for (let i = 1; i <= 30; i += 1) {
      bounce();
      wired.press(60, 0);
      bounce();
      wired.button.loop.pressed = false;
      wired.run(100);
      expect(wired.host.presses).toBe(i);
    }
  });

  it('of 50 ms whose contact chatters all the while still counts', () => {
    const wired = wiredNode();
    for (let i = 1; i <= 10; i += 1) {
      for (let ms = 0; ms < 50; ms += 1) {
        wired.button.loop.pressed = ms % 7 !== 6;
        wired.run(1);
      }
      wired.button.loop.pressed = false;
      wired.run(150);
      expect(wired.host.presses).toBe(i);
    }
  });

  it('is not made by a storm of sparks: 2 ms of contact out of every 5, for ten seconds', () => {
    const wired = wiredNode();
    for (let i = 0; i < 2000; i += 1) wired.press(2, 3);
    expect(wired.host.raised).toEqual([]);
  });

  it('is told as stuck after ten seconds, and as free again', () => {
    const wired = wiredNode();
    wired.button.loop.pressed = true;
    wired.run(9_900);
    expect(wired.host.newest?.stuck).toBe(false);
    wired.run(300);
    expect(wired.host.newest).toMatchObject({ stuck: true, pressed: true, presses: 1 });
    wired.button.loop.pressed = false;
    wired.run(100);
    expect(wired.host.newest).toMatchObject({ stuck: false, pressed: false });
    wired.press();
    expect(wired.host.presses).toBe(2);
  });

  it('keeps blinking and keeps being told while the gateway records nothing', () => {
    const wired = wiredNode();
    wired.host.recording = false;
    wired.press(200, 2000);
    expect(wired.host.newest).toMatchObject({ unacknowledged: true, shown: 'none' });
    expect(wired.button.light.length).toBeGreaterThan(12);
    wired.host.recording = true;
    wired.run(200);
    expect(wired.host.newest).toMatchObject({ unacknowledged: false, shown: 'recorded' });
    expect(wired.host.presses).toBe(1);
  });

  it('and nine more on a line that is down for a minute are all known when it is up again, with their age', () => {
    const wired = wiredNode();
    wired.connected = false;
    for (let i = 0; i < 10; i += 1) wired.press(100, 900);
    wired.run(50_000);
    expect(wired.host.presses).toBe(0);
    wired.connected = true;
    wired.runUntil(() => wired.host.presses === 10, 1000);
    expect(wired.host.newest?.pressAgeMs).toBeGreaterThan(50_000);
    wired.run(100);
    expect(wired.host.newest?.unacknowledged).toBe(false);
  });

  it('survives the loss of every ack for a while, and a second ack says nothing new', () => {
    const wired = wiredNode();
    wired.host.answering = false;
    wired.press(100, 3000);
    expect(wired.host.newest?.unacknowledged).toBe(true);
    wired.host.answering = true;
    wired.run(200);
    expect(wired.host.newest?.unacknowledged).toBe(false);
    const lastFrame = wired.host.newestFrame;
    if (lastFrame === null) throw new Error('nothing heard');
    for (let i = 0; i < 3; i += 1) wired.say(wired.host.ack(lastFrame));
    wired.press();
    expect(wired.host.presses).toBe(2);
  });
});

describeFirmware('an ack', () => {
  it('that is forged, of another boot, of another node or played again puts out no blinking light', () => {
    const wired = wiredNode();
    wired.press(100, 100);
    const old = wired.host.newest;
    const played = wired.host.command({ type: 'ack', boot: old?.boot ?? 0, seen: 1, recorded: 1 });
    wired.host.answering = false;
    wired.press(100, 100);
    const boot = wired.host.newest?.boot ?? 0;
    const ack = { type: 'ack', boot, seen: 1, recorded: 2 } as const;
    wired.say(played);
    wired.run(30);
    wired.say(played);
    wired.run(30);
    wired.say(wired.host.command(ack, { key: new Uint8Array(32).fill(5) }));
    wired.run(30);
    wired.say(wired.host.command({ ...ack, boot: boot + 1024 }));
    wired.run(30);
    wired.say(wired.host.command(ack, { node: 4 }));
    wired.run(30);
    wired.say(wired.host.command({ ...ack, recorded: 9 }));
    wired.run(500);
    expect(wired.host.newest).toMatchObject({ unacknowledged: true, presses: 2, shown: 'none' });
    wired.say(wired.host.who());
    wired.run(200);
    expect(wired.host.heard('hello').at(-1)).toMatchObject({ forged: 2, stale: 3 });
    wired.say(wired.host.command(ack));
    wired.run(100);
    expect(wired.host.newest).toMatchObject({ unacknowledged: false, shown: 'recorded' });
  });
});

describeFirmware('two runs', () => {
  it('with the same seed are the same bytes', () => {
    const run = (seed: number): string => {
      const wired = wiredNode({ noise: 0.01, seed });
      for (let i = 0; i < 5; i += 1) wired.press(80, 200);
      return Buffer.from(wired.wire).toString('hex');
    };
    const first = run(11);
    expect(run(11)).toBe(first);
    expect(run(12)).not.toBe(first);
  });

  it('on our timer and on the simulator’s own tell the same story', () => {
    const run = (exactTimer: boolean) => {
      const wired = wiredNode({ button: new NodeOnChip({ eeprom: enrolledMemory(), exactTimer }) });
      for (let i = 0; i < 5; i += 1) wired.press(80, 200);
      const story = wired.host.heard('snapshot').map(({ presses, pressed, line, shown, unacknowledged }) => {
        return { presses, pressed, line, shown, unacknowledged };
      });
      return { story, light: wired.button.light.map(({ on }) => on), ms: wired.button.ms };
    };
    expect(run(true)).toEqual(run(false));
  });
});
