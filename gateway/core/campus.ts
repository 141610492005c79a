/**
 * The state of the campus: a fold over facts. `evolve` is the only writer; the flow owns one state and never shares it.
 * Restart = newest snapshot + the facts after it, which gives the same state.
 */

import { type DutyState, emptyDuty, evolveDuty } from './duty/duty-state.ts';
import type { EventName, Fact, NoticeOrder } from './facts.ts';
import { evolveIncident, type Incident } from './incident/incident.ts';
import { emptyPatrolState, evolvePatrol, type PatrolState } from './patrol/patrol-state.ts';
import { evolveTallies, type Tallies } from './summary/tally.ts';
import type { Instant } from './time.ts';
import { evolveUpkeep, noUpkeep, type UpkeepState } from './supervision/upkeep.ts';
import { evolveSensors, noSensors, type SensorsState } from './warning/sensors.ts';

export interface DeviceState {
  lastT: number;
  lastMs: number;
  battery: number | null;
  /** Last press, self-test or drill that proved the button works, epoch ms. */
  lastTestMs: number | null;
  /** Last card tap or self-test, epoch ms: somebody stood there. Unset until the first. */
  lastTapMs?: number;
  /** The same, where the card is known to be of the staff and not lost; a self-test counts. */
  lastStaffTapMs?: number;
  silent: boolean;
  lidOpen: boolean;
  faults: string[];
  doorOpen: boolean | null;
  /** Names of the newest events that are no presses, oldest first: the same name again is the same event. */
  recent: string[];
  /** The same of presses, apart: no flood of readings makes the gateway forget a press that is sent again. */
  recentPresses: string[];
  /** Moments of the newest presses, for the over-rate flag. */
  pressT: number[];
  /** Highest counters seen. */
  boot: number;
  seq: number;
}

export interface CampusState {
  readonly incidents: Map<string, Incident>;
  /** Newest not-closed incident by key. */
  readonly openByKey: Map<string, string>;
  /** Outbox: notices that have no final result yet. */
  readonly outbox: Map<string, NoticeOrder>;
  readonly devices: Map<string, DeviceState>;
  readonly channelsDown: Set<string>;
  readonly patrol: PatrolState;
  readonly sensors: SensorsState;
  duty: DutyState;
  upkeep: UpkeepState;
  /** Figures of the newest days. */
  readonly tallies: Tallies;
  /** The newest day whose figures are in the ledger, local date. */
  closedDay: string | null;
  readonly sinksDown: Set<string>;
  storageFault: string | null;
  lastT: number;
  lastMs: number;
  lastBoot: string;
  offsetMs: number;
}

export interface Happened {
  readonly at: Instant;
  readonly actor: string;
  readonly fact: Fact;
}

const RECENT_EVENTS = 64;
const RECENT_PRESSES = 32;
const CLOSED_KEPT = 200;
/** Fault code of the last will that CONTRACT.md recommends. */
export const LOST = 'lost';

export const emptyCampus = (): CampusState => ({
  incidents: new Map(),
  openByKey: new Map(),
  outbox: new Map(),
  devices: new Map(),
  channelsDown: new Set(),
  patrol: emptyPatrolState(),
  sensors: noSensors(),
  duty: emptyDuty,
  upkeep: noUpkeep,
  tallies: new Map(),
  closedDay: null,
  sinksDown: new Set(),
  storageFault: null,
  lastT: 0,
  lastMs: 0,
  lastBoot: '',
  offsetMs: 0,
});

/** `boot:seq`, or null for an event without counters. */
export const nameKey = (name: Pick<EventName, 'boot' | 'seq'>): string | null =>
  name.boot === null || name.seq === null ? null : `${name.boot}:${name.seq}`;

function deviceOf(state: CampusState, id: string): DeviceState {
  let device = state.devices.get(id);
  if (!device) {
    device = {
      lastT: 0,
      lastMs: 0,
      battery: null,
      lastTestMs: null,
      silent: false,
      lidOpen: false,
      faults: [],
      doorOpen: null,
      recent: [],
      recentPresses: [],
      pressT: [],
      boot: -1,
      seq: -1,
    };
    state.devices.set(id, device);
  }
  return device;
}

