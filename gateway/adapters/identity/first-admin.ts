/** First start: user `admin` with a one-time code, printed and kept in `admin-code.txt` (0600) until a password is set. */

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { readIfThere, replaceFile } from './once-file.ts';
import type { PeopleAccounts } from './people-accounts.ts';

export const ADMIN = 'admin';

export interface FirstAdmin {
  readonly user: string;
  readonly code: string;
  readonly file: string;
}

const codeFile = (dataDir: string): string => join(dataDir, 'admin-code.txt');

/** Null where some administrator has a password already. An unused code stays the same from start to start. */
export async function ensureAdmin(dataDir: string, accounts: PeopleAccounts): Promise<FirstAdmin | null> {
  if (accounts.users().some(({ role, hasPassword }) => role === 'admin' && hasPassword)) return null;
  const file = codeFile(dataDir);
  const kept = readIfThere(file)?.toString('utf8').trim() ?? '';
  if (kept !== '' && accounts.codeWorks(ADMIN, kept)) return { user: ADMIN, code: kept, file };
  const code = await accounts.addUser(ADMIN, 'admin');
  replaceFile(file, Buffer.from(`${code}\n`));
  return { user: ADMIN, code, file };
}

export const forgetAdminCode = (dataDir: string): void => rmSync(codeFile(dataDir), { force: true });
