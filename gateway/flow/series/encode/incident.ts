/** The life of an incident: one point that is completed step by step, and a point for each step. */

import type { LIFECYCLE } from '../../../contract/series/alarms.ts';
import type { FieldsOf, TagsOf } from '../../../contract/series/registry.ts';
import { NONE } from '../../../contract/series/shared-tags.ts';
import type { EventName, Fact } from '../../../core/facts.ts';
import { personOf } from '../../../core/incident/incident.ts';
import type { Recorded } from '../../../ports/series.ts';
import { type EncodeContext, placeOf, slotAt } from './context.ts';
import { type Line, line, nanos } from './line.ts';
import { keepIncident, type KnownIncident, type KnownPress } from './memory.ts';

type Of<K extends Fact['kind']> = Extract<Fact, { kind: K }>;
type IncidentFields = FieldsOf<'incident'>;

/** Accepted by a channel within this is in target. */
const NOTIFIED_WITHIN_MS = 10_000;
const RULE = 'rule:';

const NOTHING_KNOWN: TagsOf<'incident'> = {
  kind: NONE,
  zone: NONE,
  zone_name: NONE,
  zone_kind: NONE,
  blind_spot: NONE,
  slot: 'unknown',
  mode: 'real',
  rule: NONE,
};

const tagsOf = (known: KnownIncident | undefined): TagsOf<'incident'> => ({ ...NOTHING_KNOWN, ...known?.tags });

function pointOf(known: KnownIncident): Line {
  // Written by `opened` below in this shape, and completed by the others.
  const fields = known.fields as IncidentFields;
  return line('incident', tagsOf(known), { ...fields, level: known.level }, BigInt(known.ns));
}

interface Step {
  readonly event: (typeof LIFECYCLE)[number];
  readonly device?: string | null;
  readonly step?: number;
  readonly person?: string | null;
  readonly outcome?: string;
}

function eventLine(at: Recorded, id: string, known: KnownIncident | undefined, step: Step): Line {
  const tags = { ...tagsOf(known), event: step.event, level: known?.level ?? 'info', outcome: step.outcome ?? NONE };
  return line(
    'incident_event',
    tags,
    {
      n: 1,
      incident: id,
      device_id: step.device ?? null,
      step: step.step ?? null,
      since_raised_ms: known ? Math.max(0, at.t - known.openedT) : 0,
      person: step.person ?? null,
    },
    nanos(at.atMs, at.seq),
  );
}

function opened(at: Recorded, fact: Of<'incident-opened'>, { school, memory }: EncodeContext): Line[] {
  const rule = fact.flags.find((flag) => flag.startsWith(RULE))?.slice(RULE.length);
  const fields = {
    incident: fact.incident,
    counted: fact.drill ? 0 : 1,
    open: 1,
    unowned: 1,
    ...(fact.device === null ? {} : { device_id: fact.device }),
    presses: fact.press === null ? 0 : 1,
  } satisfies Partial<IncidentFields>;
  const known = keepIncident(memory, fact.incident, {
    ns: String(nanos(at.atMs, at.seq)),
    openedT: at.t,
    tags: {
      kind: fact.of,
      ...placeOf(school, fact.zone),
      slot: slotAt(school, at.atMs, at.trusted),
      mode: fact.drill ? 'drill' : 'real',
      rule: rule === undefined || rule === '' ? NONE : rule,
    },
    fields,
    level: fact.level,
    pressed: pressedHours(memory.press, fact.press),
    dueT: null,
  });
  const person = personOf(at.actor);
  return [pointOf(known), eventLine(at, fact.incident, known, { event: 'raised', device: fact.device, person })];
}

/** Somebody leaning on a button must not make the memory grow without end. */
const MOST_PRESSED = 200;

function pressedHours(newest: KnownPress | null, name: EventName | null): KnownIncident['pressed'] {
  if (newest === null || name === null) return [];
  if (newest.device !== name.device || newest.boot !== name.boot || newest.seq !== name.seq) return [];
  const { startMs, zone, slot } = newest;
  return [{ startMs, zone, slot }];
}

/** Adds fields that are not there yet. */
function once(known: KnownIncident, fields: Partial<Record<keyof IncidentFields, number>>): void {
  for (const [name, value] of Object.entries(fields)) known.fields[name] ??= value;
}

const LOUDNESS = ['info', 'fault', 'help', 'urgent'];

function joined(
  at: Recorded,
  fact: Of<'incident-joined'>,
  known: KnownIncident | undefined,
  { memory }: EncodeContext,
): Line[] {
  const event = eventLine(at, fact.incident, known, { event: 'joined', device: fact.device });
  if (!known) return [event];
  if (fact.press !== null) known.fields['presses'] = Number(known.fields['presses'] ?? 0) + 1;
  if (known.pressed.length < MOST_PRESSED) known.pressed.push(...pressedHours(memory.press, fact.press));
  if (LOUDNESS.indexOf(fact.level) > LOUDNESS.indexOf(known.level)) known.level = fact.level;
  return [pointOf(known), event];
}

