/** Shapes of duty over HTTP: who is on it, changes to it, hand-over, presence at the desk, the coverage forecast. */

import { z } from 'zod';
import { WINDOW_NAMES } from '../core/calendar/calendar.ts';
import { GAP_REASONS, HANDOVER_SIDES } from '../core/duty/duty-facts.ts';
import { DUTY_POSTS } from '../core/school.ts';

const iso = z.iso.datetime({ offset: true });
const id = z.string().min(1).max(128);
const reason = z.string().trim().min(1).max(500);
/** An instant, or a date of the school (as an end it includes that day). */
const moment = z.union([iso, z.iso.date()]);
const post = z.enum(DUTY_POSTS);

export const dutyEntry = z.object({
  post,
  person: z.string(),
  name: z.string(),
  title: z.string(),
  from: iso,
  to: iso,
  reachable: z.boolean(),
  channels: z.array(z.string()),
  /** Why this person: the weekly shift, a rotation, or a change. */
  by: z.enum(['shift', 'rotation', 'override', 'swap', 'leave']),
  /** Whose place it is, after a swap or leave. */
  insteadOf: z.string().nullable(),
});

const change = z.object({
  id,
  is: z.enum(['override', 'swap', 'leave']),
  post: post.nullable(),
  from: iso,
  to: iso,
  /** Who is off; null: everybody on the post. */
  out: z.string().nullable(),
  in: z.array(z.string()),
});

const handover = z.object({
  id,
  post,
  outgoing: z.string(),
  incoming: z.string(),
  outgoingAt: iso.nullable(),
  incomingAt: iso.nullable(),
  notes: z.array(z.string()),
});

export const rosterFinding = z.object({
  code: z.string(),
  about: z.string(),
  from: iso.nullable(),
  to: iso.nullable(),
});

export const duty = z.object({
  at: iso,
  clockTrusted: z.boolean(),
  /** In the order they are called; the first on a post first. */
  items: z.array(dutyEntry),
  /** When somebody comes or goes next; ask again with it as `at`. Null: nobody within 14 days. */
  next: iso.nullable(),
  /** The part of the school's day; null while the clock is not trusted. */
  window: z.enum(WINDOW_NAMES).nullable(),
  day: z.object({
    date: z.iso.date(),
    /** Whose weekday's bells hold, 1 = Monday; null: no school. */
    timetable: z.number().int().nullable(),
    why: z.enum(['weekday', 'make-up', 'holiday', 'outside-term']),
    name: z.string().nullable(),
    /** False: nobody has told the gateway the holidays of that year. */
    holidaysKnown: z.boolean(),
  }),
  schedules: z.enum(['running', 'suspended']),
  /** Changes that hold then or later, in the order they were made. */
  changes: z.array(change),
  handovers: z.array(handover),
  /** The watch at the desk: the period of that moment and whether somebody was there. */
  presence: z.object({ from: iso, to: iso, seen: z.boolean(), lastMissed: iso.nullable() }).nullable(),
  /** What the newest daily check of the roster found. */
  check: z
    .object({ date: z.iso.date(), findings: z.array(rosterFinding), uncoveredMinutes: z.number().int() })
    .nullable(),
});
export type Duty = z.infer<typeof duty>;

export const dutyDone = z.object({ id, duty });

export const coverage = z.object({
  from: iso,
  to: iso,
  days: z.number().int(),
  uncoveredMinutes: z.number().int(),
  areas: z.array(
    z.object({
      zone: id,
      name: z.string(),
      uncoveredMinutes: z.number().int(),
      minutesBy: z.record(z.enum(GAP_REASONS), z.number().int()),
      gaps: z.array(z.object({ why: z.enum(GAP_REASONS), from: iso, to: iso })),
    }),
  ),
  findings: z.array(rosterFinding),
});
export type CoverageView = z.infer<typeof coverage>;

export const overrideBody = z.strictObject({
  post,
  people: z.array(id).min(1).max(20),
  from: moment,
  to: moment,
  reason,
});
export const leaveBody = z.strictObject({ person: id, from: moment, to: moment, cover: id.optional(), reason });
export const swapBody = z.strictObject({
  /** A shift, named by who does it on which post at any moment of it. */
  shift: z.strictObject({ post, person: id, at: iso }),
  by: id,
  /** A shift of `by` that the first person does in return. */
  back: z.strictObject({ post, at: iso }).optional(),
  reason,
});
export const withdrawBody = z.strictObject({ reason });
export const dutyHandoverBody = z.strictObject({
  post,
  side: z.enum(HANDOVER_SIDES),
  with: id,
  text: z.string().trim().min(1).max(2000).optional(),
});
export const presenceBody = z.strictObject({});

export const coverageQuery = z.object({ days: z.coerce.number().int().min(1).max(60).default(14) });
