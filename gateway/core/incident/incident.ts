/**
 * One incident, from the first press to a named person's close. `evolveIncident` folds a fact into it; nothing else
 * changes it. It never closes by itself (promise 6).
 */

import type { Deadline, EventName, Fact, IncidentKind, Level, Outcome } from '../facts.ts';
import { LEVELS } from '../facts.ts';
import type { Instant } from '../time.ts';

export type IncidentStatus = 'open' | 'taken' | 'arrived' | 'closed';
export type StepNotice = 'waiting' | 'failed' | 'sent';

export interface Incident {
  readonly id: string;
  readonly key: string;
  readonly kind: IncidentKind;
  readonly level: Level;
  readonly zone: string | null;
  readonly device: string | null;
  /** Devices it is about, where it is about several. */
  readonly devices: readonly string[];
  readonly drill: boolean;
  readonly status: IncidentStatus;
  readonly openedT: number;
  readonly openedMs: number;
  readonly takenBy: string | null;
  readonly takenMs: number | null;
  readonly arrivedMs: number | null;
  readonly closedBy: string | null;
  readonly closedMs: number | null;
  readonly outcome: Outcome | null;
  readonly reason: string | null;
  readonly presses: number;
  readonly lastPressT: number;
  readonly lastPressMs: number | null;
  /** The newest press of each device that called: who is to hear receipts. */
  readonly callers: Readonly<Record<string, EventName>>;
  readonly flags: readonly string[];
  readonly text: string | null;
  readonly policy: string;
  /** Index of the step reached last; -1 before the first. */
  readonly step: number;
  readonly deadline: Deadline | null;
  /** Taken or arrived, and then nothing for too long: it alarms again, and anybody may take it over. */
  readonly stale: boolean;
  /** A fault that has gone away by itself: it stays open for a person to close, but climbs no further. */
  readonly quiet: boolean;
  /** The person notices of the step reached last and how they fare. */
  readonly stepNotices: Readonly<Record<string, StepNotice>>;
  /** A press that is still to be told again, and when. */
  readonly renotify: { readonly device: string | null; readonly dueT: number } | null;
  readonly renotifiedT: Readonly<Record<string, number>>;
  /** People who were addressed, reached (accepted by a channel), and who opened it. */
  readonly told: readonly string[];
  readonly reached: readonly string[];
  readonly seenBy: readonly string[];
  /** Sirens and lamps told to sound. */
  readonly outputs: readonly string[];
  readonly noticeCount: number;
  /** Lines of the procedure that are done, by id. Absent in what was stored before there were any. */
  readonly procedure?: Readonly<Record<string, { readonly by: string | null; readonly ms: number }>>;
}

const add = (list: readonly string[], item: string): readonly string[] =>
  list.includes(item) ? list : [...list, item];
const louder = (a: Level, b: Level): Level => (LEVELS.indexOf(a) >= LEVELS.indexOf(b) ? a : b);
export const personOf = (actor: string): string | null =>
  actor.startsWith('person:') ? actor.slice('person:'.length) : null;
/** Flag of a fault that has gone away by itself. */
export const RESTORED = 'restored';
/** Stands for "no device" in per-device records. */
const deviceKey = (device: string | null): string => device ?? '';

type Opened = Extract<Fact, { kind: 'incident-opened' }>;
type Joined = Extract<Fact, { kind: 'incident-joined' }>;

function open(fact: Opened, at: Instant): Incident {
  return {
    id: fact.incident,
    key: fact.key,
    kind: fact.of,
    level: fact.level,
    zone: fact.zone,
    device: fact.device,
    devices: fact.devices,
    drill: fact.drill,
    status: 'open',
    openedT: at.t,
    openedMs: at.wall,
    takenBy: null,
    takenMs: null,
    arrivedMs: null,
    closedBy: null,
    closedMs: null,
    outcome: null,
    reason: null,
    presses: fact.press ? 1 : 0,
    lastPressT: at.t,
    lastPressMs: fact.press ? at.wall : null,
    callers: fact.press ? { [fact.press.device]: fact.press } : {},
    flags: fact.flags,
    text: fact.text,
    policy: fact.policy,
    step: -1,
    // Until the first step is on record, the incident is due at once: a crash in between pages twice, never zero times.
    deadline: { why: 'step', dueT: at.t },
    stale: false,
    quiet: false,
    stepNotices: {},
    renotify: null,
    renotifiedT: {},
    told: [],
    reached: [],
    seenBy: [],
    outputs: [],
    noticeCount: 0,
  };
}

