/**
 * What time alone brings about: a door held open, a motion that does not end, a sensor that is stuck, and one that has been quiet
 * for long enough to be believed again. Looked at once a second; deadlines are on the campus timeline, so that a restart or a
 * clock that is set moves none of them.
 */

import type { CampusState } from '../campus.ts';
import type { Context } from '../context.ts';
import type { Fact } from '../facts.ts';
import { type Finding, raiseFinding, raiseQuarantine, raiseRelease } from './raise.ts';
import { type DeviceRules, limitsOf, type RuleIndex, ruleIndexOf } from './rule-index.ts';
import { isMoving, movedUntil, type SensorState } from './sensor.ts';
import type { QuarantineLimits } from './sensor-rule.ts';
import { standingKey } from './sensors.ts';
import { holdsAt } from './within.ts';

const NEVER = Number.NEGATIVE_INFINITY;
/** By then supervision has found out who is silent (promise 7). */
export const ALL_HEARD_MS = 90_000;

/**
 * Is what we know of this sensor still so? Not where it went silent, and not right after a start: a door may have been shut while
 * the gateway was down, so its sensor is heard first, or found silent.
 */
function isKnown(state: CampusState, device: string, t: number): boolean {
  const known = state.devices.get(device);
  if (known === undefined || known.silent) return false;
  return known.lastT >= state.sensors.startedT || t - state.sensors.startedT > ALL_HEARD_MS;
}

/** Facts for whatever has become due at `ctx.now`; none where nothing has. */
export function decideLook(state: CampusState, ctx: Context): readonly Fact[] {
  const index = ruleIndexOf(ctx.school);
  const findings: Finding[] = [];
  for (const rules of index.held) held(state, rules, ctx, findings);
  for (const rules of index.dwelling) dwelling(state, rules, index, ctx, findings);
  const facts = findings.flatMap((finding, n) => raiseFinding(finding, state, ctx, `-${n}`));
  const limits = limitsOf(ctx.school);
  for (const { device } of index.quarantinable) {
    const sensor = state.sensors.devices.get(device);
    if (sensor) lookAtTrouble(state, device, sensor, limits, ctx, facts);
  }
  return facts;
}

const metT = (state: CampusState, rule: string, subject: string): number =>
  state.sensors.standings.get(standingKey(rule, subject))?.metT ?? NEVER;

function held(state: CampusState, { by, device }: DeviceRules, ctx: Context, into: Finding[]): void {
  const sensor = state.sensors.devices.get(device);
  if (!sensor || sensor.openT === null || sensor.quarantine) return;
  const { t } = ctx.now;
  if (!isKnown(state, device, t)) return;
  for (const rule of by['door-held']) {
    if (t - sensor.openT < rule.threshold) continue;
    const last = metT(state, rule.id, device);
    // The window has to hold for the whole time: what was open during a break is not held the moment it ends.
    if (last >= sensor.openT || !holdsThroughout(rule, ctx)) continue;
    const shutFor = t - (sensor.shutT ?? NEVER);
    into.push({ rule, subject: device, device, raised: last === NEVER || shutFor >= rule.hysteresis });
  }
}

const holdsThroughout = (rule: Finding['rule'], { school, now }: Context): boolean =>
  holdsAt(rule, school, now, 0) && holdsAt(rule, school, now, rule.threshold);

/** When somebody last went through a door of the zone; a door on its own is no zone's exit. */
function exitT(state: CampusState, zone: string, index: RuleIndex): number {
  let last = NEVER;
  for (const device of index.byZone.get(zone) ?? []) {
    const door = state.sensors.devices.get(device);
    if (door) last = Math.max(last, door.newest.at(-1) ?? NEVER, door.shutT ?? NEVER);
  }
  return last;
}

function dwelling(state: CampusState, rules: DeviceRules, index: RuleIndex, ctx: Context, into: Finding[]): void {
  const { by, device, zone } = rules;
  const sensor = state.sensors.devices.get(device);
  const { t } = ctx.now;
  if (!sensor || sensor.motionFromT === null || sensor.quarantine || !isMoving(sensor, t)) return;
  const moved = movedUntil(sensor, t);
  if (!by.dwell.some(({ threshold }) => moved - (sensor.motionFromT ?? t) >= threshold)) return;
  if (!isKnown(state, device, t)) return;
  const left = exitT(state, zone, index);
  const from = Math.max(sensor.motionFromT, left);
  const restedT = from === left ? left : (sensor.motionBeforeLastT ?? NEVER);
  for (const rule of by.dwell) {
    if (moved - from < rule.threshold) continue;
    const last = metT(state, rule.id, device);
    if (last >= from || !holdsThroughout(rule, ctx)) continue;
    into.push({ rule, subject: device, device, raised: last === NEVER || t - restedT >= rule.hysteresis });
  }
}

function lookAtTrouble(
  state: CampusState,
  device: string,
  sensor: SensorState,
  limits: QuarantineLimits,
  ctx: Context,
  into: Fact[],
): void {
  const { t } = ctx.now;
  if (sensor.quarantine) {
    if (isQuietAgain(sensor, limits, t)) into.push(...raiseRelease(device, state));
  } else if (isStuck(sensor, limits, t) && isKnown(state, device, t)) {
    into.push(...raiseQuarantine(device, 'stuck', state, ctx, `-q${into.length}`));
  }
}

function isStuck(sensor: SensorState, { stuckAfter, unchangedAfter }: QuarantineLimits, t: number): boolean {
  if (unchangedAfter !== null && t - sensor.changedT >= unchangedAfter) return true;
  return sensor.motionFromT !== null && isMoving(sensor, t) && movedUntil(sensor, t) - sensor.motionFromT >= stuckAfter;
}

function isQuietAgain(sensor: SensorState, { quietFor }: QuarantineLimits, t: number): boolean {
  const { quarantine } = sensor;
  if (quarantine === null || t - quarantine.sinceT < quietFor) return false;
  switch (quarantine.why) {
    case 'chattering':
      return t - (sensor.chatterT ?? NEVER) >= quietFor;
    case 'flooding':
      return t - (sensor.floodT ?? NEVER) >= quietFor;
    case 'stuck':
      // It has said something new, and its motion has ended at least once.
      return (
        sensor.changedT > quarantine.sinceT && (!isMoving(sensor, t) || (sensor.motionFromT ?? t) > quarantine.sinceT)
      );
  }
}
