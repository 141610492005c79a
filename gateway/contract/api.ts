/** Shapes of the HTTP API: the one source for validation, for OpenAPI and for the console. */

import { z } from 'zod';
import type { Duty } from './duty-api.ts';
import { INCIDENT_KINDS, LEVELS, OUTCOMES } from '../core/facts.ts';
import type { Round } from './patrol.ts';
import { DEVICE_KINDS, ROLES, ZONE_KINDS } from '../core/school.ts';

const iso = z.iso.datetime({ offset: true });
const id = z.string().min(1).max(128);
const text = z.string().trim().min(1).max(2000);

export const INCIDENT_STATUSES = ['open', 'taken', 'arrived', 'closed'] as const;

export const incident = z.object({
  id,
  kind: z.enum(INCIDENT_KINDS),
  level: z.enum(LEVELS),
  zone: z.string().nullable(),
  zoneName: z.string().nullable(),
  device: z.string().nullable(),
  status: z.enum(INCIDENT_STATUSES),
  openedAt: iso,
  takenBy: z.string().nullable(),
  takenByName: z.string().nullable(),
  takenAt: iso.nullable(),
  arrivedAt: iso.nullable(),
  closedAt: iso.nullable(),
  closedBy: z.string().nullable(),
  outcome: z.enum(OUTCOMES).nullable(),
  reason: z.string().nullable(),
  presses: z.number().int(),
  lastPressAt: iso.nullable(),
  flags: z.array(z.string()),
  drill: z.boolean(),
  text: z.string().nullable(),
  /** Taken (or arrived), and then nothing for too long: anybody may take it over. */
  stale: z.boolean(),
  /** What happens by itself if nobody acts, and when. */
  next: z.object({ why: z.enum(['step', 'repeat', 'arrive', 'close']), at: iso }).nullable(),
  /** People reached by at least one channel (accepted by it), by id. */
  reached: z.array(z.string()),
  seenBy: z.array(z.string()),
});
export type Incident = z.infer<typeof incident>;

export const ledgerItem = z.object({
  seq: z.number().int(),
  n: z.number().int().nullable(),
  at: iso,
  t: z.number(),
  boot: z.string(),
  trusted: z.boolean(),
  kind: z.string(),
  subject: z.string(),
  actor: z.string(),
  data: z.record(z.string(), z.unknown()),
  prev: z.string().nullable(),
  hash: z.string().nullable(),
});

export const NOTICE_STATES = ['queued', 'sent', 'delivered', 'failed', 'dropped'] as const;
export const notice = z.object({
  notice: z.string(),
  person: z.string().nullable(),
  personName: z.string().nullable(),
  channel: z.string(),
  channelName: z.string(),
  reason: z.string(),
  step: z.number().int(),
  state: z.enum(NOTICE_STATES),
  attempts: z.number().int(),
  queuedAt: iso,
  settledAt: iso.nullable(),
  /** Why it failed or was dropped. */
  why: z.string().nullable(),
});
export type Notice = z.infer<typeof notice>;

export const procedureLine = z.object({
  id,
  text: z.string(),
  textEn: z.string().nullable(),
  doneAt: iso.nullable(),
  doneBy: z.string().nullable(),
  doneByName: z.string().nullable(),
});
export type ProcedureLine = z.infer<typeof procedureLine>;

export const incidentWithTimeline = incident.extend({
  timeline: z.array(ledgerItem),
  notices: z.array(notice),
  /** What to do, as the school wrote it down for this kind, and what of it is done. */
  procedure: z.array(procedureLine),
  /** Names of the people the record mentions, by id. */
  people: z.record(z.string(), z.string()).optional(),
});
export type IncidentWithTimeline = z.infer<typeof incidentWithTimeline>;

export const zone = z.object({
  id,
  name: z.string(),
  nameEn: z.string().nullable(),
  building: z.string().nullable(),
  floor: z.number().nullable(),
  kind: z.enum(ZONE_KINDS),
  blindSpot: z.boolean(),
  devices: z.array(z.string()),
  openIncidents: z.array(z.string()),
});
export const device = z.object({
  id,
  kind: z.enum(DEVICE_KINDS),
  zone: z.string(),
  name: z.string(),
  online: z.boolean(),
  lastSeen: iso.nullable(),
  battery: z.number().nullable(),
  lastTest: iso.nullable(),
  flags: z.array(z.string()),
});
export type Device = z.infer<typeof device>;
export type Zone = z.infer<typeof zone>;

