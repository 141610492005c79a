/** The two programs that load and press, each in a process of its own: orders go over IPC, answers come back by number. */

import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

interface Answer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: string;
}

/** Orders an own process understands: name → [what it takes, what it answers]. */
export type Orders = Record<string, readonly [takes: unknown, answers: unknown]>;

export class Hand<O extends Orders> {
  readonly #child: ChildProcess;
  readonly #asked = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  #id = 0;

  constructor(program: string) {
    const file = fileURLToPath(new URL(program, import.meta.url));
    this.#child = fork(file, { execArgv: ['--import', 'tsx'], serialization: 'advanced' });
    this.#child.on('message', (message: Answer) => {
      const asked = this.#asked.get(message.id);
      this.#asked.delete(message.id);
      if (message.error !== undefined) asked?.reject(new Error(message.error));
      else asked?.resolve(message.result);
    });
    this.#child.once('exit', (code) => {
      for (const { reject } of this.#asked.values()) reject(new Error(`${program} ended (${code ?? 'signal'})`));
    });
  }

  ask<K extends keyof O & string>(order: K, takes: O[K][0]): Promise<O[K][1]> {
    this.#id += 1;
    const id = this.#id;
    return new Promise((resolve, reject) => {
      this.#asked.set(id, { resolve: resolve as (value: unknown) => void, reject });
      this.#child.send({ id, order, takes });
    });
  }

  end(): void {
    this.#child.kill('SIGKILL');
  }
}

/** Inside such a process: answers every order with what its handler resolves to. */
export function serve<O extends Orders>(
  handlers: { readonly [K in keyof O]: (takes: O[K][0]) => Promise<O[K][1]> },
): void {
  process.on('message', (message: { id: number; order: string; takes: never }) => {
    const handler = handlers[message.order];
    const answer = handler ? handler(message.takes) : Promise.reject(new Error(`no order ${message.order}`));
    answer.then(
      (result) => process.send?.({ id: message.id, result }),
      (error: unknown) => process.send?.({ id: message.id, error: String(error) }),
    );
  });
  process.on('disconnect', () => process.exit());
}
