/** `backup create FILE`: one file with the ledger, the accounts and the keys, made beside a running gateway. */

import { createHash } from 'node:crypto';
import {
  closeSync,
  copyFileSync,
  createReadStream,
  createWriteStream,
  existsSync,
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import Database from 'better-sqlite3';
import { JOURNAL_FILE, openReadOnly } from '../../../adapters/sqlite/database.ts';
import { headOf } from '../../../adapters/sqlite/queries.ts';
import { oneLine, wrong } from '../cli-error.ts';
import { DATABASES, FOLDERS, MANIFEST, type Manifest, PLAIN_FILES } from './manifest.ts';
import { TAR_END, tarHeader, tarPadding } from './tar.ts';

export interface BackupMade {
  readonly file: string;
  readonly bytes: number;
  readonly facts: number;
}

/** Writes the backup; the file is 0600 and takes its name only when it is complete and on disk. */
export async function createBackup(data: string, file: string): Promise<BackupMade> {
  if (!existsSync(join(data, JOURNAL_FILE))) throw wrong(`${data} 里没有台账`, `there is no ledger in ${data}`);
  if (existsSync(file)) throw wrong(`${file} 已存在`, `${file} exists already`);
  const target = resolve(file);
  // Beside the target: that disk has to hold it anyway.
  let stage: string;
  try {
    stage = mkdtempSync(join(dirname(target), '.campus-guard-backup-'));
  } catch (cause) {
    throw wrong(`写不了 ${file}：${oneLine(cause)}`, `cannot write ${file}: ${oneLine(cause)}`, { cause });
  }
  try {
    await copyInto(stage, data);
    const made = await describe(stage);
    const draft = join(stage, 'backup.partial');
    await pipeline(Readable.from(archive(stage, made)), createGzip(), createWriteStream(draft, { mode: 0o600 }));
    syncPath(draft);
    renameSync(draft, target);
    syncPath(dirname(target));
    return { file: basename(target), bytes: statSync(target).size, facts: made.head.count };
  } catch (cause) {
    throw wrong(`备份失败：${oneLine(cause)}`, `the backup failed: ${oneLine(cause)}`, { cause });
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

function syncPath(path: string): void {
  const fd = openSync(path, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Databases through SQLite, which gives a consistent copy beside running commits; keys first: rows never outrun their keys. */
async function copyInto(stage: string, data: string): Promise<void> {
  for (const folder of FOLDERS) {
    if (!existsSync(join(data, folder))) continue;
    mkdirSync(join(stage, folder), { mode: 0o700 });
    for (const name of readdirSync(join(data, folder)))
      if (!name.startsWith('.')) copyFileSync(join(data, folder, name), join(stage, folder, name));
  }
  for (const name of PLAIN_FILES) if (existsSync(join(data, name))) copyFileSync(join(data, name), join(stage, name));
  for (const name of DATABASES) {
    if (!existsSync(join(data, name))) continue;
    const db = new Database(join(data, name), { readonly: true, fileMustExist: true, timeout: 10_000 });
    try {
      await db.backup(join(stage, name));
    } finally {
      db.close();
    }
  }
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

async function describe(stage: string): Promise<Manifest> {
  const inFolders = FOLDERS.flatMap((folder) =>
    existsSync(join(stage, folder)) ? readdirSync(join(stage, folder)).map((name) => `${folder}/${name}`) : [],
  );
  const names = [...DATABASES, ...PLAIN_FILES, ...inFolders].filter((name) => existsSync(join(stage, name)));
  const db = openReadOnly(join(stage, JOURNAL_FILE));
  const head = headOf(db);
  db.close();
  const files = [];
  for (const name of names) {
    const path = join(stage, name);
    files.push({ name, size: statSync(path).size, sha256: await sha256Of(path) });
  }
  return { format: 'campus-guard-backup', v: 1, at: new Date().toISOString(), head, files };
}

async function* archive(stage: string, made: Manifest): AsyncGenerator<Buffer> {
  const mtimeMs = Date.parse(made.at);
  const text = Buffer.from(`${JSON.stringify(made, null, 2)}\n`);
  yield tarHeader({ name: MANIFEST, size: text.length, mtimeMs });
  yield text;
  yield tarPadding(text.length);
  for (const { name, size } of made.files) {
    yield tarHeader({ name, size, mtimeMs });
    for await (const chunk of createReadStream(join(stage, name))) if (chunk instanceof Buffer) yield chunk;
    yield tarPadding(size);
  }
  yield TAR_END;
}
