/**
 * The `Campus` port in memory: lifelike incidents, a ledger, duty and live events, with the rules of taking, arriving,
 * handing over and closing. For HTTP tests and for working on the console without a gateway.
 */

import { planViews } from '../../gateway/flow/serve/plans.ts';
import { staffViews } from '../../gateway/flow/serve/staff.ts';
import type {
  Device,
  GatewayHealth,
  Incident,
  IncidentWithTimeline,
  LiveEvent,
  Notice,
  Zone,
} from '../../gateway/contract/api.ts';
import { dayNumber } from '../../gateway/core/calendar/civil-date.ts';
import { emptyCampus } from '../../gateway/core/campus.ts';
import { summarise } from '../../gateway/core/summary/summarise.ts';
import type { CoverageView, Duty } from '../../gateway/contract/duty-api.ts';
import type { AccountableFact, Fact } from '../../gateway/core/facts.ts';
import type { Raise } from '../../gateway/core/incident/staff.ts';
import type { School } from '../../gateway/core/school.ts';
import type { AlarmLoad } from '../../gateway/contract/sensor-api.ts';
import type { Action, ActResult, Campus, Metric, ReleaseResult } from '../../gateway/ports/campus.ts';
import type { DutyAct, DutyActResult } from '../../gateway/ports/duty.ts';
import type { UnknownDevice } from '../../gateway/contract/upkeep-api.ts';
import type { MuteAct, MuteResult } from '../../gateway/ports/upkeep.ts';
import type { IncidentQuery, LedgerItem, LedgerQuery } from '../../gateway/ports/journal.ts';
import { FakeDuty } from './fake-duty.ts';
import { FakeLedger } from './fake-ledger.ts';
import { FakePatrol } from './fake-patrol.ts';
import { fakeSchool } from './fake-school.ts';
import { fakeStories, schoolTime } from './fake-stories.ts';

export interface FakeCampusOptions {
  readonly now?: () => number;
  /** Start without any incident. */
  readonly empty?: boolean;
}

const DEADLINE = { why: 'arrive', dueT: 0 } as const;

export class FakeCampus implements Campus {
  readonly ledgerBook = new FakeLedger();
  /** Everything asked of `act`, in order. */
  readonly acts: { readonly person: string; readonly action: Action }[] = [];
  /** Everything recorded through `note`, in order. */
  readonly notes: { readonly actor: string; readonly fact: AccountableFact }[] = [];
  /** Devices that rules do not believe. */
  readonly quarantined = new Set<string>();
  readiness: { ok: boolean; why: string[] } = { ok: true, why: [] };
  /** Set to make every read of the journal fail. */
  broken: Error | null = null;
  readonly patrol = new FakePatrol();
  readonly #school = fakeSchool();
  readonly #now: () => number;
  readonly #startedMs: number;
  readonly roster: FakeDuty;
  readonly #incidents = new Map<string, Incident>();
  readonly #done = new Map<string, Map<string, { doneAt: string; doneBy: string; doneByName: string | null }>>();
  readonly #notices = new Map<string, readonly Notice[]>();
  readonly #listeners = new Set<(event: LiveEvent) => void>();
  #made = 0;

