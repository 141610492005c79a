/** Silence is a fault (promise 7): a device that was heard and is not heard any more is flagged within its time. */

import type { Context } from '../context.ts';
import type { Fact } from '../facts.ts';
import type { Incident } from '../incident/incident.ts';
import { type Opening, openOrJoin } from '../incident/open.ts';
import { zoneOf } from '../incident/press.ts';
import type { Device } from '../school.ts';
import { seconds } from '../time.ts';
import { decideRestored, type FindOpen } from './faults.ts';

export interface Heard {
  readonly device: string;
  /** Last packet, on the campus timeline; never before the gateway's own start. */
  readonly lastT: number;
  /** Somebody who knows said that it is gone (its bridge, its last will). */
  readonly lost?: boolean | undefined;
}

/** How often somebody looks. */
export const LOOK_EVERY = seconds(1);

/** By the next look it would have been silent for longer than its time: then it would be flagged too late. */
export const isOverdue = (
  { lastT }: Pick<Heard, 'lastT'>,
  { silentAfter }: Pick<Device, 'silentAfter'>,
  nowT: number,
) => nowT - lastT > silentAfter - LOOK_EVERY;

/** More than this many at the same look are one fault (a switch, the power), not one each. */
const MASS = 5;

/**
 * Configured devices that have been silent for their time and are not flagged yet. What is behind a bridge that is gone itself is
 * not looked at: that is one fault, not forty.
 * @param gone bridges and upstream brokers that are known to be gone, as `Device.behind` names them
 */
export function silentNow(
  heard: Iterable<Heard>,
  flagged: (device: string) => boolean,
  gone: ReadonlySet<string>,
  ctx: Context,
): readonly Heard[] {
  const silent: Heard[] = [];
  for (const one of heard) {
    const device = ctx.school.devices.get(one.device);
    if (!device || (device.behind !== undefined && gone.has(device.behind))) continue;
    if ((one.lost || isOverdue(one, device, ctx.now.t)) && !flagged(one.device)) silent.push(one);
  }
  return silent;
}

/** @param mass open incidents shared by many devices: the same devices silent again wake theirs, a flapping switch opens no other */
export function decideSilence(
  silent: readonly Heard[],
  mass: readonly Incident[],
  open: FindOpen,
  ctx: Context,
): readonly Fact[] {
  const facts: Fact[] = silent.map((one) => ({ kind: 'device-silent', device: one.device, sinceT: one.lastT }));
  const blank = { of: 'device-silent', level: 'fault', drill: false, text: null, press: null } as const;
  if (silent.length > MASS) {
    const devices = silent.map((one) => one.device);
    const again = mass.find((incident) => devices.every((device) => incident.devices.includes(device)));
    const key = again?.key ?? `silent:mass:${ctx.uid}`;
    const opening: Opening = { ...blank, key, zone: null, device: null, flags: ['mass'], devices };
    return [...facts, ...openOrJoin(again, opening, ctx, 'gateway')];
  }
  for (const [index, { device }] of silent.entries()) {
    const key = `silent:${device}`;
    const opening: Opening = { ...blank, key, zone: zoneOf(device, ctx), device, flags: [], devices: [device] };
    facts.push(...openOrJoin(open(key), opening, ctx, 'gateway', `-${index}`));
  }
  return facts;
}

/** A silent device is heard again. The shared incident of many is quiet once the last of them is back. */
export function decideBack(
  device: string,
  mass: readonly Incident[],
  isSilent: (device: string) => boolean,
  open: FindOpen,
): readonly Fact[] {
  const facts: Fact[] = [...decideRestored({ kind: 'device-back', device }, `silent:${device}`, open)];
  for (const incident of mass) {
    const others = incident.devices.filter((other) => other !== device);
    if (!incident.devices.includes(device) || others.some(isSilent)) continue;
    facts.push(...decideRestored({ kind: 'device-back', device }, incident.key, open).slice(1));
  }
  return facts;
}
