/** Serial ports on paper: plugged in and out by the test. One holder at a time, as the real ones. */

import type { OpenPort, Port, PortEvents, PortProblem } from '../../../firmware-bridge/transport/port.ts';

export class FakePorts {
  /** Bytes that went out, by path. */
  readonly written = new Map<string, Buffer[]>();
  /** Every attempt to open, in order. */
  readonly attempts: string[] = [];
  readonly #plugged = new Set<string>();
  readonly #open = new Map<string, PortEvents>();
  /** Answers of the board behind a port. */
  onWrite: (path: string, bytes: Uint8Array) => void = () => {};

  readonly openPort: OpenPort = ({ path }, events) => {
    this.attempts.push(path);
    let over = false;
    let holds = false;
    const end = (problem: PortProblem): void => {
      if (over) return;
      over = true;
      if (holds) this.#open.delete(path);
      events.ended({ problem, detail: problem });
    };
    queueMicrotask(() => {
      if (over) return;
      if (!this.#plugged.has(path)) return end('missing');
      if (this.#open.has(path)) return end('busy');
      holds = true;
      this.#open.set(path, { ...events, ended: ({ problem }) => end(problem) });
      events.opened();
    });
    const port: Port = {
      write: (bytes) => {
        if (over) throw new Error('written to a closed port');
        this.written.set(path, [...(this.written.get(path) ?? []), Buffer.from(bytes)]);
        this.onWrite(path, bytes);
      },
      close: () => {
        over = true;
        if (holds) this.#open.delete(path);
        return Promise.resolve();
      },
    };
    return port;
  };

  plug(path: string): void {
    this.#plugged.add(path);
  }

  unplug(path: string): void {
    this.#plugged.delete(path);
    const open = this.#open.get(path);
    open?.ended({ problem: 'unplugged', detail: 'EIO' });
    // Drivers say it twice.
    open?.ended({ problem: 'unplugged', detail: 'EIO' });
  }

  isOpen(path: string): boolean {
    return this.#open.has(path);
  }

  send(path: string, bytes: Uint8Array): void {
    this.#open.get(path)?.received(Buffer.from(bytes));
  }
}
