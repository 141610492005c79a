/** Shapes of the patrol in the HTTP API: rounds, trajectories of staff, gaps. Card numbers never appear in them. */

import { z } from 'zod';

const iso = z.iso.datetime({ offset: true });

export const ROUND_STATUSES = [
  /** Known, and not begun. */
  'planned',
  /** Begun, nobody has tapped. */
  'due',
  'walking',
  /** Being walked, with something late or missed already. */
  'behind',
  'done',
  'late',
  'partial',
  'missed',
  /** Nobody can say: the gateway, its clock or a reader was down. */
  'unknown',
] as const;

export const roundCheckpoint = z.object({
  checkpoint: z.string(),
  name: z.string(),
  nameEn: z.string().nullable(),
  zone: z.string().nullable(),
  /** A camera view to be looked at and signed. */
  camera: z.string().nullable(),
  dueBy: iso,
  state: z.enum(['waiting', 'on-time', 'late', 'missed', 'unknown']),
  at: iso.nullable(),
  person: z.string().nullable(),
  personName: z.string().nullable(),
  flags: z.array(z.string()),
});

export const round = z.object({
  id: z.string(),
  /** Local date of the day it begins. */
  date: z.string(),
  route: z.string(),
  name: z.string(),
  nameEn: z.string().nullable(),
  order: z.enum(['strict', 'free']),
  guard: z.string().nullable(),
  guardName: z.string().nullable(),
  status: z.enum(ROUND_STATUSES),
  dueFrom: iso,
  dueTo: iso,
  toleranceSeconds: z.number(),
  checkpoints: z.array(roundCheckpoint),
  /** What is suspicious about it: `out-of-order`, `too-fast`, `batch`, `cloned`. */
  suspicions: z.array(z.string()),
  /** Of a drawn round: SHA-256 of the day's seed, published as it begins. */
  commitment: z.string().nullable(),
});
export type Round = z.infer<typeof round>;

export const trajectoryStep = z.object({
  at: iso,
  checkpoint: z.string(),
  name: z.string(),
  zone: z.string().nullable(),
  round: z.string().nullable(),
  /** Seconds since the step before; null for the first. */
  afterSeconds: z.number().nullable(),
  flags: z.array(z.string()),
});
/** Of staff only: whoever is no person of the configuration has none. */
export const trajectory = z.object({
  person: z.string(),
  personName: z.string(),
  date: z.string(),
  items: z.array(trajectoryStep),
  next: z.null(),
});
export type Trajectory = z.infer<typeof trajectory>;

export const patrolGap = z.object({
  id: z.string(),
  name: z.string(),
  nameEn: z.string().nullable(),
  keyArea: z.boolean(),
  visits: z.number().int(),
  /** The longest time without a tap on that day, so far. */
  longestSeconds: z.number(),
  from: iso,
  to: iso,
});
export type PatrolGap = z.infer<typeof patrolGap>;

const date = z.iso.date();
export const trajectoryQuery = z.object({ person: z.string().min(1).max(128), date: date.optional() });
export const gapsQuery = z.object({
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  cursor: z.string().max(256).optional(),
  date: date.optional(),
});
export const signParams = z.object({ id: z.string().min(1).max(128), checkpoint: z.string().min(1).max(128) });
