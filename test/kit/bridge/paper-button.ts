/** A paper node at the end of a cable, in real time: it sends its state every 50 ms while it waits for an answer, else once a second. */

import { PaperNode } from './paper-node.ts';
import { PtyCable } from './pty-cable.ts';

const WAITING_MS = 50;
const RESTING_MS = 1000;

export class PaperButton {
  readonly cable = new PtyCable();
  readonly node: PaperNode;
  readonly #timer: NodeJS.Timeout;
  #sentAt = 0;
  #isPlugged = false;

  constructor(node = new PaperNode()) {
    this.node = node;
    this.cable.onBytes = (bytes) => node.hear(bytes);
    this.#timer = setInterval(() => this.#tick(), WAITING_MS);
  }

  async plug(): Promise<void> {
    await this.cable.plug();
    this.#isPlugged = true;
  }

  async pull(): Promise<void> {
    this.#isPlugged = false;
    await this.cable.pull();
  }

  press(): void {
    this.node.press();
    if (this.#isPlugged) this.cable.send(this.node.snapshot());
  }

  /** Resolves when the light is so far; the test's own timeout is the limit. */
  async until(seen: (node: PaperNode) => boolean): Promise<void> {
    while (!seen(this.node)) await new Promise((resolve) => setTimeout(resolve, 10));
  }

  async remove(): Promise<void> {
    clearInterval(this.#timer);
    await this.cable.remove();
  }

  #tick(): void {
    const now = performance.now();
    const dueMs = this.node.unacknowledged ? WAITING_MS : RESTING_MS;
    if (!this.#isPlugged || now - this.#sentAt < dueMs) return;
    this.#sentAt = now;
    this.cable.send(Buffer.concat([this.node.hello(), this.node.snapshot()]));
  }
}
