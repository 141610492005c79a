/** What the record tells: is it readable, who was never heard of, how old is the newest backup? */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { z } from 'zod';
import { openIdentity } from '../../../adapters/identity/identity.ts';
import { JOURNAL_FILE, openReadOnly } from '../../../adapters/sqlite/database.ts';
import { headOf } from '../../../adapters/sqlite/queries.ts';
import type { School } from '../../../core/school.ts';
import { oneLine } from '../cli-error.ts';
import { bad, type Finding, fine, warning } from './finding.ts';

const DAY_MS = 86_400_000;
const BACKUP_DAYS = 30;
/** Enough to hold some hours of every device's heartbeats, little enough to read in a moment. */
const RECENT = 200_000;

const subjects = z.array(z.string());
const moment = z.number().nullable();

const HEARD = `SELECT DISTINCT subject FROM (SELECT subject FROM telemetry ORDER BY seq DESC LIMIT ${RECENT})
  UNION SELECT DISTINCT subject FROM ledger WHERE kind IN ('press', 'device-back', 'device-silent', 'tamper', 'device-fault')`;
const LAST_BACKUP = "SELECT max(at) FROM ledger WHERE kind = 'backup-made'";

const some = (ids: readonly string[]): string => `${ids.slice(0, 5).join(', ')}${ids.length > 5 ? ' …' : ''}`;

/** Opening the identity store makes it where it is missing: the doctor looks only where there is one. */
export async function lookAtCredentials(data: string, school: School): Promise<Finding> {
  const check = 'credentials';
  const total = school.devices.size;
  if (!existsSync(join(data, 'identity.db')))
    return warning(check, `还没有签发设备密钥（${total} 台）`, `no device has a credential yet (${total})`);
  const identity = openIdentity(data);
  try {
    const known = new Set(
      identity.devices.list().flatMap((one) => (!one.revoked && (one.secret || one.certificate) ? [one.device] : [])),
    );
    const missing = [...school.devices.keys()].filter((id) => !known.has(id));
    return missing.length === 0
      ? fine(check, `${total} 台设备都有密钥`, `all ${total} devices have a credential`)
      : warning(
          check,
          `${missing.length} 台设备没有密钥：${some(missing)}`,
          `${missing.length} devices have no credential: ${some(missing)}`,
        );
  } finally {
    await identity.close();
  }
}

export function lookAtRecord(data: string, school: School | null, nowMs = Date.now()): readonly Finding[] {
  const file = join(data, JOURNAL_FILE);
  if (!existsSync(file)) return [warning('journal', '还没有台账', 'there is no ledger yet')];
  try {
    const db = openReadOnly(file);
    try {
      const { count } = headOf(db);
      const readable = fine(
        'journal',
        `台账 ${count} 条，可读（核对用 verify）`,
        `${count} facts in the ledger, readable (use verify for the chain)`,
      );
      return [readable, ...(school === null ? [] : [lookForSilent(db, school)]), lookAtBackups(db, nowMs)];
    } finally {
      db.close();
    }
  } catch (error) {
    return [bad('journal', `台账读不了：${oneLine(error)}`, `the ledger cannot be read: ${oneLine(error)}`)];
  }
}

function lookForSilent(db: Database.Database, school: School): Finding {
  const heard = new Set(subjects.parse(db.prepare(HEARD).pluck().all()));
  const never = [...school.devices.keys()].filter((id) => !heard.has(id));
  return never.length === 0
    ? fine('devices', `${school.devices.size} 台设备都有消息`, `all ${school.devices.size} devices were heard of`)
    : warning(
        'devices',
        `${never.length} 台设备从未有消息：${some(never)}`,
        `${never.length} devices were never heard of: ${some(never)}`,
      );
}

function lookAtBackups(db: Database.Database, nowMs: number): Finding {
  const last = moment.parse(db.prepare(LAST_BACKUP).pluck().get() ?? null);
  if (last === null)
    return warning(
      'backup',
      '从未备份：campus-guard backup create FILE',
      'never backed up: campus-guard backup create FILE',
    );
  const days = Math.max(0, Math.floor((nowMs - last) / DAY_MS));
  const text = [`最近一次备份在 ${days} 天前`, `the last backup is ${days} days old`] as const;
  return days > BACKUP_DAYS ? warning('backup', ...text) : fine('backup', ...text);
}