export { round } from './patrol.ts';

export const list = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), next: z.string().nullable() });

export const apiError = z.object({
  error: z.object({ code: z.string(), message: z.string(), path: z.string().nullable() }),
});
export type ApiError = z.infer<typeof apiError>;

export const me = z.object({
  person: id,
  name: z.string(),
  role: z.enum(ROLES),
  mustSetPassword: z.boolean(),
  school: z.string(),
  timeZone: z.string(),
  language: z.enum(['zh-CN', 'en']),
  simulated: z.boolean(),
  version: z.string(),
});
export type Me = z.infer<typeof me>;

// Requests. Unknown keys are refused, so that a client that tries to name an actor learns it at once (promise 8).
export const signIn = z.strictObject({ user: z.string().min(1).max(128), password: z.string().min(1).max(256) });
export const setPassword = z.strictObject({ password: z.string().min(10).max(256) });
export const takeBody = z.strictObject({});
export const noteBody = z.strictObject({ text });
export const handoverBody = z.strictObject({ to: id, text: text.optional() });
export const closeBody = z.strictObject({ outcome: z.enum(OUTCOMES), reason: text });
export const raiseBody = z.strictObject({
  zone: id,
  kind: z.enum(['manual', 'panic', 'unusual']).default('manual'),
  text,
  /** A drill: everybody is told as in earnest, and everything says that it is one. */
  drill: z.boolean().default(false),
});
export const stepBody = z.strictObject({ done: z.boolean().default(true) });

const page = { limit: z.coerce.number().int().min(1).max(1000).default(100), cursor: z.string().max(256).optional() };
const instantQuery = z.union([iso, z.iso.date()]).optional();
export const incidentsQuery = z.object({
  ...page,
  /** One status or several, comma-separated. */
  status: z
    .string()
    .transform((s) => s.split(','))
    .pipe(z.array(z.enum(INCIDENT_STATUSES)))
    .optional(),
  zone: id.optional(),
  kind: z.enum(INCIDENT_KINDS).optional(),
  from: instantQuery,
  to: instantQuery,
});
export const ledgerQuery = z.object({
  ...page,
  from: instantQuery,
  to: instantQuery,
  subject: id.optional(),
  /** One kind or several, comma-separated. */
  kind: z.string().max(2000).optional(),
});
export const listQuery = z.object(page);
export const dutyQuery = z.object({ at: instantQuery });
export const roundsQuery = z.object({ ...page, date: z.iso.date().optional() });

/** Events of `GET /api/live`. `incident` carries the incident; `device` the device; `gateway` the health strip. */
export const gatewayHealth = z.object({
  storage: z.enum(['ok', 'fault']),
  storageDetail: z.string().nullable(),
  clockTrusted: z.boolean(),
  /** What follows the wall clock (bells, rounds, presence) stops while the clock is not trusted. */
  schedules: z.enum(['running', 'suspended']),
  /** Sensor rules; missing where the school has none. Those that name windows are suspended with the schedules. */
  rules: z
    .object({ count: z.number().int(), suspended: z.number().int(), quarantined: z.array(z.string()) })
    .optional(),
  /** Years within 14 days whose holidays nobody has told the gateway. */
  unknownHolidays: z.array(z.string()),
  channels: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      state: z.enum(['ok', 'fault', 'unknown']),
      detail: z.string().nullable(),
    }),
  ),
  /** Time-series sinks; missing where none is configured. */
  sinks: z
    .array(
      z.object({
        id: z.string(),
        state: z.enum(['ok', 'fault']),
        detail: z.string().nullable(),
        lagLines: z.number().int(),
      }),
    )
    .optional(),
  devicesOnline: z.number().int(),
  devices: z.number().int(),
  backlog: z.number().int(),
  head: z.string(),
  uptimeMs: z.number(),
});
export type GatewayHealth = z.infer<typeof gatewayHealth>;
export type LiveEvent =
  | { event: 'incident'; data: Incident }
  | { event: 'device'; data: Device }
  | { event: 'round'; data: Round }
  | { event: 'duty'; data: Duty }
  | { event: 'gateway'; data: GatewayHealth };
