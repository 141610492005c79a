import { expect, it } from 'vitest';
import { describeFirmware } from '../kit/avr/describe-firmware.ts';
import { KEY, NODE, wiredNode } from '../kit/avr/enrolled.ts';
import { HostPeer } from '../kit/avr/host-peer.ts';
import type { Wired } from '../kit/avr/wired.ts';

const bootOf = (wired: Wired): number => wired.host.newest?.boot ?? 0;

/** Changes of light or buzzer within the next `ms`. */
function changesWithin(wired: Wired, what: 'light' | 'buzzer', ms: number): number {
  const before = wired.button[what].length;
  wired.run(ms);
  return wired.button[what].length - before;
}

describeFirmware('what became of a press', () => {
  it('is shown: solid for recorded, three beeps when somebody comes, dark when it is over', () => {
    const wired = wiredNode();
    wired.press();
    const receipt = { type: 'receipt', boot: bootOf(wired), press: 1 } as const;
    wired.say(wired.host.command({ ...receipt, state: 'notified' }));
    wired.run(60);
    expect(wired.host.newest?.shown).toBe('notified');
    expect(changesWithin(wired, 'light', 2000)).toBe(0);
    wired.say(wired.host.command({ ...receipt, state: 'taken' }));
    expect(changesWithin(wired, 'buzzer', 1500)).toBe(6);
    expect(wired.host.newest?.shown).toBe('taken');
    wired.say(wired.host.command({ ...receipt, state: 'taken' }));
    expect(changesWithin(wired, 'buzzer', 1500)).toBe(0);
    expect(changesWithin(wired, 'light', 6000)).toBeGreaterThanOrEqual(4);
    wired.say(wired.host.command({ ...receipt, state: 'closed' }));
    wired.run(60);
    expect(wired.button.isLit).toBe(false);
    expect(changesWithin(wired, 'light', 3000)).toBe(0);
  });

  it('of an older press says nothing about the newest', () => {
    const wired = wiredNode();
    wired.press();
    wired.press();
    wired.say(wired.host.command({ type: 'receipt', boot: bootOf(wired), press: 1, state: 'closed' }));
    wired.run(100);
    expect(wired.host.newest?.shown).toBe('recorded');
    expect(wired.button.isLit).toBe(true);
  });

  it('never stands in for the ack: a receipt does not stop a press from being told', () => {
    const wired = wiredNode();
    wired.host.answering = false;
    wired.press();
    wired.say(wired.host.command({ type: 'receipt', boot: bootOf(wired), press: 1, state: 'taken' }));
    wired.run(100);
    expect(wired.host.newest).toMatchObject({ unacknowledged: true, shown: 'taken' });
    expect(changesWithin(wired, 'light', 1000)).toBeGreaterThan(5);
  });

  it('is told again after a restart', () => {
    const wired = wiredNode();
    wired.press();
    wired.button.resetPin();
    wired.run(300);
    expect(wired.host.newest).toMatchObject({ presses: 1, unacknowledged: false, shown: 'none' });
    wired.say(wired.host.command({ type: 'receipt', boot: bootOf(wired), press: 1, state: 'arrived' }));
    wired.run(100);
    expect(wired.host.newest?.shown).toBe('arrived');
  });
});

