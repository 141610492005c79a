/** Starts a worker thread of this folder, from TypeScript (vitest, tsx) as well as from what `tsc` made. */

import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';

/** Node 20 does not read TypeScript, and hooks of the main thread do not reach workers: tsx is registered in the thread itself. */
function fromSource(entry: URL): URL {
  const tsx = dirname(createRequire(import.meta.url).resolve('tsx/package.json'));
  const api = pathToFileURL(join(tsx, 'dist', 'esm', 'api', 'index.mjs')).href;
  const boot = `import { register } from ${JSON.stringify(api)}; register(); await import(${JSON.stringify(entry.href)});`;
  return new URL(`data:text/javascript,${encodeURIComponent(boot)}`);
}

export function startThread(name: 'writer' | 'reader', workerData: unknown): Worker {
  const source = import.meta.url.endsWith('.ts');
  const entry = new URL(`./${name}.${source ? 'ts' : 'js'}`, import.meta.url);
  return new Worker(source ? fromSource(entry) : entry, { name: `journal-${name}`, workerData });
}
