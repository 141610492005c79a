/**
 * A press becomes an incident or joins the open one of its zone. Nothing about a press can make this refuse it
 * (promise 1): everything odd is a flag. A repeat of the same event is recognised by its name and decided once.
 */

import type { Context } from '../context.ts';
import { policyFor } from '../escalation/policy-of.ts';
import { pressAgain } from '../escalation/reach.ts';
import type { EventName, Fact, Level, PressFlag } from '../facts.ts';
import { evolveIncident, type Incident, renotifiedT } from './incident.ts';
import { openIncident } from './open.ts';

/** A press as intake read it; what could not be read is null. */
export interface Press extends EventName {
  readonly level: 'help' | 'urgent';
  readonly drill: boolean;
  readonly ageMs: number;
  /** The device's own wall clock, epoch ms; recorded, never used to decide. */
  readonly at: number | null;
  readonly hold: number | null;
  readonly count: number | null;
  readonly flags: readonly PressFlag[];
}

/** Older than this on arrival is worth a flag (store-and-forward). */
const LATE_MS = 60_000;
/** A device clock further off than this is worth a flag. */
const DEVICE_CLOCK_MS = 300_000;

export const panicKey = (zone: string | null, device: string, drill: boolean): string =>
  `panic:${zone ?? `device:${device}`}${drill ? ':drill' : ''}`;

function flagsOf(press: Press, overRate: boolean, ctx: Context): readonly PressFlag[] {
  const device = ctx.school.devices.get(press.device);
  const flags = new Set(press.flags);
  if (!device) flags.add('unknown-device');
  else {
    if (!ctx.school.zones.has(device.zone)) flags.add('unknown-zone');
    if (device.kind !== 'button' && device.kind !== 'node') flags.add('not-a-button');
  }
  if (press.ageMs > LATE_MS) flags.add('late');
  if (!ctx.now.trusted) flags.add('unsynced');
  else if (press.at !== null && Math.abs(ctx.now.wall - press.ageMs - press.at) > DEVICE_CLOCK_MS)
    flags.add('device-clock');
  if (overRate) flags.add('over-rate');
  return [...flags];
}

/** Where a device hangs; null when neither it nor its zone is known: it alarms all the same. */
export function zoneOf(device: string, ctx: Context): string | null {
  const zone = ctx.school.devices.get(device)?.zone;
  return zone !== undefined && ctx.school.zones.has(zone) ? zone : null;
}

function joinOpen(
  open: Incident,
  fact: Extract<Fact, { kind: 'press' }>,
  name: EventName,
  level: Level,
  ctx: Context,
): readonly Fact[] {
  const policy = policyFor(ctx.school, 'panic', open.zone);
  const last = renotifiedT(open, name.device);
  const due = last === undefined ? ctx.now.t : Math.max(ctx.now.t, last + policy.renotifyEvery);
  const now = due <= ctx.now.t;
  const joined: Fact = {
    kind: 'incident-joined',
    incident: open.id,
    level,
    device: name.device,
    press: name,
    flags: fact.flags,
    renotifyT: now ? null : due,
  };
  if (!now) return [joined];
  const after = evolveIncident(open, joined, ctx.now, 'gateway') as Incident;
  return [joined, ...pressAgain(after, name.device, ctx)];
}

/** @param open not-closed incident with this press's key, if any. */
export function decidePress(
  press: Press,
  open: Incident | undefined,
  overRate: boolean,
  ctx: Context,
): readonly Fact[] {
  const zone = zoneOf(press.device, ctx);
  const name: EventName = { device: press.device, boot: press.boot, seq: press.seq };
  const { level, drill, ageMs, at, hold, count } = press;
  const fact: Extract<Fact, { kind: 'press' }> = {
    kind: 'press',
    ...name,
    zone,
    ageMs,
    at,
    level,
    drill,
    hold,
    count,
    flags: flagsOf(press, overRate, ctx),
  };
  const joinable = open && ctx.now.t - open.lastPressT <= policyFor(ctx.school, 'panic', zone).joinWindow;
  if (joinable) return [fact, ...joinOpen(open, fact, name, level, ctx)];
  const key = panicKey(zone, press.device, drill);
  return [
    fact,
    ...openIncident(
      {
        of: 'panic',
        key,
        level,
        zone,
        device: press.device,
        drill,
        flags: fact.flags,
        text: null,
        press: name,
        devices: [press.device],
      },
      ctx,
      `device:${press.device}`,
    ),
  ];
}
