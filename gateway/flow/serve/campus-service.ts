/** What the outside may ask and do: answers from memory where it can, so that a dead disk never hides an open incident. */

import type {
  Device as DeviceView,
  GatewayHealth,
  Incident as View,
  IncidentWithTimeline,
  LiveEvent,
} from '../../contract/api.ts';
import type { AccountableFact, Fact, FactKind } from '../../core/facts.ts';
import type { Incident } from '../../core/incident/incident.ts';
import { decideRaise, decideStaff, type Refusal, type StaffAct } from '../../core/incident/staff.ts';
import type { Action, ActResult, Campus, Metric, ReleaseResult } from '../../ports/campus.ts';
import type { IncidentQuery, IncidentRow, Journal, LedgerItem, LedgerQuery } from '../../ports/journal.ts';
import type { PatrolRecord } from '../../ports/patrol-record.ts';
import type { Engine } from '../engine/engine.ts';
import type { PresenceTable } from '../engine/presence.ts';
import type { Strangers } from '../foreign/strangers.ts';
import { alarmLoadView } from './alarm-load-view.ts';
import { figuresOf } from './day-figures.ts';
import { DutyDesk } from './duty-desk.ts';
import { incidentView, procedureView } from './incident-view.ts';
import type { LiveFeed } from './live.ts';
import { noticesOf } from './notice-view.ts';
import { patiently, stored } from './patience.ts';
import { releaseSensor } from './release-sensor.ts';
import { peopleNamed } from './people-named.ts';
import { deviceView, deviceViews, zoneViews } from './places.ts';
import { planViews } from './plans.ts';
import { staffViews } from './staff.ts';
import { muteAct, unknownDeviceViews } from './upkeep.ts';

export interface ServiceDeps {
  readonly engine: Engine;
  readonly journal: Journal;
  readonly presence: PresenceTable;
  readonly strangers: () => Strangers;
  readonly patrol: PatrolRecord;
  readonly feed: LiveFeed;
  readonly health: () => GatewayHealth;
  readonly metrics: () => readonly Metric[];
  readonly listening: () => boolean;
}

const TIMELINE_LIMIT = 5000;
const DEEDS: readonly FactKind[] = [
  'incident-joined',
  'incident-taken',
  'incident-arrived',
  'incident-handed-over',
  'incident-noted',
  'procedure-step-done',
  'incident-closed',
  'notice-seen',
];
const MESSAGES: Record<Refusal, string> = {
  'already-taken': 'already taken over',
  'already-arrived': 'already arrived',
  'not-taken': 'nobody has taken it over yet',
  closed: 'already closed',
  'unknown-person': 'unknown person',
  'unknown-step': 'unknown step',
};

export class CampusService implements Campus {
  private readonly deps: ServiceDeps;
  private readonly desk: DutyDesk;

  constructor(deps: ServiceDeps) {
    this.deps = deps;
    this.desk = new DutyDesk(deps.engine);
  }

  get patrol(): PatrolRecord {
    return this.deps.patrol;
  }

  readonly school = () => this.deps.engine.school;
  readonly health = (): GatewayHealth => this.deps.health();
  readonly metrics = (): readonly Metric[] => this.deps.metrics();
  readonly live = (listener: (event: LiveEvent) => void): (() => void) => this.deps.feed.listen(listener);

  async incidents(query: IncidentQuery): Promise<readonly View[]> {
    const stored = await this.patiently<readonly IncidentRow[]>(this.deps.journal.incidents(query), []);
    const found = new Map<string, Incident>();
    for (const row of stored) found.set(row.id, this.incidentOf(row));
    for (const incident of this.deps.engine.state.incidents.values()) {
      // Memory is ahead of the disk: it decides what an incident looks like and whether it still matches.
      if (matches(incident, query)) found.set(incident.id, incident);
      else found.delete(incident.id);
    }
    const newestFirst = [...found.values()].sort((a, b) => b.openedMs - a.openedMs || (a.id < b.id ? 1 : -1));
    return newestFirst.slice(0, query.limit).map((incident) => this.view(incident));
  }

  async incident(id: string): Promise<IncidentWithTimeline | null> {
    const { engine, journal } = this.deps;
    const live = engine.state.incidents.get(id);
    const row = live ? null : await this.patiently(journal.incident(id), null);
    const incident = live ?? (row ? this.incidentOf(row) : undefined);
    if (!incident) return null;
    const timeline = await this.patiently(this.timeline(id), []);
    const { school } = engine;
    const people = peopleNamed(timeline, school);
    return {
      ...this.view(incident),
      timeline: [...timeline],
      notices: noticesOf(timeline, school),
      procedure: procedureView(incident, school),
      people,
    };
  }

  zones() {
    return zoneViews(this.deps.engine.school, this.deps.engine.state);
  }

  plans() {
    return planViews(this.deps.engine.school);
  }

  people() {
    return staffViews(this.deps.engine.school);
  }

  devices(): readonly DeviceView[] {
    const { engine, presence } = this.deps;
    return deviceViews(engine.school, engine.state, presence, engine.clock.now().wall);
  }

  alarmLoad() {
    return alarmLoadView(this.deps.engine);
  }

