/**
 * When time alone could next bring something about: a replay of months looks then, and not at every second. Never later than it
 * happens; the windows of the day change on whole minutes.
 */

import type { CampusState } from '../campus.ts';
import type { School } from '../school.ts';
import type { Instant } from '../time.ts';
import { ALL_HEARD_MS } from './look.ts';
import { limitsOf, ruleIndexOf } from './rule-index.ts';
import { isMoving, MINUTE_MS, MOTION_GAP_MS, type SensorState } from './sensor.ts';
import type { QuarantineLimits, SensorRule } from './sensor-rule.ts';
import { standingKey } from './sensors.ts';

/** As often as the gateway looks. */
const LOOK_MS = 1000;
const NONE = Number.POSITIVE_INFINITY;

/**
 * On the campus timeline, after `now.t`; Infinity: not before the next fact.
 * @param heard a fact has come since the last look: what was overdue for want of it may be due now
 */
export function nextLook(state: CampusState, school: School, now: Instant, heard: boolean): number {
  const index = ruleIndexOf(school);
  const limits = limitsOf(school);
  const nextMinute = now.t + MINUTE_MS - (((now.wall % MINUTE_MS) + MINUTE_MS) % MINUTE_MS);
  const believedT = state.sensors.startedT + ALL_HEARD_MS + 1;
  const again = Math.min(heard ? now.t + 1 : nextMinute, believedT > now.t ? believedT : NONE);
  /** What is overdue waits for a window to begin, or for its sensor to be heard. */
  const due = (t: number): number => (t > now.t ? t : again);
  let next = NONE;
  for (const { device, by } of index.held) {
    const sensor = state.sensors.devices.get(device);
    if (!sensor || sensor.openT === null || sensor.quarantine) continue;
    for (const rule of by['door-held'])
      if (!isMet(state, rule, device, sensor.openT)) next = Math.min(next, due(sensor.openT + rule.threshold));
  }
  for (const { device, by } of index.dwelling) {
    const sensor = state.sensors.devices.get(device);
    if (!sensor || sensor.motionFromT === null || sensor.quarantine || !isMoving(sensor, now.t)) continue;
    for (const rule of by.dwell) next = Math.min(next, due(sensor.motionFromT + rule.threshold));
  }
  for (const { device } of index.quarantinable) {
    const sensor = state.sensors.devices.get(device);
    if (sensor)
      next = Math.min(next, due(sensor.quarantine ? releaseT(sensor, limits, now.t) : stuckT(sensor, limits, now.t)));
  }
  return next === NONE ? NONE : onTheBeat(next, state.sensors.startedT);
}

/** The gateway looks once a second from its start. */
const onTheBeat = (t: number, startedT: number): number => startedT + Math.ceil((t - startedT) / LOOK_MS) * LOOK_MS;

const isMet = (state: CampusState, rule: SensorRule, device: string, sinceT: number): boolean =>
  (state.sensors.standings.get(standingKey(rule.id, device))?.metT ?? -1) >= sinceT;

/** See `isQuietAgain`. */
function releaseT(sensor: SensorState, { quietFor }: QuarantineLimits, nowT: number): number {
  const { quarantine, chatterT, floodT, motionLastT, active, clears } = sensor;
  if (quarantine === null) return NONE;
  const { why, sinceT } = quarantine;
  if (why === 'chattering') return Math.max(sinceT, chatterT ?? 0) + quietFor;
  if (why === 'flooding') return Math.max(sinceT, floodT ?? 0) + quietFor;
  const restsT = motionLastT === null || !isMoving(sensor, nowT) ? 0 : motionLastT + MOTION_GAP_MS + 1;
  return active && clears ? NONE : Math.max(sinceT + quietFor, restsT);
}

function stuckT(sensor: SensorState, { stuckAfter, unchangedAfter }: QuarantineLimits, nowT: number): number {
  const moving = sensor.motionFromT !== null && isMoving(sensor, nowT) ? sensor.motionFromT + stuckAfter : NONE;
  const unchanged = unchangedAfter === null ? NONE : sensor.changedT + unchangedAfter;
  return Math.min(moving, unchanged);
}