function remember(device: DeviceState, name: Pick<EventName, 'boot' | 'seq'>, among: string[]): void {
  const key = nameKey(name);
  if (key === null) return;
  among.push(key);
  if (among.length > RECENT_EVENTS) among.shift();
  const boot = name.boot ?? 0;
  const seq = name.seq ?? 0;
  if (boot > device.boot || (boot === device.boot && seq > device.seq)) {
    device.boot = boot;
    device.seq = seq;
  }
}

/** Being heard ends `lost`, which no device takes back itself. */
function heard(device: DeviceState, at: Instant): void {
  device.lastT = at.t;
  device.lastMs = at.wall;
  if (device.faults.includes(LOST)) device.faults = device.faults.filter((code) => code !== LOST);
}

function readNumber(body: unknown, key: string): number | null {
  if (typeof body !== 'object' || body === null) return null;
  const value = (body as Record<string, unknown>)[key];
  return typeof value === 'number' ? value : null;
}

const hasPerson = (body: unknown): boolean => typeof body === 'object' && body !== null && 'person' in body;

function evolveReading(device: DeviceState, fact: Extract<Fact, { kind: 'reading' }>, at: Instant): void {
  heard(device, at);
  remember(device, fact, device.recent);
  device.battery = readNumber(fact.body, 'pct') ?? device.battery;
  if (fact.type === 'selftest') device.lastTestMs = at.wall;
  if (fact.type === 'selftest' || fact.type === 'checkin') device.lastTapMs = at.wall;
  if (fact.type === 'selftest' || (fact.type === 'checkin' && hasPerson(fact.body))) device.lastStaffTapMs = at.wall;
  if (fact.type === 'door' && typeof fact.body === 'object' && fact.body !== null && 'open' in fact.body) {
    device.doorOpen = fact.body.open === true;
  }
}

function evolvePress(device: DeviceState, fact: Extract<Fact, { kind: 'press' }>, at: Instant): void {
  heard(device, at);
  remember(device, fact, device.recentPresses);
  device.lastTestMs = at.wall;
  device.pressT.push(at.t);
  if (device.pressT.length > RECENT_PRESSES) device.pressT.shift();
}

function evolveDevice(state: CampusState, fact: Fact, at: Instant): void {
  switch (fact.kind) {
    case 'reading':
      return evolveReading(deviceOf(state, fact.device), fact, at);
    case 'press':
      return evolvePress(deviceOf(state, fact.device), fact, at);
    case 'coalesced':
      return heard(deviceOf(state, fact.device), at);
    case 'tamper':
      heard(deviceOf(state, fact.device), at);
      deviceOf(state, fact.device).lidOpen = fact.open;
      return;
    case 'device-fault': {
      const device = deviceOf(state, fact.device);
      if (!device.faults.includes(fact.code)) device.faults.push(fact.code);
      return;
    }
    case 'device-restored': {
      const device = deviceOf(state, fact.device);
      device.faults = device.faults.filter((code) => code !== fact.code);
      return;
    }
    case 'card-flagged':
      // Its reading came a moment before, in the same commit: a lost card is nobody of the staff.
      if (fact.why === 'lost') delete deviceOf(state, fact.device).lastStaffTapMs;
      return;
    case 'device-silent':
      deviceOf(state, fact.device).silent = true;
      return;
    case 'device-back':
      deviceOf(state, fact.device).silent = false;
      return;
    default:
  }
}

function evolveOutbox(state: CampusState, fact: Fact): void {
  switch (fact.kind) {
    case 'notice-queued': {
      const { kind: _kind, ...order } = fact;
      state.outbox.set(fact.notice, order);
      return;
    }
    case 'notice-sent':
    case 'notice-dropped':
      state.outbox.delete(fact.notice);
      return;
    case 'notice-failed':
      if (fact.final) state.outbox.delete(fact.notice);
      return;
    default:
  }
}

function forgetOldClosed(state: CampusState): void {
  const closed = [...state.incidents.values()].filter((incident) => incident.status === 'closed');
  for (const incident of closed.slice(0, Math.max(0, closed.length - CLOSED_KEPT))) state.incidents.delete(incident.id);
}