  readonly unknownDevices: Campus['unknownDevices'] = () => unknownDeviceViews(this.deps.strangers());
  readonly muteAct: Campus['muteAct'] = (person, device, act) => muteAct(this.deps.engine, person, device, act);

  async releaseSensor(person: string, device: string): Promise<ReleaseResult> {
    return releaseSensor(this.deps.engine, person, device);
  }

  readonly duty = (atMs: number | null) => this.desk.duty(atMs);
  readonly coverage = (days: number) => this.desk.coverage(days);
  readonly summary = (date: string | null) => figuresOf(this.deps.engine, this.deps.journal, date);
  readonly dutyAct: Campus['dutyAct'] = (person, act) => this.desk.act(person, act);

  ledger(query: LedgerQuery): Promise<readonly LedgerItem[]> {
    return this.deps.journal.read(query);
  }

  note(actor: string, fact: AccountableFact): void {
    const { engine } = this.deps;
    engine.commit([fact], actor, engine.clock.now(), { keep: true });
  }

  act(person: string, action: Action): Promise<ActResult> {
    const { engine } = this.deps;
    const ctx = engine.context();
    if (action.type === 'raise') {
      if (!engine.school.zones.has(action.zone)) return Promise.resolve({ ok: false, why: 'unknown-zone' });
      const facts = decideRaise(action, person, ctx);
      return this.store(facts, person, `inc-${ctx.uid}`);
    }
    const incident = engine.state.incidents.get(action.incident);
    if (!incident) return this.gone(action.incident);
    const decision = decideStaff(incident, staffAct(action), person, ctx);
    if (decision.ok) return this.store(decision.facts, person, incident.id);
    if (decision.why === 'unknown-person' || decision.why === 'unknown-step') {
      return Promise.resolve({ ok: false, why: decision.why });
    }
    return Promise.resolve(this.conflict(incident, decision.why));
  }

  ready(): { ok: boolean; why: readonly string[] } {
    const why: string[] = [];
    const { storageFault } = this.deps.engine.state;
    if (storageFault !== null && storageFault !== 'low-space') why.push(`journal: ${storageFault}`);
    if (!this.deps.listening()) why.push('broker: not listening');
    return { ok: why.length === 0, why };
  }

  /** For the live feed. */
  view(incident: Incident): View {
    const { engine } = this.deps;
    return incidentView(incident, engine.school, engine.clock.now());
  }

  deviceView(id: string): DeviceView | null {
    const { engine, presence } = this.deps;
    const device = engine.school.devices.get(id);
    return device ? deviceView(device, engine.state, presence, engine.clock.now().wall) : null;
  }

  /** From the beginning. Of what is too long only the repetitions are cut: never what people did. */
  private async timeline(incident: string): Promise<readonly LedgerItem[]> {
    const { journal } = this.deps;
    const query = { subject: incident, accountableOnly: true, limit: TIMELINE_LIMIT };
    const items = await journal.read(query);
    const last = items.at(-1);
    if (items.length < TIMELINE_LIMIT || !last) return items;
    const deeds = await journal.read({ ...query, afterSeq: last.seq, kinds: DEEDS });
    return [...items, ...deeds];
  }

  /** Old incidents have left memory: nothing but a note could still be said of them, and they are closed. */
  private async gone(id: string): Promise<ActResult> {
    const row = await this.patiently(this.deps.journal.incident(id), null);
    return row ? this.conflict(this.incidentOf(row), 'closed') : { ok: false, why: 'unknown-incident' };
  }

  private patiently<T>(read: Promise<T>, otherwise: T): Promise<T> {
    return patiently(this.deps.engine.clock, read, otherwise);
  }

  private conflict(incident: Incident, why: Refusal): ActResult {
    const view = this.view(incident);
    const by = view.takenByName === null ? '' : ` by ${view.takenByName}`;
    const message = why === 'already-taken' || why === 'already-arrived' ? `${MESSAGES[why]}${by}` : MESSAGES[why];
    return { ok: false, why: 'conflict', message, incident: view };
  }

  private async store(facts: readonly Fact[], person: string, id: string): Promise<ActResult> {
    const { engine } = this.deps;
    const isStored = await stored(engine, facts, person, engine.clock.now());
    const incident = engine.state.incidents.get(id);
    return incident
      ? { ok: true, incident: this.view(incident), stored: isStored }
      : { ok: false, why: 'unknown-incident' };
  }

  private incidentOf(row: IncidentRow): Incident {
    // Written by `Engine.rows` from a typed incident, in the same transaction as its facts.
    return JSON.parse(row.json) as Incident;
  }
}

function staffAct(action: Exclude<Action, { type: 'raise' }>): StaffAct {
  const { incident: _incident, ...act } = action;
  return act;
}

function matches(incident: Incident, query: IncidentQuery): boolean {
  const { openedMs, id } = incident;
  if (query.status && !query.status.includes(incident.status)) return false;
  if (query.zone !== undefined && incident.zone !== query.zone) return false;
  if (query.kind !== undefined && incident.kind !== query.kind) return false;
  if (query.fromMs !== undefined && openedMs < query.fromMs) return false;
  if (query.toMs !== undefined && openedMs >= query.toMs) return false;
  const { before } = query;
  return !before || openedMs < before.openedAtMs || (openedMs === before.openedAtMs && id < before.id);
}
