/** The alert as a generic webhook gets it (CONTRACT.md); other channels render the same message in their own form. */

import { z } from 'zod';
import { INCIDENT_KINDS, LEVELS, NOTICE_REASONS } from '../core/facts.ts';

export const alertMessage = z.object({
  incident: z.string(),
  kind: z.enum(INCIDENT_KINDS),
  level: z.enum(LEVELS),
  drill: z.boolean(),
  reason: z.enum(NOTICE_REASONS),
  zone: z.object({ id: z.string(), name: z.string() }),
  device: z.string().nullable(),
  /** ISO 8601 with the school's offset. */
  openedAt: z.string(),
  step: z.number().int(),
  /** Person id, or null for sirens and lamps. */
  person: z.string().nullable(),
  presses: z.number().int(),
  /** Complete for a human, in the school's language; ends with the ledger head's last 8 hex digits (the outside witness). */
  text: z.string(),
  /** One-tap take-over link, null where no person is addressed. */
  link: z.string().nullable(),
  /** Count and last 8 hex digits of the ledger head at sending. */
  head: z.string(),
});
export type AlertMessage = z.infer<typeof alertMessage>;
