/** Rows of `identity.db` as read: checked at the border, since another version or another hand may have written them. */

import { z } from 'zod';
import { ROLES } from '../../core/school.ts';

const bytes = z.instanceof(Uint8Array).transform((value): Buffer => Buffer.from(value));
const flag = z.number().transform((value) => value !== 0);
const rev = z.number().int();

export const deviceRow = z.object({
  id: z.string(),
  nonce: bytes.nullable(),
  secretHash: bytes.nullable(),
  certified: flag,
  revoked: flag,
  rev,
});
export type DeviceRow = z.infer<typeof deviceRow>;

export const accountRow = z.object({
  person: z.string(),
  role: z.enum(ROLES),
  password: z.string().nullable(),
  codeHash: bytes.nullable(),
  removed: flag,
  rev,
});
export type AccountRow = z.infer<typeof accountRow>;

export const sessionRow = z.object({
  hash: bytes,
  person: z.string(),
  short: flag,
  seenMs: z.number(),
  ended: flag,
  rev,
});
export type SessionRow = z.infer<typeof sessionRow>;

export const tokenRow = z.object({
  hash: bytes,
  person: z.string(),
  role: z.enum(ROLES),
  createdMs: z.number(),
  revoked: flag,
  rev,
});
export type TokenRow = z.infer<typeof tokenRow>;
