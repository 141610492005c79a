import { expect, it } from 'vitest';
import { PUBLIC_KEY } from '../../firmware-bridge/protocol/frame.ts';
import { describeFirmware } from '../kit/avr/describe-firmware.ts';
import { Eeprom } from '../kit/avr/eeprom.ts';
import { KEY, NODE, wiredNode } from '../kit/avr/enrolled.ts';
import { HostPeer } from '../kit/avr/host-peer.ts';
import { NodeOnChip } from '../kit/avr/node-on-chip.ts';
import { Wired } from '../kit/avr/wired.ts';

const OTHER_KEY = Uint8Array.from({ length: 32 }, (_, i) => 200 - i);

/** Sends `enrol` for node 8 with OTHER_KEY, signed with `key`, and gives back what the board answers, whoever signed it. */
function enrol(wired: Wired, key: Uint8Array, to: { node: number; newNode?: number }) {
  const boot = wired.host.newest?.boot ?? 0;
  const body = { type: 'enrol', boot, newNode: to.newNode ?? 8, newKey: OTHER_KEY } as const;
  wired.say(wired.host.command(body, { key, node: to.node }));
  const [now, later] = [wired.host, new HostPeer({ node: 8, key: OTHER_KEY })];
  wired.host = later;
  wired.run(1200);
  const result = later.heard('enrolled').at(-1)?.result;
  wired.host = result === undefined ? now : later;
  return { result, peer: later };
}

describeFirmware('a board fresh from the box', () => {
  it('is a button all the same: recognised as blank, its press known, recorded and shown', () => {
    const wired = new Wired({ button: new NodeOnChip() });
    wired.run(300);
    expect(wired.host.heard('hello')[0]).toMatchObject({ identity: 'blank', boot: 0 });
    wired.press(100, 200);
    expect(wired.host.presses).toBe(1);
    expect(wired.host.newest).toMatchObject({ enrolled: false, unacknowledged: false, shown: 'recorded' });
  });

  it('answers who is there', () => {
    const wired = new Wired({ button: new NodeOnChip() });
    wired.run(300);
    const before = wired.host.heard('hello').length;
    wired.say(wired.host.who());
    wired.run(100);
    expect(wired.host.heard('hello')).toHaveLength(before + 1);
    for (let i = 0; i < 20; i += 1) wired.say(wired.host.who());
    wired.run(900);
    expect(wired.host.heard('hello').length).toBeLessThanOrEqual(before + 4);
  });

  it('takes id and key, proves with its answer that it holds them, and starts counting at none', () => {
    const wired = new Wired({ button: new NodeOnChip() });
    wired.run(300);
    wired.press();
    const { result, peer } = enrol(wired, PUBLIC_KEY, { node: 0 });
    expect(result).toBe('stored');
    expect(peer.newest).toMatchObject({ enrolled: true, presses: 0, unacknowledged: false });
    wired.press();
    expect(peer.raised).toMatchObject([{ count: 1, verified: true }]);
    wired.button.powerOff();
    wired.run(10);
    wired.button.powerOn();
    wired.run(300);
    expect(peer.newest).toMatchObject({ enrolled: true, presses: 1 });
  });

  it('refuses an id that means everybody or nobody', () => {
    for (const newNode of [0, 65_535]) {
      const wired = new Wired({ button: new NodeOnChip() });
      wired.run(300);
      const { result, peer } = enrol(wired, PUBLIC_KEY, { node: 0, newNode });
      expect(result).toBe('bad-id');
      expect(peer.heard('snapshot').at(-1)?.enrolled).toBe(false);
    }
  });
});

describeFirmware('an enrolled board', () => {
  it('changes its key for the holder of the present one', () => {
    const wired = wiredNode();
    expect(enrol(wired, KEY, { node: NODE }).result).toBe('stored');
  });

  it('does not for a stranger on the wire', () => {
    const wired = wiredNode();
    expect(enrol(wired, PUBLIC_KEY, { node: NODE }).result).toBeUndefined();
    expect(enrol(wired, new Uint8Array(32).fill(3), { node: NODE }).result).toBeUndefined();
    wired.press();
    expect(wired.host.raised).toMatchObject([{ verified: true }]);
  });

  it('nor with only the lid open, nor with only the button held', () => {
    const lid = wiredNode();
    lid.button.lidOpen = true;
    lid.run(200);
    expect(enrol(lid, PUBLIC_KEY, { node: NODE }).result).toBeUndefined();
    const held = wiredNode();
    held.button.loop.pressed = true;
    held.run(200);
    expect(enrol(held, PUBLIC_KEY, { node: NODE }).result).toBeUndefined();
  });

  it('does for somebody who stands at it with the lid open and the button held', () => {
    const wired = wiredNode();
    wired.button.lidOpen = true;
    wired.button.loop.pressed = true;
    wired.run(200);
    expect(enrol(wired, PUBLIC_KEY, { node: NODE }).result).toBe('stored');
  });

  it('whose power goes while id and key are written has the old ones, the new ones or none, never a mixture', () => {
    const outcomes = new Set<string>();
    for (let at = 20; at < 420; at += 20) {
      const eeprom = new Eeprom(wiredNode().button.eeprom.cells);
      const wired = wiredNode({ button: new NodeOnChip({ eeprom }), seed: at });
      const boot = wired.host.newest?.boot ?? 0;
      wired.say(wired.host.command({ type: 'enrol', boot, newNode: 8, newKey: OTHER_KEY }));
      wired.run(at);
      wired.button.powerOff(wired.random);
      const [old, fresh] = [new HostPeer({ node: NODE, key: KEY }), new HostPeer({ node: 8, key: OTHER_KEY })];
      wired.button.powerOn();
      const sent = wired.button.run(400);
      old.step(0, sent);
      fresh.step(0, sent);
      const who = [old.newest !== null && 'old', fresh.newest !== null && 'new'].filter(Boolean);
      expect(who).toHaveLength(1);
      outcomes.add(String(who[0]));
    }
    expect([...outcomes].sort()).toEqual(['new', 'old']);
  });
});
