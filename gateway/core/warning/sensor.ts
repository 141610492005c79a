/**
 * What the gateway knows of each door contact and motion sensor: a fold over readings, the same whatever the rules say, so that
 * new rules find it as it is. Times are on the campus timeline and survive a restart. Numbers only: nobody who passes is known.
 */

import type { QuarantineWhy } from './sensor-facts.ts';

/** Motion that pauses for less is one motion: a passive infrared sensor blinks. */
export const MOTION_GAP_MS = 30_000;
/** ISA-18.2: a source that alarms three times or more in a minute chatters. */
export const CHATTER_COUNT = 3;
export const MINUTE_MS = 60_000;
/** No door and no corridor has two things to say a second for a whole minute. */
export const FLOOD_PER_MINUTE = 120;

export interface Quarantine {
  readonly why: QuarantineWhy;
  readonly sinceT: number;
}

export interface SensorState {
  /** Since when the door stands open; null: it is shut, or was never heard of. */
  openT: number | null;
  /** When it was last shut. */
  shutT: number | null;
  /** Every opening and closing there was, also those that came and went within one summary. */
  openings: number;
  closings: number;
  /** Moments of the newest openings, oldest first: as many as chattering takes. */
  newest: number[];
  /** When it last opened often enough to chatter. */
  chatterT: number | null;
  /** The motion that goes on, or the last one: from its first to its newest sign. */
  motionFromT: number | null;
  motionLastT: number | null;
  /** The same of the motion before. */
  motionBeforeFromT: number | null;
  motionBeforeLastT: number | null;
  /** It said motion and has not taken it back. */
  active: boolean;
  /** It has taken motion back at least once: then `active` lasts until it does. One that never does sends pulses. */
  clears: boolean;
  /** People it counted last, and when. */
  count: number;
  countT: number | null;
  /** When it last said anything new. */
  changedT: number;
  /** Messages since `minuteT`, and when they were last too many. */
  minuteT: number;
  minuteCount: number;
  floodT: number | null;
  quarantine: Quarantine | null;
}

export const newSensor = (t: number): SensorState => ({
  openT: null,
  shutT: null,
  openings: 0,
  closings: 0,
  newest: [],
  chatterT: null,
  motionFromT: null,
  motionLastT: null,
  motionBeforeFromT: null,
  motionBeforeLastT: null,
  active: false,
  clears: false,
  count: 0,
  countT: null,
  changedT: t,
  minuteT: t,
  minuteCount: 0,
  floodT: null,
  quarantine: null,
});

/** The fields of a `door` or `motion` event that mean something here. */
export interface SensorEvent {
  readonly type: string;
  readonly age?: number | undefined;
  readonly open?: boolean | undefined;
  readonly active?: boolean | undefined;
  readonly count?: number | undefined;
}

export type Counts = Readonly<Record<string, number>>;

const howMany = (counts: Counts, key: string): number => counts[key] ?? 0;

/** A sign of motion, as opposed to its end: a bare count of people is one where it is not zero. */
export const isMotion = ({ active, count }: SensorEvent): boolean => active ?? (count ?? 0) > 0;

/** Does the motion go on at `t`? */
export const isMoving = (sensor: SensorState, t: number): boolean =>
  sensor.motionLastT !== null && ((sensor.active && sensor.clears) || t - sensor.motionLastT <= MOTION_GAP_MS);

/** Until when there was motion, at `t`. */
export const movedUntil = (sensor: SensorState, t: number): number =>
  sensor.active && sensor.clears ? t : (sensor.motionLastT ?? t);

/** Messages of the running minute once `more` have come at `t`. */
export const minuteCount = (sensor: SensorState, more: number, t: number): number =>
  t - sensor.minuteT >= MINUTE_MS ? more : sensor.minuteCount + more;

function countMessages(sensor: SensorState, more: number, t: number): void {
  sensor.minuteCount = minuteCount(sensor, more, t);
  if (sensor.minuteCount === more) sensor.minuteT = t;
  if (sensor.minuteCount >= FLOOD_PER_MINUTE) sensor.floodT = t;
}

/** Would it chatter with `more` openings at `t`? */
export function wouldChatter(sensor: SensorState, more: number, t: number): boolean {
  if (more >= CHATTER_COUNT) return true;
  const first = sensor.newest[sensor.newest.length - (CHATTER_COUNT - more)];
  return first !== undefined && t - first < MINUTE_MS;
}

