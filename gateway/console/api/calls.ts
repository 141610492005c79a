/** Every call the console makes, by name. Paths and bodies are the contract's. */

import type { z } from 'zod';
import {
  type Device,
  device,
  type Incident,
  type IncidentWithTimeline,
  ledgerItem,
  list,
  type Me,
  me,
  type Zone,
  zone,
} from '../../contract/api.ts';
import { type FloorPlan, floorPlan } from '../../contract/plan-api.ts';
import { type CoverageView, coverage, type Duty, duty } from '../../contract/duty-api.ts';
import { type PatrolGap, patrolGap, type Round, round, type Trajectory, trajectory } from '../../contract/patrol.ts';
import { type StaffMember, staffMember } from '../../contract/people-api.ts';
import { type AlarmLoad, alarmLoad as alarmLoadShape } from '../../contract/sensor-api.ts';
import { type UnknownDevice, unknownDevice } from '../../contract/upkeep-api.ts';
import type { Outcome } from '../../core/facts.ts';
import type { LedgerEntry } from '../format/fact-sentence.ts';
import type { LedgerQuestion } from '../state/ledger.ts';
import { call, type Read, reading } from './client.ts';
import type { Answer } from './failure.ts';
import { type IncidentPage, readIncident, readIncidentPage, readTimeline } from './incident-reading.ts';

export type Act =
  | { readonly deed: 'take' | 'arrive' }
  | { readonly deed: 'note'; readonly text: string }
  | { readonly deed: 'handover'; readonly to: string; readonly text: string }
  | { readonly deed: 'close'; readonly outcome: Outcome; readonly reason: string };

export interface Acted {
  readonly incident: Incident;
  /** False: done and announced, not on disk yet. */
  readonly stored: boolean;
}

const NOTHING: Read<true> = () => true;
/** 202: done and announced, but the disk has not taken it yet. */
const readActed: Read<Acted> = (body, status) => {
  const incident = readIncident(body);
  return incident === null ? null : { incident, stored: status !== 202 };
};

export const whoAmI = (): Promise<Answer<Me>> => call('GET', '/api/session', reading(me));
export const signIn = (user: string, password: string): Promise<Answer<Me>> =>
  call('POST', '/api/session', reading(me), { user, password });
export const signOut = (): Promise<Answer<true>> => call('DELETE', '/api/session', NOTHING);
export const setPassword = (password: string): Promise<Answer<Me>> =>
  call('POST', '/api/session/password', reading(me), { password });

export const openIncidents = (): Promise<Answer<IncidentPage>> =>
  call('GET', '/api/incidents?status=open,taken,arrived&limit=1000', readIncidentPage);

/** @param schoolDay `YYYY-MM-DD` at the school: those raised on it or later */
export function closedIncidents(schoolDay: string, cursor: string | null): Promise<Answer<IncidentPage>> {
  const query = new URLSearchParams({ status: 'closed', from: schoolDay, limit: '10' });
  if (cursor !== null) query.set('cursor', cursor);
  return call('GET', `/api/incidents?${query.toString()}`, readIncidentPage);
}

export const oneIncident = (id: string): Promise<Answer<IncidentWithTimeline>> =>
  call('GET', `/api/incidents/${encodeURIComponent(id)}`, readTimeline);

export function act(incident: string, what: Act): Promise<Answer<Acted>> {
  return call('POST', `/api/incidents/${encodeURIComponent(incident)}/${what.deed}`, readActed, bodyOf(what));
}

/** This person has opened it: counts as seen. */
export const see = (incident: string): Promise<Answer<Acted>> =>
  call('POST', `/api/incidents/${encodeURIComponent(incident)}/see`, readActed, {});

function bodyOf(what: Act): unknown {
  switch (what.deed) {
    case 'take':
    case 'arrive':
      return {};
    case 'note':
      return { text: what.text };
    case 'handover':
      return what.text.trim() === '' ? { to: what.to } : { to: what.to, text: what.text };
    case 'close':
      return { outcome: what.outcome, reason: what.reason };
  }
}

