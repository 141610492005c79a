/** Questions to the reader thread, and their answers. A thread that died is replaced; what it was asked is refused, not forgotten. */

import type { Worker } from 'node:worker_threads';
import { JournalError } from '../../ports/journal.ts';
import { startThread } from './thread.ts';
import type { FromReader, Question, ReaderStart, ToReader } from './wire.ts';

interface Asked {
  readonly resolve: (text: string) => void;
  readonly reject: (error: JournalError) => void;
}

export class ReaderLink {
  readonly #start: ReaderStart;
  #worker: Worker | null = null;
  #closed = false;
  #id = 0;
  readonly #asked = new Map<number, Asked>();

  constructor(start: ReaderStart) {
    this.#start = start;
  }

  /** JSON text of the answer; rejects with JournalError. */
  ask(question: Question): Promise<string> {
    if (this.#closed) return Promise.reject(new JournalError('closed', 'the journal is closed'));
    this.#worker ??= this.#spawn();
    this.#id += 1;
    const message: ToReader = { id: this.#id, question };
    return new Promise((resolve, reject) => {
      this.#asked.set(message.id, { resolve, reject });
      this.#worker?.postMessage(message);
    });
  }

  /** Refuses further questions; those asked before are answered, unless that takes longer than `withinMs`. */
  async close(withinMs: number): Promise<void> {
    if (this.#closed) return;
    const worker = this.#worker;
    const last = worker ? this.ask({ type: 'close' }).catch(() => '') : Promise.resolve('');
    this.#closed = true;
    await within(last, withinMs);
    this.#fail(new JournalError('closed', 'the journal is closed'));
    if (worker) await within(worker.terminate(), withinMs);
  }

  #spawn(): Worker {
    const worker = startThread('reader', this.#start);
    worker.on('message', (message: FromReader) => {
      const asked = this.#asked.get(message.id);
      this.#asked.delete(message.id);
      if (message.ok) asked?.resolve(message.text);
      else asked?.reject(new JournalError(message.code, message.detail));
    });
    const gone = (why: string): void => {
      if (this.#worker !== worker) return;
      this.#worker = null;
      this.#fail(new JournalError('io', `the reader thread ended: ${why}`));
    };
    worker.on('error', (error) => gone(error.message));
    worker.on('exit', (code) => gone(`exit ${code}`));
    return worker;
  }

  #fail(error: JournalError): void {
    const asked = [...this.#asked.values()];
    this.#asked.clear();
    for (const { reject } of asked) reject(error);
  }
}

/** Waits for `promise`, but not longer than that. */
export async function within(promise: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