/** An older incident with the key may still be open: after a restart it would be the newest, so it is now. */
function forgetKey(state: CampusState, key: string): void {
  state.openByKey.delete(key);
  for (const { id, key: other, status } of state.incidents.values()) {
    if (other === key && status !== 'closed') state.openByKey.set(key, id);
  }
}

function evolveIncidents(state: CampusState, happened: Happened): void {
  const { fact } = happened;
  if (!('incident' in fact)) return;
  const before = state.incidents.get(fact.incident);
  const after = evolveIncident(before, fact, happened.at, happened.actor);
  if (!after || after === before) return;
  // Closed ones stand in the order of closing: one that was open for months must not be the first to be forgotten.
  if (fact.kind === 'incident-closed') state.incidents.delete(after.id);
  state.incidents.set(after.id, after);
  if (fact.kind === 'incident-opened') state.openByKey.set(after.key, after.id);
  if (fact.kind === 'incident-closed') {
    if (state.openByKey.get(after.key) === after.id) forgetKey(state, after.key);
    forgetOldClosed(state);
  }
}

type Fold = (state: CampusState, happened: Happened) => void;

/** What only goes along with the alarm path: none of these can keep an incident from opening. */
const BESIDE: readonly (readonly [string, Fold])[] = [
  [
    'duty',
    (state, { fact, at }) => {
      state.duty = evolveDuty(state.duty, fact, at);
    },
  ],
  [
    'upkeep',
    (state, happened) => {
      state.upkeep = evolveUpkeep(state.upkeep, happened);
    },
  ],
  ['tallies', (state, { fact, at }) => evolveTallies(state.tallies, fact, at)],
  ['patrol', (state, happened) => evolvePatrol(state.patrol, happened)],
  ['sensors', (state, { fact, at }) => evolveSensors(state.sensors, fact, at)],
];

/** Hears of a fold that threw. */
export type OnBug = (where: string, error: unknown) => void;
const rethrow: OnBug = (_where, error) => {
  throw error;
};

/**
 * Folds one fact into the state (in place: the flow is its only owner). The alarm path comes first; where one of the folds
 * beside it throws, `onBug` hears of it and the others go on (promise 1).
 */
export function evolve(state: CampusState, happened: Happened, onBug: OnBug = rethrow): void {
  const { fact, at } = happened;
  state.lastT = Math.max(state.lastT, at.t);
  state.lastMs = at.wall;
  state.lastBoot = at.boot;
  if (fact.kind === 'gateway-started') state.offsetMs = fact.offsetMs;
  if (fact.kind === 'storage-fault') state.storageFault = fact.code;
  else if (fact.kind === 'storage-restored') state.storageFault = null;
  else if (fact.kind === 'channel-fault') state.channelsDown.add(fact.channel);
  else if (fact.kind === 'channel-restored') state.channelsDown.delete(fact.channel);
  else if (fact.kind === 'sink-fault') state.sinksDown.add(fact.sink);
  else if (fact.kind === 'sink-restored') state.sinksDown.delete(fact.sink);
  else if (fact.kind === 'day-closed') state.closedDay = fact.date;
  evolveDevice(state, fact, at);
  evolveOutbox(state, fact);
  evolveIncidents(state, happened);
  for (const [where, fold] of BESIDE) {
    try {
      fold(state, happened);
    } catch (error) {
      onBug(`fold: ${where}`, error);
    }
  }
}

/** The not-closed incident with this key, if any. */
export function findOpen(state: CampusState, key: string): Incident | undefined {
  const id = state.openByKey.get(key);
  return id === undefined ? undefined : state.incidents.get(id);
}

/**
 * Has this event been decided already? A press is a repeat of a press only: a device that counts its readings apart, against
 * the contract, must be heard all the same (promise 1).
 */
export const isRepeat = (state: CampusState, name: EventName, press: boolean): boolean => {
  const key = nameKey(name);
  const device = state.devices.get(name.device);
  if (key === null || !device) return false;
  return (press ? device.recentPresses : device.recent).includes(key);
};

/** The disk did not take this event and its device will send it again: that one is a first. */
export function forgetName(state: CampusState, name: EventName): void {
  const device = state.devices.get(name.device);
  const key = nameKey(name);
  if (device && key !== null) device.recent = device.recent.filter((known) => known !== key);
}
