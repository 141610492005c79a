/** Gathers acknowledgements that become ready in one go (a group commit) into one write for each connection. */

export interface Flushable {
  flush(): void;
}

export class FlushTurn {
  #due = new Set<Flushable>();

  add(flushable: Flushable): void {
    if (this.#due.size === 0) process.nextTick(() => this.#run());
    this.#due.add(flushable);
  }

  #run(): void {
    const due = this.#due;
    this.#due = new Set();
    for (const each of due) each.flush();
  }
}
