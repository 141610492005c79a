/** The node's codec, built by gcc for this machine with the address and undefined-behaviour sanitizers, fed a batch of orders. */

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NODE = fileURLToPath(new URL('../../../firmware-bridge/firmware/node/', import.meta.url));
const HERE = fileURLToPath(new URL('./c/', import.meta.url));
const BUILT = fileURLToPath(new URL('../../../test-output/firmware/', import.meta.url));

export const hasGcc = existsSync('/usr/bin/gcc');

const SANITIZE = ['-fsanitize=address,undefined', '-fno-sanitize-recover=all', '-g'];
const STRICT = ['-std=c99', '-Wall', '-Wextra', '-Werror', '-Wno-unused-function', '-fshort-enums'];

/** Compiles for this machine what the chip runs, with `program` from test/kit/avr/c in place of the chip. Gives back its path. */
export function buildForHost(program: string, sources: readonly string[], options: { sanitize: boolean }): string {
  const files = [...sources.map((name) => join(NODE, name)), join(HERE, program)];
  const flags = [...STRICT, ...(options.sanitize ? SANITIZE : []), '-O2'];
  const hash = createHash('sha256').update(flags.join(' '));
  const headers = readdirSync(NODE).filter((name) => name.endsWith('.h'));
  for (const file of [...files, ...headers.map((name) => join(NODE, name))]) hash.update(readFileSync(file));
  const done = join(BUILT, `${program.replace('.c', '')}-${hash.digest('hex').slice(0, 16)}`);
  if (existsSync(done)) return done;
  mkdirSync(BUILT, { recursive: true });
  const fresh = `${done}.${process.pid}`;
  execFileSync('/usr/bin/gcc', [...flags, '-I', NODE, '-o', fresh, ...files], { stdio: ['ignore', 'ignore', 'pipe'] });
  renameSync(fresh, done);
  return done;
}

/** Runs a batch; one answer an order. Throws with the sanitizer's words where the codec misbehaves. */
export function askCodec(orders: readonly string[]): string[] {
  const program = buildForHost('codec-program.c', ['frame.c', 'mac.c', 'sha256.c'], { sanitize: true });
  const output = execFileSync(program, [], {
    input: `${orders.join('\n')}\n`,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  return output.split('\n').slice(0, orders.length);
}
