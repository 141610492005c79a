/** The firmware bridge, which carries everything wired to this machine, has ended or cannot run: one fault, however many boards it holds. */

import type { Context } from '../context.ts';
import type { Fact } from '../facts.ts';
import { type Opening, openOrJoin } from '../incident/open.ts';
import type { FindOpen } from './faults.ts';

export type WireFact = { kind: 'wire-fault'; code: string; detail: string } | { kind: 'wire-restored' };

export const WIRE_KEY = 'wire';

export function decideWire(code: string, detail: string, open: FindOpen, ctx: Context): readonly Fact[] {
  const fact: Fact = { kind: 'wire-fault', code, detail };
  const opening: Opening = {
    of: 'device-silent',
    key: WIRE_KEY,
    level: 'fault',
    zone: null,
    device: null,
    drill: false,
    press: null,
    flags: [`wire:${code}`],
    text: detail,
    devices: [],
  };
  return [fact, ...openOrJoin(open(WIRE_KEY), opening, ctx, 'gateway')];
}
