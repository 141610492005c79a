/** A disk that can be made slow, hung, read-only or broken while the gateway runs: `faulty-disk.c`, compiled when first asked for. */

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SOURCE = fileURLToPath(new URL('./faulty-disk.c', import.meta.url));

export const canCompile = process.platform === 'linux' && existsSync('/usr/bin/gcc');

export class FaultyDisk {
  readonly #dir = mkdtempSync(join(tmpdir(), 'faulty-disk-'));

  constructor() {
    const library = join(this.#dir, 'faulty-disk.so');
    execFileSync('/usr/bin/gcc', ['-shared', '-fPIC', '-O2', '-Wall', '-Werror', '-o', library, SOURCE, '-ldl']);
    this.heal();
  }

  /** For the process whose disk it is; faults touch files under `below` only. */
  env(below: string): Record<string, string> {
    return { LD_PRELOAD: join(this.#dir, 'faulty-disk.so'), FAULTY_DISK: this.#order, FAULTY_DISK_BELOW: below };
  }

  /** Every fsync takes so much longer; one that waits already ends when the number shrinks. */
  slow(ms: number): void {
    this.#write(String(ms));
  }

  /** Writing fails with EROFS, as on a file system that the kernel has turned read-only. */
  readOnly(): void {
    this.#write('ro');
  }

  /** fsync and writing fail with EIO. */
  broken(): void {
    this.#write('io');
  }

  heal(): void {
    this.#write('0');
  }

  remove(): void {
    rmSync(this.#dir, { recursive: true, force: true });
  }

  get #order(): string {
    return join(this.#dir, 'order');
  }

  #write(order: string): void {
    writeFileSync(this.#order, order);
  }
}