export const raise = (zone: string, kind: string, text: string, drill: boolean): Promise<Answer<Acted>> =>
  call('POST', '/api/incidents', readActed, { zone, kind, text, drill });

/** A line of the procedure is done, or not after all. */
export const tickStep = (incident: string, step: string, done: boolean): Promise<Answer<Acted>> =>
  call('POST', `/api/incidents/${encodeURIComponent(incident)}/steps/${encodeURIComponent(step)}`, readActed, { done });

const items = <T extends z.ZodType>(schema: T) => reading(list(schema).transform((page) => page.items));
export const zones = (): Promise<Answer<Zone[]>> => call('GET', '/api/zones?limit=1000', items(zone));
export const plans = (): Promise<Answer<FloorPlan[]>> => call('GET', '/api/plans?limit=1000', items(floorPlan));
export const devices = (): Promise<Answer<Device[]>> => call('GET', '/api/devices?limit=1000', items(device));
export const dutyNow = (): Promise<Answer<Duty>> => call('GET', '/api/duty', reading(duty));

const readLedger = reading(list(ledgerItem));
/** Accountable facts, oldest first. */
export function ledgerPage(
  { from, to, kinds }: LedgerQuestion,
  cursor: string | null,
): Promise<Answer<{ items: LedgerEntry[]; next: string | null }>> {
  const query = new URLSearchParams({ from, to, limit: '200' });
  if (kinds.length > 0) query.set('kind', kinds.join(','));
  if (cursor !== null) query.set('cursor', cursor);
  return call('GET', `/api/ledger?${query.toString()}`, readLedger);
}

const anything: Read<true> = (_body, status) => (status < 300 ? true : null);
/** @param at an instant or a school day (its first moment); null: now */
export const dutyAt = (at: string | null): Promise<Answer<Duty>> =>
  call('GET', at === null ? '/api/duty' : `/api/duty?at=${encodeURIComponent(at)}`, reading(duty));
export const coverageAhead = (days: number): Promise<Answer<CoverageView>> =>
  call('GET', `/api/coverage?days=${days}`, reading(coverage));
/** Changes the roster, signs a hand-over, says that one is at the desk. */
export const dutyPost = (path: string, body: unknown): Promise<Answer<true>> => call('POST', path, anything, body);
export const staff = (): Promise<Answer<StaffMember[]>> => call('GET', '/api/people?limit=1000', items(staffMember));

export const roundsOn = (day: string): Promise<Answer<Round[]>> =>
  call('GET', `/api/rounds?date=${day}&limit=1000`, items(round));
export const gapsOn = (day: string): Promise<Answer<PatrolGap[]>> =>
  call('GET', `/api/patrol/gaps?date=${day}&limit=1000`, items(patrolGap));
export const trajectoryOn = (person: string, day: string): Promise<Answer<Trajectory>> =>
  call('GET', `/api/patrol/trajectory?person=${encodeURIComponent(person)}&date=${day}`, reading(trajectory));
/** I have looked at this camera view. */
export const signView = (id: string, checkpoint: string): Promise<Answer<true>> => {
  const path = `/api/rounds/${encodeURIComponent(id)}/checkpoints/${encodeURIComponent(checkpoint)}/sign`;
  return call('POST', path, anything, {});
};

/** @param day those raised on this school day or later */
export function incidentsSince(day: string, cursor: string | null): Promise<Answer<IncidentPage>> {
  const query = new URLSearchParams({ from: day, limit: '1000' });
  if (cursor !== null) query.set('cursor', cursor);
  return call('GET', `/api/incidents?${query.toString()}`, readIncidentPage);
}
export const unknownDevices = (): Promise<Answer<UnknownDevice[]>> =>
  call('GET', '/api/unknown-devices?limit=1000', items(unknownDevice));
export const alarmLoad = (): Promise<Answer<AlarmLoad>> => call('GET', '/api/alarm-load', reading(alarmLoadShape));
