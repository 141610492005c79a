/** A broker in its own process, a help button connected to it, and the measure of what an attack beside it does to a press. */

import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { BrokerLimits } from '../../../gateway/adapters/aedes/broker.ts';
import { PRESS, RawDevice } from './raw-device.ts';

const PRESSES = 41;

export interface Measured {
  /** Median milliseconds from a press to its acknowledgement, before the attack and during it. */
  readonly idleMs: number;
  readonly attackedMs: number;
}

export class Besieged {
  readonly port: number;
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #button: RawDevice;
  #packetId = 0;

  private constructor(child: ChildProcess, lines: AsyncIterator<string>, port: number, button: RawDevice) {
    this.#child = child;
    this.#lines = lines;
    this.port = port;
    this.#button = button;
  }

  static async start(limits: Partial<BrokerLimits>): Promise<Besieged> {
    const script = fileURLToPath(new URL('./broker-process.ts', import.meta.url));
    const child = spawn(process.execPath, ['--import', 'tsx', script, JSON.stringify(limits)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const { port } = await readNumbers(lines);
    return new Besieged(child, lines, port ?? 0, await RawDevice.signedIn(port ?? 0, 'btn-help'));
  }

  /** Counters of the broker, and `rss` in bytes. */
  async counters(): Promise<Record<string, number>> {
    this.#child.stdin?.write('\n');
    return readNumbers(this.#lines);
  }

  dial(id: string): Promise<RawDevice> {
    return RawDevice.dial(this.port, id);
  }

  device(id: string): Promise<RawDevice> {
    return RawDevice.signedIn(this.port, id);
  }

  /** Presses the button again and again: first in peace, then with one `step` of the attack before each press. */
  async beside(step: (round: number) => unknown): Promise<Measured> {
    await this.#medianPress(() => undefined);
    const idleMs = await this.#medianPress(() => undefined);
    return { idleMs, attackedMs: await this.#medianPress(step) };
  }

  async stop(): Promise<void> {
    this.#button.end();
    const gone = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.stdin?.end();
    await gone;
  }

  async #medianPress(before: (round: number) => unknown): Promise<number> {
    const times: number[] = [];
    for (let round = 0; round < PRESSES; round++) {
      await before(round);
      const id = (this.#packetId = (this.#packetId % 65_535) + 1);
      const start = performance.now();
      this.#button.publish(PRESS, id);
      const answer = await this.#button.next();
      times.push(performance.now() - start);
      if (answer?.cmd !== 'puback' || answer.messageId !== id) throw new Error(`press lost: ${JSON.stringify(answer)}`);
    }
    return times.sort((a, b) => a - b)[PRESSES >> 1] ?? 0;
  }
}

async function readNumbers(lines: AsyncIterator<string>): Promise<Record<string, number>> {
  const line = await lines.next();
  if (line.done) throw new Error('the broker process has ended');
  const read: unknown = JSON.parse(line.value);
  const entries = typeof read === 'object' && read !== null ? Object.entries(read) : [];
  return Object.fromEntries(entries.filter((entry): entry is [string, number] => typeof entry[1] === 'number'));
}
