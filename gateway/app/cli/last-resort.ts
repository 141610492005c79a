/**
 * `process.exit` waits for every worker thread, and a thread that hangs in fsync keeps it waiting for as long as the disk likes.
 * So a stop is watched from outside: what is not over in time ends as by kill -9, which loses nothing that was acknowledged.
 */

import { spawn } from 'node:child_process';

/** The pipe closes with our last breath, so `cat` outlives its time only while we do: a later process with our number is safe. */
const WATCH = 'timeout "$1" cat >/dev/null; [ $? -eq 124 ] && kill -9 "$2"';

/** Ends this process in so many milliseconds, unless it has ended by then. */
export function endWithin(ms: number): void {
  const args = ['-c', WATCH, 'sh', String(ms / 1000), String(process.pid)];
  const watch = spawn('/bin/sh', args, { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  // No shell here: then the supervisor's own patience is the limit.
  watch.on('error', () => {});
  watch.stdin.on('error', () => {});
  watch.unref();
}
