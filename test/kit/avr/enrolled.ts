/** A node with an identity, got as any node gets it: over the wire. Done once; later ones start from a copy of that memory. */

import { PUBLIC_KEY } from '../../../firmware-bridge/protocol/frame.ts';
import type { ButtonBoard } from './button-board.ts';
import { Eeprom } from './eeprom.ts';
import { HostPeer } from './host-peer.ts';
import { NodeOnChip } from './node-on-chip.ts';
import { Wired, type WiredOptions } from './wired.ts';

export const NODE = 3;
export const KEY = Uint8Array.from({ length: 32 }, (_, i) => i * 7 + 1);

let memory: Uint8Array | null = null;

function enrol(): Uint8Array {
  const desk = new Wired({ button: new NodeOnChip() });
  desk.runUntil(() => desk.host.newest !== null);
  const boot = desk.host.newest?.boot ?? 0;
  desk.say(desk.host.command({ type: 'enrol', boot, newNode: NODE, newKey: KEY }, { key: PUBLIC_KEY }));
  const installed = new HostPeer({ node: NODE, key: KEY });
  desk.host = installed;
  desk.runUntil(() => installed.heard('enrolled').some(({ result }) => result === 'stored'));
  desk.run(200);
  return desk.button.eeprom.cells;
}

/** The memory of a node that was enrolled and never pressed. */
export function enrolledMemory(): Eeprom {
  memory ??= enrol();
  return new Eeprom(memory);
}

/** An enrolled node on a line to a host that knows its key, up and acknowledged. */
export function wiredNode(options: Partial<WiredOptions> = {}): Wired {
  return ready(new Wired({ node: NODE, key: KEY, button: new NodeOnChip({ eeprom: enrolledMemory() }), ...options }));
}

/** Runs until host and node know each other. */
function ready<B extends ButtonBoard>(wired: Wired<B>): Wired<B> {
  wired.runUntil(() => wired.host.newest !== null, 20_000);
  wired.run(200);
  return wired;
}
