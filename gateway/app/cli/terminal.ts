/** What a command may touch of the process: given in, so that tests read what a person would see. */

import { writeSync } from 'node:fs';
import { codeOf } from './cli-error.ts';
import type { Pick } from './tongue.ts';

export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly pick: Pick;
  /** One line for machines or people on stdout. */
  out(line: string): void;
  /** Bytes on stdout, nothing added. */
  raw(bytes: Buffer): void;
  /** One line on stderr. */
  err(line: string): void;
}

/** Synchronous: a pipe that is read slowly must not lose the end of a ledger when the process exits. */
function writeAll(fd: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(fd, bytes, at);
    } catch (error) {
      // Whoever read us (`head`) has enough: nothing more to do, and nothing to complain about.
      if (codeOf(error) === 'EPIPE') process.exit(1);
      if (codeOf(error) !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

export const processTerminal = (env: Terminal['env'], pick: Pick): Terminal => ({
  env,
  pick,
  out: (line) => writeAll(1, Buffer.from(`${line}\n`)),
  raw: (bytes) => writeAll(1, bytes),
  err: (line) => writeAll(2, Buffer.from(`${line}\n`)),
});
