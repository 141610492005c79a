/** A file of the configuration replaced as a whole: drafted aside, then put in its place in one step, with the versions before it kept. */

import {
  closeSync,
  fchmodSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** Folder beside the files; the loader takes no notice of it. */
export const VERSIONS = '.versions';
const KEPT = 10;

/** Who may read a file that is new here; a version that is kept is for no more than these. */
const MODE = 0o640;

function writeSynced(path: string, text: string, mode: number): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o750 });
  const file = openSync(path, 'w', mode & MODE);
  try {
    fchmodSync(file, mode);
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** The ten newest versions of each file stay. */
function keep(dir: string, file: string, text: string, stamp: string, mode: number): void {
  const folder = join(dir, VERSIONS, file);
  writeSynced(join(folder, `${stamp.replaceAll(':', '-')}.yaml`), text, mode & MODE);
  const old = readdirSync(folder).sort().slice(0, -KEPT);
  for (const name of old) rmSync(join(folder, name), { force: true });
}

export class Draft {
  /** Under its own name, so that what is wrong with it is told as of the file. */
  readonly path: string;
  readonly #dir: string;
  readonly #file: string;
  /** Of the file that is replaced: its secrets are for those who could read them before. */
  readonly #mode: number;

  /** @throws where the folder cannot be written */
  constructor(dir: string, file: string, text: string) {
    this.#dir = dir;
    this.#file = file;
    this.path = join(dir, VERSIONS, 'draft', file);
    const stat = statSync(join(dir, file), { throwIfNoEntry: false });
    this.#mode = stat === undefined ? MODE : stat.mode & 0o777;
    writeSynced(this.path, text, this.#mode);
  }

  /** All or nothing. @param before what stands there now, kept under `stamp`; empty: there was no such file */
  put(before: string, stamp: string): void {
    if (before !== '') keep(this.#dir, this.#file, before, stamp, this.#mode);
    renameSync(this.path, join(this.#dir, this.#file));
  }

  drop(): void {
    rmSync(this.path, { force: true });
  }
}
