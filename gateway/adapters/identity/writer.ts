/**
 * Who writes to `identity.db`. A command line process writes itself; the running gateway writes in a thread, because an
 * fsync on its main loop would stand in front of a press (promise 4).
 */

import { Worker } from 'node:worker_threads';
import type Database from 'better-sqlite3';
import { IdentityError } from './identity-error.ts';
import { runWrites, type Write } from './statements.ts';

export interface Writer {
  /** Resolves with the rows changed by each write once they are on disk; rejects where the disk refused. */
  write(writes: readonly Write[]): Promise<number[]>;
  close(): Promise<void>;
}

export const directWriter = (db: Database.Database): Writer => ({
  write: async (writes) => runWrites(db, writes),
  close: async () => {},
});

/** For a copy in memory: what asks to be stored learns that it is not. */
export const refusingWriter: Writer = {
  write: () => Promise.reject(new IdentityError('writer', 'identity.db is not on disk')),
  close: async () => {},
};

export interface WriteOrder {
  readonly id: number;
  readonly writes: readonly Write[];
}
export type WriteAnswer =
  | { readonly id: number; readonly changed: number[] }
  | { readonly id: number; readonly failed: string };

const CLOSE_PATIENCE_MS = 1000;

/** The thread starts with the first write: a gateway where nobody signs in never has it. */
export function threadWriter(path: string): Writer {
  const waiting = new Map<number, { resolve: (changed: number[]) => void; reject: (error: Error) => void }>();
  const pending = new Set<Promise<number[]>>();
  let worker: Worker | null = null;
  let orders = 0;

  /** A thread that died is replaced at the next write; its end may be reported twice. */
  const failAll = (died: Worker, cause: unknown): void => {
    if (worker !== died) return;
    worker = null;
    for (const { reject } of waiting.values()) {
      reject(new IdentityError('writer', 'the identity writer stopped', { cause }));
    }
    waiting.clear();
  };

  const start = (): Worker => {
    const started = startThread(path);
    started.unref();
    started.on('message', (answer: WriteAnswer) => {
      const waiter = waiting.get(answer.id);
      waiting.delete(answer.id);
      if ('changed' in answer) waiter?.resolve(answer.changed);
      else waiter?.reject(new IdentityError('writer', `identity.db was not written: ${answer.failed}`));
    });
    started.on('error', (error) => failAll(started, error));
    started.on('exit', (code) => failAll(started, `exit ${code}`));
    return started;
  };

  return {
    write: (writes) => {
      const running = (worker ??= start());
      orders += 1;
      const order: WriteOrder = { id: orders, writes };
      const written = new Promise<number[]>((resolve, reject) => waiting.set(order.id, { resolve, reject }));
      running.postMessage(order);
      pending.add(written);
      const forget = () => pending.delete(written);
      written.then(forget, forget);
      return written;
    },
    close: async () => {
      const running = worker;
      if (running === null) return;
      const patience = new Promise((resolve) => setTimeout(resolve, CLOSE_PATIENCE_MS).unref());
      await Promise.race([Promise.allSettled(pending), patience]);
      await running.terminate();
    },
  };
}

/** Compiled, the thread is a plain module; from source (tests, development) it needs the loader that the main thread has. */
function startThread(path: string): Worker {
  if (!import.meta.url.endsWith('.ts')) {
    return new Worker(new URL('./writer-thread.js', import.meta.url), { workerData: path });
  }
  const loader = JSON.stringify(import.meta.resolve('tsx/esm/api'));
  const entry = JSON.stringify(new URL('./writer-thread.ts', import.meta.url).href);
  return new Worker(`import(${loader}).then(({ register }) => (register(), import(${entry})));`, {
    eval: true,
    workerData: path,
  });
}
