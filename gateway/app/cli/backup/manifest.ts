/** The first entry of a backup: what the others are, so that a restore can tell that it got all of it. */

import { z } from 'zod';

export const MANIFEST = 'manifest.json';

/** Everything in the data folder that cannot be made again. */
export const DATABASES = ['journal.db', 'identity.db'] as const;
export const PLAIN_FILES = ['witness.jsonl', 'admin-code.txt'] as const;
export const FOLDERS = ['keys', 'tls'] as const;

const safeName = z
  .string()
  .regex(/^(journal\.db|identity\.db|witness\.jsonl|admin-code\.txt|(keys|tls)\/[\w][\w.-]{0,60})$/);

export const manifest = z.object({
  format: z.literal('campus-guard-backup'),
  v: z.literal(1),
  at: z.string(),
  /** Of the ledger in the backup. */
  head: z.object({ count: z.number().int().nonnegative(), hash: z.string() }),
  files: z.array(z.object({ name: safeName, size: z.number().int().nonnegative(), sha256: z.string() })),
});
export type Manifest = z.infer<typeof manifest>;
