/** A file of the configuration replaced as a whole: drafted aside, then put in its place in one step, with the versions before it kept. */

import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Folder beside the files; the loader takes no notice of it. */
export const VERSIONS = '.versions';
const KEPT = 10;

function writeSynced(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o750 });
  const file = openSync(path, 'w', 0o640);
  try {
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** The ten newest versions of each file stay. */
function keep(dir: string, file: string, text: string, stamp: string): void {
  const folder = join(dir, VERSIONS, file);
  writeSynced(join(folder, `${stamp.replaceAll(':', '-')}.yaml`), text);
  const old = readdirSync(folder).sort().slice(0, -KEPT);
  for (const name of old) rmSync(join(folder, name), { force: true });
}

export class Draft {
  /** Under its own name, so that what is wrong with it is told as of the file. */
  readonly path: string;
  readonly #dir: string;
  readonly #file: string;

  /** @throws where the folder cannot be written */
  constructor(dir: string, file: string, text: string) {
    this.#dir = dir;
    this.#file = file;
    this.path = join(dir, VERSIONS, 'draft', file);
    writeSynced(this.path, text);
  }

  /** All or nothing. @param before what stands there now, kept under `stamp`; empty: there was no such file */
  put(before: string, stamp: string): void {
    if (before !== '') keep(this.#dir, this.#file, before, stamp);
    renameSync(this.path, join(this.#dir, this.#file));
  }

  drop(): void {
    rmSync(this.path, { force: true });
  }
}
