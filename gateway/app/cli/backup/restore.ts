/** `backup restore FILE`: unpacks beside the data folder, verifies the whole chain, and only then takes its place. */

import { createHash, type Hash } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  existsSync,
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { createGunzip } from 'node:zlib';
import { JOURNAL_FILE, openReadOnly } from '../../../adapters/sqlite/database.ts';
import { headOf } from '../../../adapters/sqlite/queries.ts';
import { verifyJournal } from '../../../adapters/sqlite/verify.ts';
import { CliError, oneLine, wrong } from '../cli-error.ts';
import { runningGateway } from '../data-claim.ts';
import { MANIFEST, manifest, type Manifest } from './manifest.ts';
import { readTar, type TarVisitor } from './tar.ts';

const MANIFEST_BYTES = 1024 * 1024;

export interface Restored {
  readonly facts: number;
  readonly at: string;
  /** Where the folder that was there before has gone; null: there was none. */
  readonly aside: string | null;
}

/** Takes the manifest's word for nothing: names, sizes and hashes are checked while the bytes are written. */
class Unpacker implements TarVisitor {
  readonly #folder: string;
  manifest: Manifest | null = null;
  readonly #seen = new Set<string>();
  #name = '';
  #fd: number | null = null;
  #hash: Hash = createHash('sha256');
  #text: Buffer[] = [];

  constructor(folder: string) {
    this.#folder = folder;
  }

  begin(name: string, size: number): void {
    this.#name = name;
    this.#hash = createHash('sha256');
    if (this.manifest === null) {
      if (name !== MANIFEST || size > MANIFEST_BYTES) throw new Error('not a backup of Campus Guard');
      return;
    }
    const listed = this.manifest.files.find((file) => file.name === name);
    if (listed?.size !== size || this.#seen.has(name)) throw new Error(`${name} is not what the manifest says`);
    const path = join(this.#folder, name);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    this.#fd = openSync(path, 'wx', 0o600);
  }

  data(chunk: Buffer): void {
    this.#hash.update(chunk);
    if (this.#fd === null) this.#text.push(Buffer.from(chunk));
    else for (let at = 0; at < chunk.length; ) at += writeSync(this.#fd, chunk, at);
  }

  end(): void {
    if (this.#fd === null) {
      this.manifest = manifest.parse(JSON.parse(Buffer.concat(this.#text).toString('utf8')));
      this.#text = [];
      return;
    }
    fsyncSync(this.#fd);
    this.close();
    const listed = this.manifest?.files.find((file) => file.name === this.#name);
    if (listed?.sha256 !== this.#hash.digest('hex')) throw new Error(`${this.#name} is damaged`);
    this.#seen.add(this.#name);
  }

  close(): void {
    if (this.#fd !== null) closeSync(this.#fd);
    this.#fd = null;
  }

  /** The manifest, once every file in it has arrived. */
  complete(): Manifest {
    const missing = this.manifest?.files.find((file) => !this.#seen.has(file.name));
    if (this.manifest === null || missing !== undefined) throw new Error(`${missing?.name ?? MANIFEST} is missing`);
    return this.manifest;
  }
}

async function unpack(file: string, folder: string): Promise<Manifest> {
  const unpacker = new Unpacker(folder);
  try {
    await readTar(createReadStream(file).pipe(createGunzip()), unpacker);
    return unpacker.complete();
  } finally {
    unpacker.close();
  }
}

async function checkChain(folder: string, made: Manifest): Promise<void> {
  const verdict = await verifyJournal(folder, { count: made.head.count, head: made.head.hash });
  if (!verdict.ok) throw new Error(`the ledger in the backup is wrong: ${verdict.what}, ${verdict.detail}`);
  const db = openReadOnly(join(folder, JOURNAL_FILE));
  const head = headOf(db);
  db.close();
  if (head.hash !== made.head.hash) throw new Error('the ledger in the backup is not the one its manifest names');
}

const isEmpty = (folder: string): boolean => !existsSync(folder) || readdirSync(folder).length === 0;

/** Refuses a data folder with something in it, unless `force`; then what was there is kept aside, never deleted. */
export async function restoreBackup(data: string, file: string, force: boolean): Promise<Restored> {
  if (!existsSync(file)) throw wrong(`没有文件 ${file}`, `there is no file ${file}`);
  const running = runningGateway(data);
  if (running !== null)
    throw wrong(
      `${data} 有网关在运行（进程 ${running.pid}），请先停`,
      `stop the gateway on ${data} first (process ${running.pid})`,
    );
  if (!isEmpty(data) && !force)
    throw wrong(
      `${data} 里已有数据；确定要替换请加 --force（原数据会改名保留）`,
      `${data} is not empty; to replace it add --force (what is there is kept under another name)`,
    );
  const target = resolve(data);
  mkdirSync(dirname(target), { recursive: true });
  const stage = mkdtempSync(join(dirname(target), '.campus-guard-restore-'));
  try {
    const made = await unpack(file, stage);
    await checkChain(stage, made);
    for (const name of [`${JOURNAL_FILE}-wal`, `${JOURNAL_FILE}-shm`]) rmSync(join(stage, name), { force: true });
    const aside = takePlace(stage, target);
    return { facts: made.head.count, at: made.at, aside };
  } catch (cause) {
    if (cause instanceof CliError) throw cause;
    throw wrong(`没有恢复：${oneLine(cause)}`, `not restored: ${oneLine(cause)}`, { cause });
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

function takePlace(stage: string, target: string): string | null {
  let aside: string | null = null;
  if (existsSync(target)) {
    if (isEmpty(target)) rmSync(target, { recursive: true });
    else {
      aside = `${target}.before-restore-${new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '')}`;
      renameSync(target, aside);
    }
  }
  renameSync(stage, target);
  return aside;
}
