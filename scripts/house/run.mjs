/** Running other programs, with their exit codes taken seriously. */

import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/**
 * The JavaScript entry of an installed tool, run with this very Node: no shell, no PATH.
 * @returns {[string, string[]]}
 */
export const tool = (path) => [process.execPath, [`${ROOT}node_modules/${path}`]];

/**
 * Runs a program to its end and resolves to its exit code (127 where it cannot be started).
 * `timeoutMs` ends it by force. `output: 'stderr'` sends everything it says to our stderr, so that stdout stays pure.
 */
export function run(command, args, { cwd = ROOT, env = process.env, output = 'inherit', timeoutMs } = {}) {
  const stdio = output === 'stderr' ? ['ignore', 2, 2] : ['ignore', 'inherit', 'inherit'];
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio, timeout: timeoutMs, killSignal: 'SIGKILL' });
    child.once('error', () => resolve(127));
    child.once('close', (code, signal) => resolve(code ?? (signal === null ? 1 : 128)));
  });
}
