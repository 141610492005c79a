/** A dashboard as it lies in the file: what the checks read of it. */

import { z } from 'zod';

const option = z.object({
  text: z.union([z.string(), z.array(z.string())]),
  value: z.union([z.string(), z.array(z.string())]),
});

const variable = z.object({
  type: z.enum(['query', 'custom', 'textbox']),
  name: z.string(),
  label: z.string().default(''),
  query: z.string().default(''),
  multi: z.boolean().default(false),
  includeAll: z.boolean().default(false),
  allValue: z.string().optional(),
  current: option.optional(),
});
export type DashboardVariable = z.infer<typeof variable>;

const target = z.object({
  refId: z.string(),
  datasource: z.object({ type: z.string(), uid: z.string() }),
  rawQuery: z.literal(true),
  query: z.string(),
  resultFormat: z.enum(['table', 'time_series']),
  alias: z.string().default(''),
});
export type DashboardTarget = z.infer<typeof target>;

const panel = z.object({
  id: z.int(),
  type: z.string(),
  title: z.string().default(''),
  description: z.string().default(''),
  gridPos: z.object({ x: z.int(), y: z.int(), w: z.int(), h: z.int() }),
  timeFrom: z.string().optional(),
  maxDataPoints: z.number().optional(),
  targets: z.array(target).default([]),
  fieldConfig: z
    .object({
      defaults: z.object({ unit: z.string().default(''), noValue: z.string().default('') }),
      overrides: z.array(
        z.object({
          matcher: z.object({ id: z.string(), options: z.unknown() }),
          properties: z.array(z.object({ id: z.string(), value: z.unknown().optional() })),
        }),
      ),
    })
    .optional(),
});
export type DashboardPanel = z.infer<typeof panel>;

const dashboard = z.object({
  uid: z.string(),
  title: z.string(),
  description: z.string().default(''),
  timezone: z.string(),
  time: z.object({ from: z.string(), to: z.literal('now') }),
  panels: z.array(panel),
  templating: z.object({ list: z.array(variable).default([]) }),
});
export type DashboardFile = z.infer<typeof dashboard>;

/** Throws where it is no dashboard of ours. */
export const readDashboard = (text: string): DashboardFile => dashboard.parse(JSON.parse(text));