/** One telling tells of every press so far, so the earliest is kept: another button must not put it off. */
function sooner(waiting: Incident['renotify'], { device, renotifyT }: Joined): Incident['renotify'] {
  if (renotifyT === null || (waiting && waiting.dueT <= renotifyT)) return waiting;
  return { device, dueT: renotifyT };
}

function join(incident: Incident, fact: Joined, at: Instant): Incident {
  return {
    ...incident,
    level: louder(incident.level, fact.level),
    presses: incident.presses + (fact.press ? 1 : 0),
    lastPressT: fact.press ? at.t : incident.lastPressT,
    lastPressMs: fact.press ? at.wall : incident.lastPressMs,
    callers: fact.press ? { ...incident.callers, [fact.press.device]: fact.press } : incident.callers,
    flags: fact.flags.reduce(add, incident.flags),
    quiet: fact.flags.includes(RESTORED) && incident.level === 'fault',
    renotify: sooner(incident.renotify, fact),
  };
}

function reachStep(incident: Incident, fact: Extract<Fact, { kind: 'step-reached' }>, at: Instant): Incident {
  if (fact.reason === 'press-again') {
    const mine = incident.renotify?.device === fact.device;
    return {
      ...incident,
      renotify: mine ? null : incident.renotify,
      renotifiedT: { ...incident.renotifiedT, [deviceKey(fact.device)]: at.t },
    };
  }
  return {
    ...incident,
    step: Math.max(incident.step, fact.step),
    deadline: fact.deadline,
    stale: incident.stale || fact.reason === 're-alarm',
    stepNotices: Object.fromEntries(fact.notices.map((notice) => [notice, 'waiting'])),
  };
}

function settle(incident: Incident, notice: string, state: StepNotice): Incident {
  const known = incident.stepNotices[notice];
  if (known === undefined || known === 'sent') return incident;
  return { ...incident, stepNotices: { ...incident.stepNotices, [notice]: state } };
}

function tick(incident: Incident, step: string, done: boolean, at: Instant, actor: string): Incident {
  const { [step]: _before, ...others } = incident.procedure ?? {};
  return { ...incident, procedure: done ? { ...others, [step]: { by: personOf(actor), ms: at.wall } } : others };
}

/** Folds one fact into the incident it names; facts of other kinds leave it as it is. */
export function evolveIncident(
  incident: Incident | undefined,
  fact: Fact,
  at: Instant,
  actor: string,
): Incident | undefined {
  if (fact.kind === 'incident-opened') return incident ?? open(fact, at);
  if (!incident) return undefined;
  switch (fact.kind) {
    case 'incident-joined':
      return join(incident, fact, at);
    case 'step-reached':
      return reachStep(incident, fact, at);
    case 'notice-queued':
      return {
        ...incident,
        noticeCount: incident.noticeCount + 1,
        told: fact.person ? add(incident.told, fact.person) : incident.told,
        outputs: fact.person === null ? add(incident.outputs, fact.to) : incident.outputs,
      };
    case 'notice-sent':
    case 'notice-delivered':
      return {
        ...settle(incident, fact.notice, 'sent'),
        reached: fact.person ? add(incident.reached, fact.person) : incident.reached,
      };
    case 'notice-failed':
      return settle(incident, fact.notice, 'failed');
    case 'notice-seen':
      return { ...incident, seenBy: add(incident.seenBy, fact.person) };
    case 'incident-taken':
      return {
        ...incident,
        status: 'taken',
        takenBy: personOf(actor),
        takenMs: at.wall,
        arrivedMs: null,
        stale: false,
        deadline: fact.deadline,
      };
    case 'incident-arrived':
      return { ...incident, status: 'arrived', arrivedMs: at.wall, stale: false, deadline: fact.deadline };
    case 'incident-handed-over':
      return {
        ...incident,
        status: 'taken',
        takenBy: fact.to,
        takenMs: at.wall,
        arrivedMs: null,
        stale: false,
        deadline: fact.deadline,
      };
    case 'procedure-step-done':
      return tick(incident, fact.step, fact.done, at, actor);
    case 'incident-closed':
      return {
        ...incident,
        status: 'closed',
        closedBy: personOf(actor),
        closedMs: at.wall,
        outcome: fact.outcome,
        reason: fact.reason,
        deadline: null,
        renotify: null,
      };
    default:
      return incident;
  }
}

/** When was the same device's press last told again, on the campus timeline. */
export const renotifiedT = (incident: Incident, device: string | null): number | undefined =>
  incident.renotifiedT[deviceKey(device)];