/** A target that can no longer be met counts at once: what nobody took over must not be missing from the share. */
function miss(known: KnownIncident, reason: Of<'step-reached'>['reason'], step: number): void {
  const { fields } = known;
  if (step > 1) {
    if (fields['notified_ms'] === undefined) once(known, { notified_in_target: 0 });
    if (fields['taken_ms'] === undefined) once(known, { taken_in_target: 0 });
  }
  // It alarms again because somebody took over and then nothing happened in time.
  if (reason === 're-alarm')
    once(known, fields['arrived_ms'] === undefined ? { arrived_in_target: 0 } : { closed_in_target: 0 });
}

function stepReached(at: Recorded, fact: Of<'step-reached'>, known: KnownIncident | undefined): Line[] {
  const event = fact.reason === 'escalated' ? 'escalated' : fact.reason === 're-alarm' ? 're-alarmed' : null;
  const step = fact.step + 1;
  const lines = event === null ? [] : [eventLine(at, fact.incident, known, { event, step, device: fact.device })];
  if (!known) return lines;
  miss(known, fact.reason, step);
  known.fields['steps'] = Math.max(step, Number(known.fields['steps'] ?? 0));
  return [pointOf(known), ...lines];
}

const since = (at: Recorded, known: KnownIncident): number => Math.max(0, Math.round(at.t - known.openedT));

/** A channel has accepted a message to a person: the first one counts. */
export function notified(at: Recorded, id: string, { memory }: EncodeContext): Line[] {
  const known = memory.incidents.get(id);
  if (!known || known.fields['notified_ms'] !== undefined) return [];
  const ms = since(at, known);
  once(known, { notified_ms: ms, notified_in_target: ms <= NOTIFIED_WITHIN_MS ? 1 : 0 });
  return [pointOf(known), eventLine(at, id, known, { event: 'notified' })];
}

function taken(at: Recorded, fact: Of<'incident-taken'>, known: KnownIncident | undefined): Line[] {
  const person = personOf(at.actor);
  if (known) {
    once(known, { taken_ms: since(at, known), taken_in_target: Number(known.fields['steps'] ?? 1) <= 1 ? 1 : 0 });
    known.fields['unowned'] = 0;
    if (person !== null) known.fields['taken_by'] = person;
    known.dueT = fact.deadline.dueT;
  }
  return withPoint(at, fact.incident, known, { event: 'taken', person });
}

const inTime = (at: Recorded, known: KnownIncident): number => (known.dueT === null || at.t <= known.dueT ? 1 : 0);

function arrived(at: Recorded, fact: Of<'incident-arrived'>, known: KnownIncident | undefined): Line[] {
  if (known) {
    once(known, { arrived_ms: since(at, known), arrived_in_target: inTime(at, known) });
    known.dueT = fact.deadline.dueT;
  }
  return withPoint(at, fact.incident, known, { event: 'arrived', person: personOf(at.actor) });
}

function handedOver(at: Recorded, fact: Of<'incident-handed-over'>, known: KnownIncident | undefined): Line[] {
  if (known) {
    known.fields['taken_by'] = fact.to;
    known.dueT = fact.deadline.dueT;
  }
  return withPoint(at, fact.incident, known, { event: 'handed-over', person: fact.to });
}

function closed(at: Recorded, fact: Of<'incident-closed'>, { memory }: EncodeContext): Line[] {
  const known = memory.incidents.get(fact.incident);
  memory.incidents.delete(fact.incident);
  const { outcome } = fact;
  if (known) {
    once(known, { closed_ms: since(at, known) });
    if (known.fields['arrived_ms'] !== undefined) once(known, { closed_in_target: inTime(at, known) });
    const practice = outcome === 'drill' || outcome === 'test';
    Object.assign(known.fields, { open: 0, unowned: 0, outcome, ...(practice ? { counted: 0 } : {}) });
  }
  return withPoint(at, fact.incident, known, { event: 'closed', outcome, person: personOf(at.actor) });
}

function withPoint(at: Recorded, id: string, known: KnownIncident | undefined, step: Step): Line[] {
  const event = eventLine(at, id, known, step);
  return known ? [pointOf(known), event] : [event];
}

function seen(at: Recorded, fact: Of<'notice-seen'>, known: KnownIncident | undefined): Line[] {
  if (known) once(known, { seen_ms: since(at, known) });
  return withPoint(at, fact.incident, known, { event: 'seen', person: fact.person });
}

/** Lines of a fact of an incident's life; none for any other fact. */
export function encodeIncident(at: Recorded, context: EncodeContext): Line[] {
  const { fact } = at;
  if (!('incident' in fact)) return [];
  const known = context.memory.incidents.get(fact.incident);
  switch (fact.kind) {
    case 'incident-opened':
      return opened(at, fact, context);
    case 'incident-joined':
      return joined(at, fact, known, context);
    case 'step-reached':
      return stepReached(at, fact, known);
    case 'notice-seen':
      return seen(at, fact, known);
    case 'incident-taken':
      return taken(at, fact, known);
    case 'incident-arrived':
      return arrived(at, fact, known);
    case 'incident-handed-over':
      return handedOver(at, fact, known);
    case 'incident-noted':
      return withPoint(at, fact.incident, known, { event: 'noted', person: personOf(at.actor) });
    case 'incident-closed':
      return closed(at, fact, context);
    default:
      return [];
  }
}
