/** The time-series export over HTTP: how each sink stands, and the lines it refused. */

import { z } from 'zod';

const id = z.string().min(1).max(128);

export const sinkStatus = z.object({
  id,
  state: z.enum(['ok', 'waiting', 'fault']),
  /** `bad-credentials` and `no-bucket` are the configuration; everything else mends itself or is the network. */
  code: z.string().nullable(),
  detail: z.string().nullable(),
  lagLines: z.number().int(),
  lagAlarmLines: z.number().int(),
  /** How long the oldest waiting line has waited. */
  lagSeconds: z.number(),
  /** Lines taken since the start. */
  written: z.number().int(),
  /** Lines that the sink refused: `GET /api/series/dead`. */
  dead: z.number().int(),
  /** Telemetry shed for want of room. */
  shed: z.number().int(),
});
export type SinkStatus = z.infer<typeof sinkStatus>;

export const deadLine = z.object({
  id: z.number().int(),
  sink: id,
  lane: z.enum(['alarms', 'rollup', 'telemetry']),
  bucket: z.string(),
  at: z.iso.datetime({ offset: true }),
  why: z.string(),
  line: z.string(),
});

export const deadQuery = z.object({
  sink: id.optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  cursor: z.string().max(256).optional(),
});
/** Without `id` all of the sink, without either all there are. */
export const retryBody = z.strictObject({ sink: id.optional(), id: z.number().int().optional() });
export const retried = z.object({ count: z.number().int() });
