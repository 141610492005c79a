/**
 * Work on the configuration in a thread of its own, for a gateway that is running: reading a school takes tens of milliseconds
 * of CPU, a malformed file can take seconds, and a press must not wait for either (promise 4).
 */

import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { say } from './words.ts';

const MEMORY_MB = 256;

/**
 * Settles within `giveUpMs`; never rejects. The thread posts one message; what goes wrong with the thread itself is told to
 * `failed`, whose answer then stands in for it.
 * @param thread name of the file beside this one, without its ending
 */
export function aside<T>(thread: string, data: unknown, giveUpMs: number, failed: (message: string) => T): Promise<T> {
  return new Promise((settle) => {
    const fail = (zh: string, en: string): void => settle(failed(say(zh, en)));
    const worker = new Worker(entry(thread), {
      name: 'config',
      workerData: data,
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
    });
    const giveUp = setTimeout(() => {
      const seconds = giveUpMs / 1000;
      fail(
        `${seconds} 秒还没读完：文件太复杂，请检查`,
        `not read within ${seconds} s: a file is too involved, look it over`,
      );
      void worker.terminate();
    }, giveUpMs);
    worker.once('message', (result: T) => settle(result));
    worker.once('error', (error) => {
      const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
      fail(`读配置时出错（${code}）`, `reading the configuration failed (${code})`);
    });
    worker.once('exit', (code) => {
      clearTimeout(giveUp);
      // After a message or an error this changes nothing.
      fail(`读配置的线程结束了（${code}）`, `the thread that reads the configuration ended (${code})`);
    });
  });
}

/** Node 20 reads no TypeScript, and hooks of the main thread do not reach workers: tsx registers in the thread itself. */
function entry(name: string): URL {
  if (!import.meta.url.endsWith('.ts')) return new URL(`./${name}.js`, import.meta.url);
  const thread = new URL(`./${name}.ts`, import.meta.url);
  const tsx = dirname(createRequire(import.meta.url).resolve('tsx/package.json'));
  const api = pathToFileURL(join(tsx, 'dist', 'esm', 'api', 'index.mjs')).href;
  const boot = `import { register } from ${JSON.stringify(api)}; register(); await import(${JSON.stringify(thread.href)});`;
  return new URL(`data:text/javascript,${encodeURIComponent(boot)}`);
}
