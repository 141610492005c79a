/** The figures of a day over HTTP. */

import { z } from 'zod';
import { INCIDENT_KINDS, OUTCOMES } from '../core/facts.ts';

const count = z.number().int().min(0);
const counts = <T extends string>(of: readonly [T, ...T[]]) => z.partialRecord(z.enum(of), count);

export const daySummary = z.object({
  date: z.iso.date(),
  presses: count,
  drillPresses: count,
  incidents: counts(INCIDENT_KINDS),
  closed: counts(OUTCOMES),
  rounds: z.object({
    planned: count,
    done: count,
    late: count,
    missed: count,
    partial: count,
    unknown: count,
    open: count,
  }),
  checkpoints: z.object({ passed: count, late: count, missed: count, unknown: count, waiting: count }),
  doorOpenings: count,
  motions: count,
  taps: count,
  cardsFlagged: count,
  sensorsQuarantined: count,
  devicesSilent: count,
  alarms: z.object({ told: count, people: count, most: count }),
  presence: z.object({ seen: count, missed: count }),
  handovers: z.object({ signatures: count, complete: count }),
  uncoveredMinutes: count,
});

export const summaryQuery = z.object({ date: z.iso.date().optional() });
