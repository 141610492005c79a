/**
 * How many alarms each duty person gets, in the terms of ISA-18.2: up to 6 an hour are fine, up to 12 manageable, more than 10 in
 * ten minutes are a flood, an alarm that stands for more than 24 hours is stale. Numb staff is a fault of the system, not of theirs.
 */

import type { Fact } from '../facts.ts';
import type { Incident } from '../incident/incident.ts';
import type { SensorState } from './sensor.ts';

/** One incident that was put before a person. */
export interface AlarmTold {
  readonly t: number;
  readonly incident: string;
}

export const LOAD_RATINGS = ['fine', 'manageable', 'too-many'] as const;
export type LoadRating = (typeof LOAD_RATINGS)[number];

export interface PersonLoad {
  readonly person: string;
  /** Alarms within the last hour. */
  readonly lastHour: number;
  readonly rating: LoadRating;
  readonly lastDay: number;
  /** The most within any ten minutes of the last 24 hours; above 10 it was a flood. */
  readonly worstTenMinutes: number;
  /** A flood is going on now. */
  readonly flood: boolean;
  /** Told to this person and not closed for more than 24 hours. */
  readonly stale: number;
}

export interface AlarmLoad {
  readonly people: readonly PersonLoad[];
  /** Devices in quarantine because they chattered. */
  readonly chattering: readonly string[];
  /** Incidents that have not been closed for more than 24 hours, oldest first. */
  readonly stale: readonly string[];
}

const TEN_MINUTES_MS = 600_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const FINE_AN_HOUR = 6;
const MANAGEABLE_AN_HOUR = 12;
const FLOOD_IN_TEN_MINUTES = 10;
/** Beyond this many a day the rating is clear; memory stays bounded. */
const KEPT = 1000;

type Queued = Extract<Fact, { kind: 'notice-queued' }>;

/**
 * An incident counts once for a person, however many channels and steps tell it; it counts anew where it alarms anew. Being told
 * again that nobody has taken over, or that it is closed, is no further alarm.
 */
export function foldNotice(told: Map<string, AlarmTold[]>, { person, incident, reason }: Queued, t: number): void {
  if (person === null || reason === 'closed' || reason === 'repeat') return;
  const mine = told.get(person) ?? [];
  const anew = reason === 're-alarm' || reason === 'press-again';
  const known = mine.some((one) => one.incident === incident && (!anew || one.t === t));
  if (known) return;
  mine.push({ t, incident });
  while (mine.length > KEPT || t - (mine[0]?.t ?? t) > DAY_MS) mine.shift();
  told.set(person, mine);
}

export const ratingOf = (anHour: number): LoadRating =>
  anHour <= FINE_AN_HOUR ? 'fine' : anHour <= MANAGEABLE_AN_HOUR ? 'manageable' : 'too-many';

function mostWithin(alarms: readonly AlarmTold[], span: number): number {
  let most = 0;
  let from = 0;
  for (const [index, { t }] of alarms.entries()) {
    while (t - (alarms[from]?.t ?? t) >= span) from += 1;
    most = Math.max(most, index - from + 1);
  }
  return most;
}

const isStale = (incident: Incident, t: number): boolean =>
  incident.status !== 'closed' && t - incident.openedT > DAY_MS;

/** @param people whose load is asked for even where they were told nothing: those on duty */
export function alarmLoad(
  told: ReadonlyMap<string, readonly AlarmTold[]>,
  incidents: Iterable<Incident>,
  sensors: ReadonlyMap<string, SensorState>,
  people: Iterable<string>,
  t: number,
): AlarmLoad {
  const stale = [...incidents].filter((incident) => isStale(incident, t)).sort((a, b) => a.openedT - b.openedT);
  const chattering = [...sensors].filter(([, sensor]) => sensor.quarantine?.why === 'chattering').map(([id]) => id);
  const loadOf = (person: string): PersonLoad => {
    const alarms = (told.get(person) ?? []).filter((one) => t - one.t < DAY_MS);
    const within = (span: number): number => alarms.filter((one) => t - one.t < span).length;
    const lastHour = within(HOUR_MS);
    return {
      person,
      lastHour,
      rating: ratingOf(lastHour),
      lastDay: alarms.length,
      worstTenMinutes: mostWithin(alarms, TEN_MINUTES_MS),
      flood: within(TEN_MINUTES_MS) > FLOOD_IN_TEN_MINUTES,
      stale: stale.filter((incident) => incident.told.includes(person)).length,
    };
  };
  const onDuty = new Set(people);
  const loads = [...new Set([...onDuty, ...told.keys()])].map(loadOf);
  const concerns = (one: PersonLoad): boolean => onDuty.has(one.person) || one.lastDay + one.stale > 0;
  return {
    people: loads.filter(concerns).sort((a, b) => b.lastHour - a.lastHour || (a.person < b.person ? -1 : 1)),
    chattering: chattering.sort(),
    stale: stale.map(({ id }) => id),
  };
}
