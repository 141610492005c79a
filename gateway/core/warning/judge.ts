/**
 * A reading, judged by the rules before it is folded in. Where no rule finds anything, which is nearly always, this is a few
 * look-ups and no allocation: `context` is made only when there is something to raise. What it concludes never names an incident
 * that a press opened.
 */

import type { CampusState } from '../campus.ts';
import type { Context } from '../context.ts';
import type { Fact } from '../facts.ts';
import type { School } from '../school.ts';
import type { Instant } from '../time.ts';
import { type Finding, raiseFinding, raiseQuarantine } from './raise.ts';
import { type DeviceRules, type RuleIndex, ruleIndexOf } from './rule-index.ts';
import {
  type Counts,
  FLOOD_PER_MINUTE,
  happenedT,
  isMotion,
  isMoving,
  minuteCount,
  newSensor,
  type SensorEvent,
  type SensorState,
  total,
  wouldChatter,
} from './sensor.ts';
import type { SensorRule } from './sensor-rule.ts';
import { type SensorsState, type Standing, standingKey } from './sensors.ts';
import { holdsAt } from './within.ts';

const NOTHING: readonly Fact[] = [];
/** A count older than this says nothing about the people who are there now. */
const COUNT_FRESH_MS = 600_000;

export interface Bench {
  readonly state: CampusState;
  readonly school: School;
  readonly now: Instant;
  readonly context: () => Context;
}

/** What came, as one reading or as a summary of many. */
interface Arrival {
  readonly messages: number;
  readonly openings: number;
  readonly motion: boolean;
  readonly count: number | undefined;
  readonly happenedT: number;
}

export function judgeReading(bench: Bench, device: string, event: SensorEvent): readonly Fact[] {
  const index = ruleIndexOf(bench.school);
  const rules = index.devices.get(device);
  if (!rules) return NOTHING;
  const sensor = bench.state.sensors.devices.get(device) ?? newSensor(bench.now.t);
  if (isPlain(rules, sensor, event, bench.now.t)) return NOTHING;
  const isDoor = event.type === 'door';
  return judge(bench, index, rules, sensor, {
    messages: 1,
    openings: isDoor && event.open === true && sensor.openT === null ? 1 : 0,
    motion: !isDoor && isMotion(event),
    count: isDoor ? undefined : event.count,
    happenedT: happenedT(event, bench.now.t),
  });
}

/** @param last the newest of the events that were summed up */
export function judgeSummary(bench: Bench, device: string, counts: Counts, last: SensorEvent): readonly Fact[] {
  const index = ruleIndexOf(bench.school);
  const rules = index.devices.get(device);
  if (!rules) return NOTHING;
  const sensor = bench.state.sensors.devices.get(device) ?? newSensor(bench.now.t);
  const moved = (counts['motion:active'] ?? 0) > 0 || (last.type === 'motion' && isMotion(last));
  return judge(bench, index, rules, sensor, {
    messages: total(counts),
    openings: counts['door:open'] ?? 0,
    motion: moved,
    count: last.type === 'motion' ? last.count : undefined,
    happenedT: bench.now.t,
  });
}

/** Nothing that any rule asks for, by the device's own fields alone. */
function isPlain({ by }: DeviceRules, sensor: SensorState, event: SensorEvent, t: number): boolean {
  if (minuteCount(sensor, 1, t) >= FLOOD_PER_MINUTE) return false;
  if (event.type === 'door') return event.open !== true || sensor.openT !== null || by['door-forced'].length === 0;
  if (event.count !== undefined && by.crowding.length > 0) return false;
  return by['motion-closed'].length === 0 || !isMotion(event);
}

