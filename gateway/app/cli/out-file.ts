/** Where a command's result goes: stdout, or a file that is complete or not there at all. */

import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { oneLine, wrong } from './cli-error.ts';
import type { Terminal } from './terminal.ts';

export interface Sink {
  write(bytes: Buffer): void;
}

const toFile = (fd: number): Sink => ({
  write: (bytes) => {
    for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
  },
});

/** Runs `fill` with a sink; a file is 0600 and takes its name only when `fill` has ended well. */
export async function fillOutput(
  terminal: Terminal,
  file: string | undefined,
  fill: (sink: Sink) => Promise<void> | void,
): Promise<void> {
  if (file === undefined) {
    await fill({ write: (bytes) => terminal.raw(bytes) });
    return;
  }
  const draft = `${file}.${process.pid}.partial`;
  try {
    const fd = openSync(draft, 'wx', 0o600);
    try {
      await fill(toFile(fd));
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(draft, file);
  } catch (cause) {
    rmSync(draft, { force: true });
    throw wrong(`写不了 ${file}：${oneLine(cause)}`, `cannot write ${file}: ${oneLine(cause)}`, { cause });
  }
}
