/** Broken things become incidents of their own kind and level; they never touch an incident of a person in need. */

import { LOST } from '../campus.ts';
import type { Context } from '../context.ts';
import type { Fact } from '../facts.ts';
import { type Incident, RESTORED } from '../incident/incident.ts';
import { type Opening, openOrJoin } from '../incident/open.ts';
import { zoneOf } from '../incident/press.ts';

export type FindOpen = (key: string) => Incident | undefined;

const blank = {
  zone: null,
  device: null,
  drill: false,
  flags: [],
  text: null,
  press: null,
  devices: [],
  level: 'fault',
} as const;

const raise = (open: FindOpen, opening: Opening, ctx: Context, actor = 'gateway'): readonly Fact[] =>
  openOrJoin(open(opening.key), opening, ctx, actor);

/** Fault codes of one device that are told apart; what it invents beyond them is one fault, or it could flood people and the record. */
const MOST_FAULTS = 16;
const MANY = 'many';

/** Codes that are no breakage: somebody is at the device. Told as tampering, to whoever is told of that. */
const SECURITY: ReadonlySet<string> = new Set(['bad-mac']);

export const tamperKey = (device: string): string => `tamper:${device}`;
export const faultKey = (device: string, code: string): string => `fault:${device}:${code}`;

/** The code that a fault, or its end, is known by, given those that stand. */
export function faultCode(standing: readonly string[], code: string): string {
  if (code === LOST || standing.includes(code)) return code;
  return standing.length >= MOST_FAULTS || standing.includes(MANY) ? MANY : code;
}

/** The lid of a device was opened (or closed again: recorded, not raised). */
export function decideTamper(device: string, lidOpen: boolean, open: FindOpen, ctx: Context): readonly Fact[] {
  const fact: Fact = { kind: 'tamper', device, open: lidOpen };
  if (!lidOpen) return [fact];
  const opening: Opening = {
    ...blank,
    of: 'tamper',
    key: tamperKey(device),
    zone: zoneOf(device, ctx),
    device,
    devices: [device],
  };
  return [fact, ...raise(open, opening, ctx, `device:${device}`)];
}

/** A device reports a fault of its own (line cut, stuck, low battery …): it can no longer be relied on. */
export function decideDeviceFault(device: string, code: string, open: FindOpen, ctx: Context): readonly Fact[] {
  const fact: Fact = { kind: 'device-fault', device, code };
  // The connection broke: supervision decides after its time, not the first hiccup of the Wi-Fi.
  if (code === LOST) return [fact];
  const opening: Opening = {
    ...blank,
    of: SECURITY.has(code) ? 'tamper' : 'device-silent',
    key: faultKey(device, code),
    zone: zoneOf(device, ctx),
    device,
    flags: SECURITY.has(code) ? [`fault:${code}`, 'security'] : [`fault:${code}`],
    devices: [device],
  };
  return [fact, ...raise(open, opening, ctx, `device:${device}`)];
}

/** The journal cannot write, is slow, or its disk is nearly full. */
export function decideStorage(code: string, detail: string, open: FindOpen, ctx: Context): readonly Fact[] {
  const opening: Opening = { ...blank, of: 'storage', key: 'storage', flags: [`storage:${code}`], text: detail };
  return [{ kind: 'storage-fault', code, detail }, ...raise(open, opening, ctx)];
}

/** A channel has stopped answering (promise 7: known within 3 minutes). */
export function decideChannel(
  channel: string,
  code: string,
  detail: string,
  open: FindOpen,
  ctx: Context,
): readonly Fact[] {
  const opening: Opening = {
    ...blank,
    of: 'channel',
    key: `channel:${channel}`,
    flags: [`channel:${channel}`, code],
    text: `${channel}: ${detail}`,
  };
  return [{ kind: 'channel-fault', channel, code, detail }, ...raise(open, opening, ctx)];
}

/** A time-series sink has taken nothing for its time while lines wait. Nothing is lost, and no alarm depends on it: people fix it by day. */
export function decideSink(sink: string, code: string, detail: string, open: FindOpen, ctx: Context): readonly Fact[] {
  const opening: Opening = {
    ...blank,
    of: 'channel',
    key: `sink:${sink}`,
    flags: [`sink:${sink}`, code],
    text: `${sink}: ${detail}`,
  };
  return [{ kind: 'sink-fault', sink, code, detail }, ...raise(open, opening, ctx)];
}

/** What was broken works again: its open incident is told so and stops climbing; a person closes it. */
export function decideRestored(fact: Fact, key: string, open: FindOpen): readonly Fact[] {
  const incident = open(key);
  if (!incident) return [fact];
  const device = 'device' in fact ? fact.device : null;
  return [
    fact,
    {
      kind: 'incident-joined',
      incident: incident.id,
      level: incident.level,
      device,
      press: null,
      flags: [RESTORED],
      renotifyT: null,
    },
  ];
}
