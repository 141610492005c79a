/** `GET /api/people`: the staff, by id and name. Never a pupil, never an address. */

import { z } from 'zod';
import { ROLES } from '../core/school.ts';

export const staffMember = z.object({
  id: z.string(),
  name: z.string(),
  nameEn: z.string().nullable(),
  title: z.string(),
  role: z.enum(ROLES),
  /** Ids of the channels that reach this person. */
  channels: z.array(z.string()),
});
export type StaffMember = z.infer<typeof staffMember>;
