/**
 * The watch at the duty desk: in each period of the day somebody taps a card there, or presses the button on the console. A
 * period without either is an incident of kind `patrol-missed` with the flag `presence`, told to the leader at once.
 */

import type { CampusState } from '../campus.ts';
import type { Context } from '../context.ts';
import { clockText, localTime, wallAt } from '../calendar/school-clock.ts';
import type { Fact } from '../facts.ts';
import { openOrJoin } from '../incident/open.ts';
import type { School } from '../school.ts';
import type { DutyState } from './duty-state.ts';
import type { PresenceWatch } from './roster.ts';
import type { Stretch } from './timeline.ts';

export const PRESENCE_POLICY = 'presence';
const KEY = 'presence';
const MINUTE_MS = 60_000;

/** The period of the day in which a moment lies, wall time. */
export function periodAt(school: Pick<School, 'timeZone'>, { every }: PresenceWatch, wallMs: number): Stretch {
  const { day, minute } = localTime(school.timeZone, wallMs);
  const length = every / MINUTE_MS;
  const from = Math.floor(minute / length) * length;
  return {
    fromMs: wallAt(school.timeZone, day, from),
    toMs: wallAt(school.timeZone, day, Math.min(from + length, 1440)),
  };
}

/**
 * The device of the newest tap that lies in the period. Where the school knows its cards only those of the staff count: a
 * pupil's card at the reader of the gate is nobody at the desk.
 */
function tappedIn(
  devices: CampusState['devices'],
  { patrol }: School,
  watch: PresenceWatch,
  { fromMs, toMs }: Stretch,
): string | null {
  return (
    watch.devices.find((id) => {
      const device = devices.get(id);
      const tapMs = patrol ? device?.lastStaffTapMs : device?.lastTapMs;
      return tapMs !== undefined && tapMs >= fromMs && tapMs < toMs;
    }) ?? null
  );
}

/** What a press of the console's button means: somebody is there now. Null where no watch is kept, or no clock believed. */
export function seenNow(watch: PresenceWatch | null, ctx: Context): Fact | null {
  if (watch === null || !ctx.now.trusted) return null;
  return { kind: 'duty-presence-seen', device: null, ...periodAt(ctx.school, watch, ctx.now.wall) };
}

type Known = Pick<CampusState, 'devices' | 'openByKey' | 'incidents'> & { readonly duty: DutyState };

/** Once a second. A period counts only where the clock was believed and the gateway ran all through it. */
export function decidePresence(state: Known, ctx: Context): readonly Fact[] {
  const watch = ctx.school.roster.presence;
  if (watch === null || !ctx.now.trusted) return [];
  const { duty } = state;
  const now = periodAt(ctx.school, watch, ctx.now.wall);
  const before = periodAt(ctx.school, watch, now.fromMs - 1);
  const seen = [before, now].flatMap((period): readonly Fact[] => {
    if (duty.seenFromMs.includes(period.fromMs)) return [];
    const device = tappedIn(state.devices, ctx.school, watch, period);
    return device === null ? [] : [{ kind: 'duty-presence-seen', device, ...period }];
  });
  const wasThere =
    duty.seenFromMs.includes(before.fromMs) ||
    seen.some((fact) => fact.kind === 'duty-presence-seen' && fact.fromMs === before.fromMs);
  const isDue = ctx.now.wall >= before.toMs + watch.grace;
  const watched = duty.watchingMs !== null && duty.watchingMs <= before.fromMs;
  if (wasThere || !isDue || !watched || (duty.missedToMs ?? 0) >= before.toMs) return seen;
  return [...seen, ...missed(state, watch, before, ctx)];
}

function missed(state: Known, watch: PresenceWatch, period: Stretch, ctx: Context): readonly Fact[] {
  const device = watch.devices[0] ?? null;
  const openId = state.openByKey.get(KEY);
  const open = openId === undefined ? undefined : state.incidents.get(openId);
  const opening = {
    of: 'patrol-missed',
    key: KEY,
    level: 'fault',
    zone: watch.zone,
    device,
    drill: false,
    flags: ['presence'],
    text: textOf(ctx.school, period),
    press: null,
    devices: device === null ? [] : [device],
    policy: PRESENCE_POLICY,
  } as const;
  return [{ kind: 'duty-presence-missed', device, ...period }, ...openOrJoin(open, opening, ctx, 'gateway', '-desk')];
}

/** Local times, in the language of the alerts. */
function textOf({ timeZone, language }: School, { fromMs, toMs }: Stretch): string {
  const span = `${clockText(timeZone, fromMs)}–${clockText(timeZone, toMs)}`;
  return language === 'en' ? `Nobody at the duty desk, ${span}` : `值班台 ${span} 无人签到`;
}
