/** The part of the campus state that sensor rules and the alarm load read: a fold over facts, never over the rules. */

import type { Fact } from '../facts.ts';
import type { Instant } from '../time.ts';
import { type AlarmTold, foldNotice } from './alarm-load.ts';
import {
  type Counts,
  foldEvent,
  foldSummary,
  newSensor,
  release,
  type SensorEvent,
  type SensorState,
} from './sensor.ts';

/** Where a rule stands with a device, or with a zone for crowding. */
export interface Standing {
  /** When what it looks for last began, whether it was raised or not. */
  readonly metT: number;
  /** When it was over (crowding); null: it goes on, or the readings tell. */
  readonly clearT: number | null;
}

export interface SensorsState {
  readonly devices: Map<string, SensorState>;
  readonly standings: Map<string, Standing>;
  /** Newest alarms by the person who was told, oldest first. */
  readonly told: Map<string, AlarmTold[]>;
  /** When this run of the gateway began: what was heard before may have changed while it was down. */
  startedT: number;
}

export const noSensors = (): SensorsState => ({
  devices: new Map(),
  standings: new Map(),
  told: new Map(),
  startedT: 0,
});

/** @param subject the device, or the zone for crowding */
export const standingKey = (rule: string, subject: string): string => `${rule} ${subject}`;

export function sensorOf(state: SensorsState, device: string, t: number): SensorState {
  let sensor = state.devices.get(device);
  if (!sensor) {
    sensor = newSensor(t);
    state.devices.set(device, sensor);
  }
  return sensor;
}

const NOTHING: SensorEvent = { type: '' };

/** A body as the journal keeps it; intake checked its shape before it was written. */
export function eventOf(body: unknown): SensorEvent {
  if (typeof body !== 'object' || body === null || !('type' in body)) return NOTHING;
  return body.type === 'door' || body.type === 'motion' ? (body as SensorEvent) : NOTHING;
}

const speaksOfSensors = (counts: Counts): boolean => {
  for (const key in counts) if (key.startsWith('door') || key.startsWith('motion')) return true;
  return false;
};

function foldStanding(
  state: SensorsState,
  fact: Extract<Fact, { kind: 'rule-met' | 'rule-cleared' }>,
  t: number,
): void {
  const key = standingKey(fact.rule, fact.subject);
  const before = state.standings.get(key);
  if (fact.kind === 'rule-met') state.standings.set(key, { metT: t, clearT: null });
  else if (before) state.standings.set(key, { ...before, clearT: t });
}

/** Folds one fact in place; facts about other things leave it as it is. */
export function evolveSensors(state: SensorsState, fact: Fact, { t }: Instant): void {
  switch (fact.kind) {
    case 'reading':
      if (fact.type === 'door' || fact.type === 'motion')
        foldEvent(sensorOf(state, fact.device, t), eventOf(fact.body), t);
      return;
    case 'coalesced':
      if (speaksOfSensors(fact.counts))
        foldSummary(sensorOf(state, fact.device, t), fact.counts, eventOf(fact.last), t);
      return;
    case 'rule-met':
    case 'rule-cleared':
      return foldStanding(state, fact, t);
    case 'sensor-quarantined':
      sensorOf(state, fact.device, t).quarantine = { why: fact.why, sinceT: t };
      return;
    case 'sensor-released':
      return release(sensorOf(state, fact.device, t), t);
    case 'gateway-started':
      state.startedT = t;
      return;
    case 'notice-queued':
      return foldNotice(state.told, fact, t);
    default:
  }
}
