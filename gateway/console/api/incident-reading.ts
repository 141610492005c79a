/**
 * Incidents as they come in. A tab that was left open over an upgrade may meet a kind or a field it does not know: such an
 * incident is shown all the same, loud and marked `unreadable`, because an alarm is never dropped for how it looks (promise 1).
 */

import { z } from 'zod';
import { type Incident, incident, INCIDENT_STATUSES, incidentWithTimeline } from '../../contract/api.ts';
import type { IncidentWithTimeline } from '../../contract/api.ts';
import { INCIDENT_KINDS, LEVELS } from '../../core/facts.ts';

const maybeText = z.string().nullable().catch(null);

const salvage = z.object({
  id: z.string().min(1),
  kind: z.enum(INCIDENT_KINDS).catch('unusual'),
  level: z.enum(LEVELS).catch('urgent'),
  zone: maybeText,
  zoneName: maybeText,
  device: maybeText,
  status: z.enum(INCIDENT_STATUSES).catch('open'),
  openedAt: z.string().catch(() => new Date().toISOString()),
  takenBy: maybeText,
  takenByName: maybeText,
  takenAt: maybeText,
  arrivedAt: maybeText,
  closedAt: maybeText,
  closedBy: maybeText,
  outcome: incident.shape.outcome.catch(null),
  reason: maybeText,
  presses: z.number().catch(0),
  lastPressAt: maybeText,
  flags: z.array(z.string()).catch([]),
  drill: z.boolean().catch(false),
  text: maybeText,
  stale: z.boolean().catch(false),
  next: incident.shape.next.catch(null),
  reached: z.array(z.string()).catch([]),
  seenBy: z.array(z.string()).catch([]),
});

/** Null only where there is not even an id. */
export function readIncident(value: unknown): Incident | null {
  const exact = incident.safeParse(value);
  if (exact.success) return exact.data;
  const saved = salvage.safeParse(value);
  return saved.success ? { ...saved.data, flags: [...saved.data.flags, 'unreadable'] } : null;
}

const page = z.object({ items: z.array(z.unknown()), next: z.string().nullable().catch(null) });

export interface IncidentPage {
  readonly items: readonly Incident[];
  readonly next: string | null;
}

export function readIncidentPage(value: unknown): IncidentPage | null {
  const read = page.safeParse(value);
  if (!read.success) return null;
  return { items: read.data.items.map(readIncident).filter((i) => i !== null), next: read.data.next };
}

const parts = z.object({
  timeline: z.array(z.unknown()).catch([]),
  notices: z.array(z.unknown()).catch([]),
  procedure: z.array(z.unknown()).catch([]),
  people: z.record(z.string(), z.string()).catch({}),
});
const item = incidentWithTimeline.shape.timeline.element;
const told = incidentWithTimeline.shape.notices.element;
const line = incidentWithTimeline.shape.procedure.element;

/** One incident with its record; a single entry that cannot be read does not hide the others. */
export function readTimeline(value: unknown): IncidentWithTimeline | null {
  const head = readIncident(value);
  const rest = parts.safeParse(value);
  if (head === null || !rest.success) return null;
  const { timeline, notices, procedure, people } = rest.data;
  return {
    ...head,
    timeline: readable(item, timeline),
    notices: readable(told, notices),
    procedure: readable(line, procedure),
    people,
  };
}

function readable<T>(schema: z.ZodType<T>, values: readonly unknown[]): T[] {
  const found: T[] = [];
  for (const value of values) {
    const read = schema.safeParse(value);
    if (read.success) found.push(read.data);
  }
  return found;
}