describeFirmware('a command', () => {
  it('to sound sounds for its seconds, and stops when told', () => {
    const wired = wiredNode();
    const output = { type: 'output', boot: bootOf(wired), on: true, seconds: 2, pattern: 'panic' } as const;
    wired.say(wired.host.command(output));
    expect(changesWithin(wired, 'buzzer', 1900)).toBeGreaterThanOrEqual(6);
    wired.run(300);
    expect(changesWithin(wired, 'buzzer', 2000)).toBe(0);
    wired.say(wired.host.command({ ...output, seconds: 0, pattern: 'notice' }));
    expect(changesWithin(wired, 'buzzer', 5000)).toBeGreaterThanOrEqual(8);
    wired.say(wired.host.command({ ...output, on: false }));
    wired.run(100);
    expect(wired.button.isBuzzing).toBe(false);
    expect(changesWithin(wired, 'buzzer', 2000)).toBe(0);
  });

  it('to be quiet: no sound at all, and a press shows as a short flash', () => {
    const wired = wiredNode();
    wired.say(wired.host.command({ type: 'quiet', boot: bootOf(wired), on: true }));
    wired.run(100);
    expect(wired.host.newest?.quiet).toBe(true);
    wired.press();
    wired.say(wired.host.command({ type: 'receipt', boot: bootOf(wired), press: 1, state: 'taken' }));
    wired.say(wired.host.command({ type: 'output', boot: bootOf(wired), on: true, seconds: 9, pattern: 'panic' }));
    const from = wired.button.ms;
    wired.run(8200);
    expect(wired.button.buzzer).toEqual([]);
    const lit = wired.button.light.filter(({ ms }) => ms > from);
    expect(lit.length).toBeGreaterThanOrEqual(3);
    expect(lit.length).toBeLessThanOrEqual(6);
    wired.say(wired.host.command({ type: 'quiet', boot: bootOf(wired), on: false }));
    wired.run(100);
    expect(wired.host.newest?.quiet).toBe(false);
  });

  it('to test itself is answered with light, a chirp and what is good', () => {
    const wired = wiredNode();
    wired.say(wired.host.command({ type: 'run-selftest', boot: bootOf(wired) }));
    expect(changesWithin(wired, 'buzzer', 500)).toBe(2);
    const good = { cipherOk: true, memoryOk: true, lineOk: true, supplyOk: true, lidOk: true };
    expect(wired.host.heard('selftest')).toHaveLength(3);
    expect(wired.host.heard('selftest')[0]).toMatchObject(good);
    wired.button.loop.cut = true;
    wired.button.lidOpen = true;
    wired.button.eeprom.die(90, 91);
    wired.run(300);
    wired.say(wired.host.command({ type: 'run-selftest', boot: bootOf(wired) }));
    wired.run(500);
    const bad = { ...good, memoryOk: false, lineOk: false, lidOk: false };
    expect(wired.host.heard('selftest').at(-1)).toMatchObject(bad);
  });

  it('played again, meant for yesterday, or signed with another key does nothing', () => {
    const wired = wiredNode();
    const quiet = { type: 'quiet', boot: bootOf(wired), on: true } as const;
    const recorded = wired.host.command(quiet);
    wired.say(recorded);
    wired.run(100);
    wired.say(wired.host.command({ ...quiet, on: false }));
    wired.run(100);
    expect(wired.host.newest?.quiet).toBe(false);
    const stillLoud = (bytes: Uint8Array): void => {
      wired.say(bytes);
      wired.run(200);
      wired.say(wired.host.who());
      wired.run(600);
      expect(wired.host.newest?.quiet).toBe(false);
    };
    stillLoud(recorded);
    stillLoud(wired.host.command(quiet, { key: Uint8Array.from(KEY, (byte) => byte ^ 4) }));
    stillLoud(wired.host.command(quiet, { node: NODE + 1 }));
    wired.button.resetPin();
    wired.run(300);
    stillLoud(recorded);
    expect(wired.host.heard('hello').at(-1)?.stale).toBeGreaterThan(0);
  });

  it('from a host that has forgotten everything is taken: it goes on from what the node heard', () => {
    const wired = wiredNode();
    for (let i = 0; i < 20; i += 1) wired.press(60, 60);
    expect(wired.host.newest?.heard).toBeGreaterThan(20);
    wired.host = new HostPeer({ node: NODE, key: KEY });
    wired.say(wired.host.who());
    wired.run(100);
    wired.say(wired.host.command({ type: 'quiet', boot: bootOf(wired), on: true }));
    wired.run(100);
    expect(wired.host.newest?.quiet).toBe(true);
  });

  it('in a flood of forged frames at full speed does not keep a press from being known', () => {
    const wired = wiredNode();
    const forged = wired.host.command(
      { type: 'quiet', boot: bootOf(wired), on: true },
      { key: new Uint8Array(32).fill(1), counter: 0xffff_fff0 },
    );
    const flood = (): void => wired.button.receive(forged);
    for (let i = 0; i < 300; i += 1) {
      flood();
      wired.run(2);
    }
    wired.button.loop.pressed = true;
    const took = wired.runUntil(() => {
      flood();
      return wired.host.presses === 1;
    }, 300);
    expect(took).toBeLessThan(150);
  });
});