function opens(sensor: SensorState, times: number, t: number): void {
  if (times === 0) return;
  if (wouldChatter(sensor, times, t)) sensor.chatterT = t;
  sensor.openings += times;
  for (let i = 0; i < Math.min(times, CHATTER_COUNT); i += 1) sensor.newest.push(t);
  while (sensor.newest.length > CHATTER_COUNT) sensor.newest.shift();
  sensor.changedT = t;
}

function shuts(sensor: SensorState, times: number, t: number): void {
  if (times === 0) return;
  sensor.closings += times;
  sensor.shutT = t;
  sensor.changedT = t;
}

function moves(sensor: SensorState, t: number): void {
  if (!isMoving(sensor, t)) {
    sensor.motionBeforeFromT = sensor.motionFromT;
    sensor.motionBeforeLastT = sensor.motionLastT;
    sensor.motionFromT = t;
    sensor.changedT = t;
  }
  if (!sensor.active) sensor.changedT = t;
  // What was held back may come after what is newer.
  sensor.motionLastT = Math.max(sensor.motionLastT ?? t, t);
  sensor.active = true;
}

function rests(sensor: SensorState, t: number): void {
  if (sensor.active) {
    // What says "over" was true until now; a sensor that said it never before only blinked.
    if (isMoving(sensor, t)) sensor.motionLastT = t;
    sensor.changedT = t;
  }
  sensor.active = false;
  sensor.clears = true;
}

function counts(sensor: SensorState, count: number | undefined, t: number): void {
  if (count === undefined) return;
  if (count !== sensor.count) sensor.changedT = t;
  sensor.count = count;
  sensor.countT = t;
}

/** No device keeps more than a week; one that says so does not know. */
const OLDEST_MS = 7 * 86_400_000;

/** When an event happened: what a device held back while it was off-line is judged by its own moment, in order. */
export const happenedT = (event: SensorEvent, t: number): number =>
  t - Math.min(OLDEST_MS, Math.max(0, event.age ?? 0));

export function foldEvent(sensor: SensorState, event: SensorEvent, t: number): void {
  countMessages(sensor, 1, t);
  const at = happenedT(event, t);
  if (event.type === 'door') {
    if (event.open === true && sensor.openT === null) {
      opens(sensor, 1, at);
      sensor.openT = at;
    } else if (event.open === false && sensor.openT !== null) {
      shuts(sensor, 1, at);
      sensor.openT = null;
    }
    return;
  }
  if (isMotion(event)) moves(sensor, at);
  else rests(sensor, at);
  counts(sensor, event.count, at);
}

/** Openings and closings within a summary alternate, so what they were and what they are add up. */
function standsOpen(sensor: SensorState, counted: Counts, last: SensorEvent): boolean {
  if (last.type === 'door') return last.open === true;
  const before = sensor.openT === null ? 0 : 1;
  return before + howMany(counted, 'door:open') - howMany(counted, 'door:closed') > 0;
}

/** A summary of what came over the rate: fast openings and closings all count. */
export function foldSummary(sensor: SensorState, counted: Counts, last: SensorEvent, t: number): void {
  countMessages(sensor, total(counted), t);
  const open = howMany(counted, 'door:open');
  const shut = howMany(counted, 'door:closed');
  if (open + shut > 0) {
    const stands = standsOpen(sensor, counted, last);
    opens(sensor, open, t);
    shuts(sensor, shut, t);
    if (!stands) sensor.openT = null;
    else if (sensor.openT === null || shut > 0) sensor.openT = t;
  }
  const bare = last.type === 'motion' && last.active === undefined && isMotion(last);
  if (howMany(counted, 'motion:active') > 0 || (howMany(counted, 'motion') > 0 && bare)) moves(sensor, t);
  if (howMany(counted, 'motion:clear') > 0 && !(last.type === 'motion' && isMotion(last))) rests(sensor, t);
  if (last.type === 'motion') counts(sensor, last.count, t);
}

export function total(counted: Counts): number {
  let sum = 0;
  for (const key in counted) sum += counted[key] ?? 0;
  return sum;
}

/** Released: it begins anew, or what put it there would do so again at once. */
export function release(sensor: SensorState, t: number): void {
  sensor.quarantine = null;
  sensor.newest = [];
  sensor.minuteCount = 0;
  sensor.minuteT = t;
  sensor.changedT = t;
  if (isMoving(sensor, t)) sensor.motionFromT = t;
}
