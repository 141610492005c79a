/** Messages to the writer thread and back. A thread that died is started again; what was on its way is refused, never forgotten. */

import type { Worker } from 'node:worker_threads';
import { JournalError } from '../../ports/journal.ts';
import { within } from './reader-link.ts';
import { startThread } from './thread.ts';
import type { FromWriter, ToWriter, WriterNews, WriterStart } from './wire.ts';

export interface WriterEars {
  hear(message: WriterNews): void;
  /** The thread is gone, and with it every answer it owed. */
  lost(error: JournalError): void;
}

/** What of a worker is needed here. */
export type WriterThread = Pick<Worker, 'on' | 'postMessage' | 'terminate'>;

interface Asked {
  readonly resolve: (rows: number) => void;
  readonly reject: (error: JournalError) => void;
}

export class WriterLink {
  readonly #ears: WriterEars;
  readonly #start: WriterStart;
  readonly #spawn: (start: WriterStart) => WriterThread;
  #thread: WriterThread | null = null;
  #closing: (() => void) | null = null;
  #id = 0;
  readonly #prunes = new Map<number, Asked>();

  constructor(
    start: WriterStart,
    ears: WriterEars,
    spawn: (start: WriterStart) => WriterThread = (given) => startThread('writer', given),
  ) {
    this.#start = start;
    this.#ears = ears;
    this.#spawn = spawn;
    this.#begin();
  }

  tell(message: ToWriter): void {
    this.#thread?.postMessage(message);
  }

  prune(beforeMs: number, maxBytes: number): Promise<number> {
    this.#id += 1;
    const id = this.#id;
    return new Promise((resolve, reject) => {
      this.#prunes.set(id, { resolve, reject });
      this.tell({ type: 'prune', id, beforeMs, maxBytes });
    });
  }

  /** Lets the thread leave its files in order, but waits no longer than `withinMs`. */
  async close(withinMs: number): Promise<void> {
    const thread = this.#thread;
    const closed = new Promise<void>((resolve) => {
      this.#closing = resolve;
    });
    if (thread === null) return;
    this.tell({ type: 'close' });
    await within(closed, withinMs);
    this.#refuse(new JournalError('closed', 'the journal is closed'));
    await within(thread.terminate(), 500);
  }

  #begin(): void {
    const thread = this.#spawn(this.#start);
    this.#thread = thread;
    thread.on('message', (message: FromWriter) => {
      if (message.type === 'pruned') this.#pruned(message.id, message.rows, message.error);
      else if (message.type === 'closed') this.#closing?.();
      else this.#ears.hear(message);
    });
    const gone = (why: string): void => {
      if (this.#thread !== thread) return;
      this.#thread = null;
      if (this.#closing) return this.#closing();
      const error = new JournalError('io', `the writer thread ended: ${why}`);
      this.#refuse(error);
      this.#ears.lost(error);
      setTimeout(() => this.#closing ?? this.#begin(), this.#start.retryEveryMs).unref();
    };
    thread.on('error', (error) => gone(error.message));
    thread.on('exit', (code) => gone(`exit ${code}`));
  }

  #pruned(id: number, rows: number, error: string | null): void {
    const asked = this.#prunes.get(id);
    this.#prunes.delete(id);
    if (error === null) asked?.resolve(rows);
    else asked?.reject(new JournalError('io', error));
  }

  #refuse(error: JournalError): void {
    for (const { reject } of this.#prunes.values()) reject(error);
    this.#prunes.clear();
  }
}
