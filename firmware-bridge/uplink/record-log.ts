/**
 * An append-only file of JSON records, each line with its own checksum: what a power cut left half written at the end is
 * found and dropped. Writing never blocks the loop: what is appended while a sync runs shares the next one (group commit).
 */

import { type FileHandle, mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { BridgeClock } from '../clock.ts';

export interface LogDeps {
  readonly clock: BridgeClock;
  /** The disk failed; it is tried again. Called once for each spell of failing. */
  readonly onFault: (error: unknown) => void;
  readonly onRestored: () => void;
  /** Opens files; for tests, whose disk fails on demand. */
  readonly openFile?: typeof open | undefined;
}

const REWRITE_ABOVE_BYTES = 4 * 1024 * 1024;
const RETRY_MS = 2000;

const lineOf = (record: object): string => {
  const json = JSON.stringify(record);
  return `${crc32(json).toString(16).padStart(8, '0')} ${json}\n`;
};

function recordOf(line: string): unknown {
  const json = line.slice(9);
  if (line[8] !== ' ' || Number.parseInt(line.slice(0, 8), 16) !== crc32(json)) return undefined;
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** The whole records of a file, in order, and how many lines were none. A missing file has none; an unreadable one rejects. */
export async function readRecords(file: string): Promise<{ readonly records: unknown[]; readonly damaged: number }> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { records: [], damaged: 0 };
    throw error;
  }
  const lines = text.split('\n').filter((line) => line !== '');
  const records = lines.map(recordOf).filter((record) => record !== undefined);
  return { records, damaged: lines.length - records.length };
}

/** A new name is on disk only when its folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

export class RecordLog {
  readonly #file: string;
  readonly #deps: LogDeps;
  readonly #open: typeof open;
  /** The state as records: what a rewritten file holds. */
  readonly #state: () => Iterable<object>;
  #handle: FileHandle | null = null;
  #bytes = 0;
  #waiting: string[] = [];
  #stored: (() => void)[] = [];
  #turn: Promise<void> | null = null;
  #failing = false;
  #closed = false;
  #cancelRetry: () => void = () => {};

  constructor(file: string, state: () => Iterable<object>, deps: LogDeps) {
    this.#file = file;
    this.#state = state;
    this.#deps = deps;
    this.#open = deps.openFile ?? open;
  }

  get isFailing(): boolean {
    return this.#failing;
  }

  /** `stored` is called once the record is on disk: at once-a-disk's pace, or never where the disk is dead. */
  append(record: object, stored?: () => void): void {
    if (stored) this.#stored.push(stored);
    // A failing disk gets everything anew when it is back: nothing piles up here meanwhile.
    if (!this.#failing) this.#waiting.push(lineOf(record));
    this.#stir();
  }

  /** Replaces the file by the state; what was appended meanwhile follows. Resolves when it is done or has failed. */
  async rewrite(): Promise<void> {
    await this.#handle?.close().catch(() => {});
    this.#handle = null;
    this.#stir();
    await this.#turn;
  }

  /** Resolves when everything appended so far is on disk, or the disk has failed. */
  async settle(): Promise<void> {
    while (this.#turn) await this.#turn;
  }

  async close(): Promise<void> {
    await this.settle();
    this.#closed = true;
    this.#cancelRetry();
    await this.#handle?.close().catch(() => {});
    this.#handle = null;
  }

  #stir(): void {
    if (this.#turn || this.#closed || this.#failing) return;
    this.#turn = this.#work().finally(() => {
      this.#turn = null;
      if (this.#waiting.length > 0) this.#stir();
    });
  }

  async #work(): Promise<void> {
    try {
      if (!this.#handle || this.#bytes > REWRITE_ABOVE_BYTES) await this.#replace();
      else await this.#write();
      if (this.#handle && this.#waiting.length > 0) await this.#write();
    } catch (error) {
      this.#fail(error);
    }
  }

  async #write(): Promise<void> {
    const stored = this.#stored;
    const text = this.#waiting.join('');
    this.#waiting = [];
    this.#stored = [];
    try {
      await this.#handle?.appendFile(text);
      await this.#handle?.datasync();
    } catch (error) {
      this.#stored.unshift(...stored);
      throw error;
    }
    this.#bytes += text.length;
    for (const tell of stored) tell();
  }

  async #replace(): Promise<void> {
    const folder = dirname(this.#file);
    const draft = join(folder, `.${process.pid}.draft`);
    await this.#handle?.close();
    this.#handle = null;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const stored = this.#stored;
    this.#waiting = [];
    this.#stored = [];
    const text = [...this.#state()].map(lineOf).join('');
    try {
      const fresh = await this.#open(draft, 'w', 0o600);
      await fresh.writeFile(text);
      await fresh.sync();
      await fresh.close();
      await rename(draft, this.#file);
      await syncFolder(folder);
      this.#handle = await this.#open(this.#file, 'a', 0o600);
    } catch (error) {
      this.#stored.unshift(...stored);
      throw error;
    }
    this.#bytes = text.length;
    for (const tell of stored) tell();
    if (this.#failing) this.#deps.onRestored();
    this.#failing = false;
  }

  #fail(error: unknown): void {
    this.#waiting = [];
    void this.#handle?.close().catch(() => {});
    this.#handle = null;
    if (!this.#failing) this.#deps.onFault(error);
    this.#failing = true;
    if (this.#closed) return;
    this.#cancelRetry();
    this.#cancelRetry = this.#deps.clock.after(RETRY_MS, () => {
      this.#turn ??= this.#retry().finally(() => {
        this.#turn = null;
        this.#stir();
      });
    });
  }

  async #retry(): Promise<void> {
    try {
      await this.#replace();
    } catch (error) {
      this.#fail(error);
    }
  }
}