  constructor(options: FakeCampusOptions = {}) {
    this.#now = options.now ?? Date.now;
    this.#startedMs = this.#now();
    this.roster = new FakeDuty(this.#school, this.#now);
    if (options.empty !== true) this.#tellStories();
  }

  school(): School {
    return this.#school;
  }

  async incidents(query: IncidentQuery): Promise<readonly Incident[]> {
    if (this.broken) throw this.broken;
    const before = query.before;
    return [...this.#incidents.values()]
      .filter((one) => query.status === undefined || query.status.includes(one.status))
      .filter((one) => query.zone === undefined || one.zone === query.zone)
      .filter((one) => query.kind === undefined || one.kind === query.kind)
      .filter((one) => query.fromMs === undefined || Date.parse(one.openedAt) >= query.fromMs)
      .filter((one) => query.toMs === undefined || Date.parse(one.openedAt) < query.toMs)
      .sort((a, b) => Date.parse(b.openedAt) - Date.parse(a.openedAt) || (a.id < b.id ? 1 : -1))
      .filter((one) => {
        if (before === undefined) return true;
        const openedAtMs = Date.parse(one.openedAt);
        return openedAtMs < before.openedAtMs || (openedAtMs === before.openedAtMs && one.id < before.id);
      })
      .slice(0, query.limit);
  }

  async incident(id: string): Promise<IncidentWithTimeline | null> {
    const incident = this.#incidents.get(id);
    if (incident === undefined) return null;
    const timeline = this.ledgerBook.timelineOf(id).map((item) => ({ ...item, data: { ...item.data } }));
    const done = this.#done.get(id) ?? new Map();
    const procedure = (this.#school.procedures?.get(incident.kind) ?? []).map((step) => ({
      id: step.id,
      text: step.text,
      textEn: step.textEn ?? null,
      ...(done.get(step.id) ?? { doneAt: null, doneBy: null, doneByName: null }),
    }));
    return { ...incident, timeline, notices: [...(this.#notices.get(id) ?? [])], procedure };
  }

  zones(): readonly Zone[] {
    return [...this.#school.zones.values()].map((zone) => ({
      id: zone.id,
      name: zone.name,
      nameEn: zone.nameEn ?? null,
      building: zone.building,
      floor: zone.floor,
      kind: zone.kind,
      blindSpot: zone.blindSpot,
      devices: [...this.#school.devices.values()].filter((device) => device.zone === zone.id).map(({ id }) => id),
      openIncidents: [...this.#incidents.values()]
        .filter((one) => one.zone === zone.id && one.status !== 'closed')
        .map(({ id }) => id),
    }));
  }

  plans() {
    return planViews(this.#school);
  }

  people() {
    return staffViews(this.#school);
  }

  devices(): readonly Device[] {
    return [...this.#school.devices.values()].map(({ id, kind, zone, name }, index) => {
      const silent = id === 'btn-sy2-corridor';
      return {
        id,
        kind,
        zone,
        name,
        online: !silent,
        lastSeen: schoolTime(this.#now() - (silent ? 1_615_000 : 4_000 + index * 1_700)),
        battery: kind === 'button' ? 100 - index * 9 : null,
        lastTest: kind === 'button' ? schoolTime(this.#startedMs - 86_400_000 * (index + 1)) : null,
        flags: silent ? ['silent'] : [],
      };
    });
  }

  alarmLoad(): AlarmLoad {
    return { at: schoolTime(this.#now()), people: [], chattering: [], quarantined: [], stale: [] };
  }

  releaseSensor(person: string, device: string): Promise<ReleaseResult> {
    if (!this.#school.devices.has(device)) return Promise.resolve('unknown-device');
    if (!this.quarantined.delete(device)) return Promise.resolve('not-quarantined');
    this.note(`person:${person}`, { kind: 'sensor-released', device });
    return Promise.resolve('released');
  }

  /** At any hour everybody has a post, so that a screen has something to show; the gate cannot be reached. */
  duty(atMs: number | null): Duty {
    const { items, ...duty } = this.roster.duty(atMs);
    const everybody = items.map((one) =>
      one.person === 'zhao.gate' ? { ...one, reachable: false, channels: [] } : one,
    );
    return { ...duty, items: everybody };
  }

  coverage(days: number): CoverageView {
    return this.roster.coverage(days);
  }

  readonly unknown: UnknownDevice[] = [];
  unknownDevices(): readonly UnknownDevice[] {
    return this.unknown;
  }

  async muteAct(person: string, device: string, act: MuteAct): Promise<MuteResult> {
    if (!this.#school.devices.has(device)) return { ok: false, why: 'unknown-device' };
    if (act.type === 'unmute') return { ok: false, why: 'not-muted' };
    const { untilMs, reason } = act;
    this.note(`person:${person}`, { kind: 'device-muted', device, untilT: 0, untilMs, reason });
    return { ok: true, muted: { device, until: new Date(untilMs).toISOString(), stored: true } };
  }

  async summary(date: string | null) {
    if (date !== null && date > schoolTime(this.#now()).slice(0, 10)) return null;
    const day = dayNumber(date ?? schoolTime(this.#now()).slice(0, 10)) ?? 0;
    return summarise({ ...emptyCampus(), duty: this.roster.state }, this.#school, day);
  }

  async dutyAct(person: string, act: DutyAct): Promise<DutyActResult> {
    return this.roster.act(person, act);
  }

  async ledger(query: LedgerQuery): Promise<readonly LedgerItem[]> {
    if (this.broken) throw this.broken;
    return this.ledgerBook.read(query);
  }

  health(): GatewayHealth {
    const channels = [...this.#school.channels.values()].map(({ id, name }) => {
      const failing = id === 'mail';
      return { id, name, state: failing ? ('fault' as const) : ('ok' as const), detail: failing ? 'connect' : null };
    });
    return {
      storage: 'ok',
      storageDetail: null,
      clockTrusted: true,
      schedules: 'running',
      unknownHolidays: [],
      channels,
      devicesOnline: this.#school.devices.size - 1,
      devices: this.#school.devices.size,
      backlog: 0,
      head: this.ledgerBook.head(),
      uptimeMs: this.#now() - this.#startedMs,
    };
  }

  async act(person: string, action: Action): Promise<ActResult> {
    this.acts.push({ person, action });
    if (action.type === 'raise') return this.#raise(person, action);
    const incident = this.#incidents.get(action.incident);
    if (incident === undefined) return { ok: false, why: 'unknown-incident' };
    const at = schoolTime(this.#now());
    const id = incident.id;
    const mine = incident.takenBy === person;
    switch (action.type) {
      case 'see':
        if (incident.seenBy.includes(person)) return { ok: true, incident, stored: true };
        return this.#change(
          person,
          { ...incident, seenBy: [...incident.seenBy, person] },
          { kind: 'notice-seen', incident: id, person },
        );
      case 'take': {
        if (incident.status !== 'open' && !(incident.stale && incident.status !== 'closed')) return conflict(incident);
        const taken = {
          status: 'taken',
          takenBy: person,
          takenByName: this.#name(person),
          takenAt: at,
          arrivedAt: null,
        } as const;
        const next = { why: 'arrive', at: schoolTime(this.#now() + 180_000) } as const;
        return this.#change(
          person,
          { ...incident, ...taken, stale: false, next },
          { kind: 'incident-taken', incident: id, deadline: DEADLINE },
        );
      }
      case 'arrive': {
        if (incident.status !== 'taken' || !mine) return conflict(incident);
        const next = { why: 'close', at: schoolTime(this.#now() + 1_200_000) } as const;
        const fact = { kind: 'incident-arrived', incident: id, deadline: DEADLINE } as const;
        return this.#change(person, { ...incident, status: 'arrived', arrivedAt: at, stale: false, next }, fact);
      }
      case 'handover': {
        if (!this.#school.people.has(action.to)) return { ok: false, why: 'unknown-person' };
        if (incident.status === 'open' || incident.status === 'closed') return conflict(incident);
        const owner = { takenBy: action.to, takenByName: this.#name(action.to), takenAt: at } as const;
        const fact = {
          kind: 'incident-handed-over',
          incident: id,
          to: action.to,
          text: action.text,
          deadline: DEADLINE,
        } as const;
        return this.#change(person, { ...incident, ...owner, status: 'taken', arrivedAt: null }, fact);
      }
      case 'step': {
        const known = this.#school.procedures?.get(incident.kind)?.some((step) => step.id === action.step) ?? false;
        if (!known) return { ok: false, why: 'unknown-step' };
        const done = this.#done.get(id) ?? new Map();
        if (action.done) done.set(action.step, { doneAt: at, doneBy: person, doneByName: this.#name(person) });
        else done.delete(action.step);
        this.#done.set(id, done);
        const { step } = action;
        return this.#change(person, incident, { kind: 'procedure-step-done', incident: id, step, done: action.done });
      }
      case 'note':
        return this.#change(person, incident, { kind: 'incident-noted', incident: id, text: action.text });
      case 'close': {
        if (incident.status === 'closed') return conflict(incident);
        const end = { closedAt: at, closedBy: person, outcome: action.outcome, reason: action.reason } as const;
        const fact = { kind: 'incident-closed', incident: id, outcome: action.outcome, reason: action.reason } as const;
        return this.#change(person, { ...incident, ...end, status: 'closed', stale: false, next: null }, fact);
      }
    }
  }

  note(actor: string, fact: AccountableFact): void {
    this.notes.push({ actor, fact });
    this.ledgerBook.append(this.#now(), actor, fact);
  }

  live(listener: (event: LiveEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  ready(): { readonly ok: boolean; readonly why: readonly string[] } {
    return this.readiness;
  }

  metrics(): readonly Metric[] {
    return [
      { name: 'presses_total', help: 'Presses received.', type: 'counter', samples: [{ labels: {}, value: 7 }] },
      {
        name: 'devices_online',
        help: 'Devices heard within their limit,\nby "kind" \\ zone.',
        type: 'gauge',
        samples: [{ labels: { kind: 'button', zone: 'a"b\\c\nd' }, value: 4 }],
      },
      {
        name: 'commit_seconds',
        help: 'Time from append to fsync.',
        type: 'histogram',
        samples: [
          { labels: { le: '0.01' }, value: 4, suffix: '_bucket' },
          { labels: { le: '+Inf' }, value: 5, suffix: '_bucket' },
          { labels: {}, value: 0.083, suffix: '_sum' },
          { labels: {}, value: 5, suffix: '_count' },
        ],
      },
    ];
  }

  /** Announces an event to every listener, as the gateway would. */
  emit(event: LiveEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  listeners(): number {
    return this.#listeners.size;
  }

  /** A press now: opens a panic in the button's zone. Returns the incident's id. */
  press(device: string): string {
    const zone = this.#school.devices.get(device)?.zone ?? null;
    return this.#open(`device:${device}`, {
      kind: 'panic',
      level: 'help',
      zone,
      device,
      text: null,
      presses: 1,
      drill: false,
    }).id;
  }

  #tellStories(): void {
    const stories = fakeStories(this.#startedMs, {
      person: (id) => this.#school.people.get(id)?.name ?? null,
      zone: (id) => this.#school.zones.get(id)?.name ?? null,
    });
    const facts = stories.flatMap((story) => story.facts).sort((a, b) => a.atMs - b.atMs);
    for (const { atMs, actor, fact } of facts) this.ledgerBook.append(atMs, actor, fact);
    for (const { incident, notices } of stories) {
      this.#incidents.set(incident.id, incident);
      this.#notices.set(incident.id, notices);
    }
  }

  #raise(person: string, { zone, kind, text, drill }: Raise): ActResult {
    if (!this.#school.zones.has(zone)) return { ok: false, why: 'unknown-zone' };
    const level = kind === 'unusual' ? 'info' : 'help';
    const incident = this.#open(`person:${person}`, { kind, level, zone, device: null, text, presses: 0, drill });
    return { ok: true, incident, stored: true };
  }

  #open(
    actor: string,
    what: Pick<Incident, 'kind' | 'level' | 'zone' | 'device' | 'text' | 'presses' | 'drill'>,
  ): Incident {
    this.#made += 1;
    const at = schoolTime(this.#now());
    const incident: Incident = {
      ...what,
      id: `made${String(this.#made).padStart(12, '0')}`,
      zoneName: what.zone === null ? null : (this.#school.zones.get(what.zone)?.name ?? null),
      status: 'open',
      openedAt: at,
      takenBy: null,
      takenByName: null,
      takenAt: null,
      arrivedAt: null,
      closedAt: null,
      closedBy: null,
      outcome: null,
      reason: null,
      lastPressAt: what.presses > 0 ? at : null,
      flags: [],
      stale: false,
      next: { why: 'step', at: schoolTime(this.#now() + 30_000) },
      reached: [],
      seenBy: [],
    };
    const { kind: of, level, zone, device, text, drill } = what;
    const key = `${of}:${zone ?? ''}`;
    const opened = {
      incident: incident.id,
      of,
      key,
      level,
      zone,
      device,
      text,
      drill,
      flags: [],
      policy: 'panic',
    };
    this.ledgerBook.append(this.#now(), actor, { kind: 'incident-opened', ...opened, press: null, devices: [] });
    this.#incidents.set(incident.id, incident);
    this.emit({ event: 'incident', data: incident });
    return incident;
  }

  #change(person: string, incident: Incident, fact: Fact): ActResult {
    this.ledgerBook.append(this.#now(), `person:${person}`, fact);
    this.#incidents.set(incident.id, incident);
    this.emit({ event: 'incident', data: incident });
    return { ok: true, incident, stored: true };
  }

  #name(person: string): string {
    return this.#school.people.get(person)?.name ?? person;
  }
}

function conflict(incident: Incident): ActResult {
  const owner = incident.takenByName ?? incident.takenBy;
  const message =
    owner === null ? `incident is ${incident.status}` : `incident is ${incident.status}, held by ${owner}`;
  return { ok: false, why: 'conflict', message, incident };
}