function judge(
  bench: Bench,
  index: RuleIndex,
  rules: DeviceRules,
  sensor: SensorState,
  arrival: Arrival,
): readonly Fact[] {
  const { state, now } = bench;
  if (sensor.quarantine) return NOTHING;
  const findings: Finding[] = [];
  if (arrival.openings > 0) forced(bench, rules, sensor, arrival, findings);
  const isForced = findings.length > 0;
  if (arrival.motion) motion(bench, rules, sensor, arrival, findings);
  const cleared: Fact[] = [];
  if (arrival.count !== undefined) crowding(bench, index, rules, arrival.count, findings, cleared);

  const chatters = isForced && wouldChatter(sensor, arrival.openings, arrival.happenedT);
  const floods = minuteCount(sensor, arrival.messages, now.t) >= FLOOD_PER_MINUTE;
  const broken = rules.mayBeQuarantined && (chatters || floods);
  if (findings.length + cleared.length === 0 && !broken) return NOTHING;
  const ctx = bench.context();
  const facts = findings.flatMap((finding, n) => raiseFinding(finding, state, ctx, `-${n}`));
  if (!broken) return [...facts, ...cleared];
  return [
    ...facts,
    ...cleared,
    ...raiseQuarantine(rules.device, chatters ? 'chattering' : 'flooding', state, ctx, '-q'),
  ];
}

const standingOf = (state: SensorsState, rule: SensorRule, subject: string): Standing | undefined =>
  state.standings.get(standingKey(rule.id, subject));

/** Opened while nobody should: raised anew once it has been shut for the hysteresis since it was last forced. */
function forced(
  bench: Bench,
  { by, device }: DeviceRules,
  sensor: SensorState,
  arrival: Arrival,
  into: Finding[],
): void {
  const { state, school, now } = bench;
  const t = arrival.happenedT;
  for (const rule of by['door-forced']) {
    if (!holdsAt(rule, school, now, now.t - t)) continue;
    const standing = standingOf(state.sensors, rule, device);
    const lastWasForced = standing !== undefined && standing.metT >= (sensor.newest.at(-1) ?? Number.POSITIVE_INFINITY);
    const shutFor = t - (sensor.shutT ?? t);
    into.push({ rule, subject: device, device, raised: !lastWasForced || shutFor >= rule.hysteresis });
  }
}

/** Once for each motion; anew once there was none for the hysteresis since the last that was found. */
function motion(
  bench: Bench,
  { by, device }: DeviceRules,
  sensor: SensorState,
  arrival: Arrival,
  into: Finding[],
): void {
  const { state, school, now } = bench;
  const t = arrival.happenedT;
  const goesOn = isMoving(sensor, t);
  for (const rule of by['motion-closed']) {
    const standing = standingOf(state.sensors, rule, device);
    if (goesOn && standing !== undefined && standing.metT >= (sensor.motionFromT ?? t)) continue;
    if (!holdsAt(rule, school, now, now.t - t)) continue;
    const beforeFrom = goesOn ? sensor.motionBeforeFromT : sensor.motionFromT;
    const beforeLast = goesOn ? sensor.motionBeforeLastT : sensor.motionLastT;
    const lastWasFound = standing !== undefined && beforeFrom !== null && standing.metT >= beforeFrom;
    into.push({ rule, subject: device, device, raised: !lastWasFound || t - (beforeLast ?? t) >= rule.hysteresis });
  }
}

/** People in the zone by all its sensors, of which each counts a part; `mine` has just counted `count`. */
function peopleIn(bench: Bench, index: RuleIndex, { zone, device: mine }: DeviceRules, count: number): number {
  let people = count;
  for (const device of index.byZone.get(zone) ?? []) {
    const sensor = bench.state.sensors.devices.get(device);
    if (device === mine || !sensor || sensor.countT === null || sensor.quarantine) continue;
    if (bench.now.t - sensor.countT < COUNT_FRESH_MS) people += sensor.count;
  }
  return people;
}

function crowding(
  bench: Bench,
  index: RuleIndex,
  rules: DeviceRules,
  count: number,
  into: Finding[],
  cleared: Fact[],
): void {
  if (rules.by.crowding.length === 0) return;
  const { state, school, now } = bench;
  const { zone, device } = rules;
  const people = peopleIn(bench, index, rules, count);
  for (const rule of rules.by.crowding) {
    const standing = standingOf(state.sensors, rule, zone);
    const goesOn = standing !== undefined && standing.clearT === null;
    if (people <= rule.threshold) {
      if (goesOn) cleared.push({ kind: 'rule-cleared', rule: rule.id, subject: zone, device });
    } else if (!goesOn && holdsAt(rule, school, now, 0)) {
      const clearFor = standing === undefined ? Number.POSITIVE_INFINITY : now.t - (standing.clearT ?? now.t);
      into.push({ rule, subject: zone, device, raised: clearFor >= rule.hysteresis });
    }
  }
}
