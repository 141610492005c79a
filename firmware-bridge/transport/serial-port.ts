/**
 * A serial port over the native binding of `serialport`, without its stream: that one flushes what was written while closed
 * into the next opening, says `close` twice, and reads a few bytes at a time at a system call each (docs/adr/0011).
 */

import { readSync, writeSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { SerialPort } from 'serialport';
import type { OpenPort, Port, PortEnd, PortEvents, PortOptions, PortProblem } from './port.ts';

type Opened = Awaited<ReturnType<typeof SerialPort.binding.open>>;

/** The kernel gathers bytes meanwhile (a tty holds 4,096): at full line rate 40 ms are 460. The first byte after a pause is read at once. */
const GATHER_MS = 40;
const READ_BYTES = 4096;
/** What the other side has not taken. Frames to a board are sent again anyway; a board that reads nothing must cost nothing. */
const UNWRITTEN_LIMIT_BYTES = 4096;
/** A driver that only hangs up reads as endless nothing: the node of an unplugged device is gone or another one. */
const LOOK_EVERY_MS = 2000;

function problemOf(message: string): PortProblem {
  if (/no such file|ENOENT/i.test(message)) return 'missing';
  if (/permission denied|EACCES/i.test(message)) return 'forbidden';
  return /lock|busy|temporarily unavailable/i.test(message) ? 'busy' : 'failed';
}

/** `fd` is opened O_NONBLOCK by the binding: neither of these ever waits. A port that is gone throws, as the binding does. */
function readNow({ fd }: Opened, buffer: Buffer): number | null {
  return fd === null ? null : unlessFull(() => readSync(fd, buffer, 0, READ_BYTES, null));
}

function writeNow({ fd }: Opened, bytes: Buffer): number {
  return fd === null ? 0 : (unlessFull(() => writeSync(fd, bytes)) ?? 0);
}

/** Null where it would have to wait. */
function unlessFull(act: () => number): number | null {
  try {
    return act();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return null;
    throw error;
  }
}

const gather = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, GATHER_MS));

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

class NativePort implements Port {
  readonly #options: PortOptions;
  readonly #events: PortEvents;
  #port: Opened | null = null;
  #over = false;
  #unwritten: Uint8Array[] = [];
  #isWriting = false;
  #identity = '';
  readonly #ended: Promise<void>;

  constructor(options: PortOptions, events: PortEvents) {
    this.#options = options;
    this.#events = events;
    this.#ended = this.#run();
  }

  write(bytes: Uint8Array): void {
    if (this.#port?.isOpen !== true || this.#over) return;
    const waiting = this.#unwritten.reduce((sum, one) => sum + one.length, 0);
    if (waiting + bytes.length > UNWRITTEN_LIMIT_BYTES) return;
    this.#unwritten.push(bytes);
    if (!this.#isWriting) void this.#drain(this.#port);
  }

  async close(): Promise<void> {
    this.#over = true;
    await this.#release();
    await this.#ended;
  }

  async #run(): Promise<void> {
    try {
      const { path, baud } = this.#options;
      this.#identity = await identityOf(path);
      this.#port = await SerialPort.binding.open({ path, baudRate: baud });
    } catch (error) {
      return this.#end({ problem: problemOf(messageOf(error)), detail: messageOf(error) });
    }
    if (this.#over) return this.#release();
    this.#events.opened();
    const stopLooking = this.#watch();
    try {
      await this.#read(this.#port);
    } catch (error) {
      this.#end({ problem: 'unplugged', detail: messageOf(error) });
    } finally {
      stopLooking();
      await this.#release();
    }
  }

  async #read(port: Opened): Promise<void> {
    const buffer = Buffer.allocUnsafe(READ_BYTES);
    while (!this.#over) {
      // What has gathered is read at once; only a line that fell silent is waited for, which costs a thread's work each time.
      const length = readNow(port, buffer) ?? (await port.read(buffer, 0, READ_BYTES)).bytesRead;
      if (this.#over) return;
      if (length === 0) throw new Error('hung up');
      this.#events.received(Buffer.from(buffer.subarray(0, length)));
      await gather();
    }
  }

  async #drain(port: Opened): Promise<void> {
    this.#isWriting = true;
    while (this.#unwritten.length > 0 && !this.#over) {
      const bytes = Buffer.concat(this.#unwritten);
      this.#unwritten = [];
      try {
        const rest = bytes.subarray(writeNow(port, bytes));
        if (rest.length > 0) await port.write(rest);
      } catch (error) {
        this.#end({ problem: 'unplugged', detail: messageOf(error) });
        await this.#release();
      }
    }
    this.#isWriting = false;
  }

  #watch(): () => void {
    const timer = setInterval(() => {
      identityOf(this.#options.path).then(
        (identity) => identity !== this.#identity && this.#vanished('another device has its name'),
        (error: unknown) => this.#vanished(messageOf(error)),
      );
    }, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }

  #vanished(detail: string): void {
    this.#end({ problem: 'unplugged', detail });
    void this.#release();
  }

  #end(end: PortEnd): void {
    if (this.#over) return;
    this.#over = true;
    this.#events.ended(end);
  }

  async #release(): Promise<void> {
    const port = this.#port;
    if (port?.isOpen !== true) return;
    // A device that is gone fails to close as well; its number is free all the same.
    await port.close().catch(() => {});
  }
}

/** Which device stands behind a name now: by-id links are made anew for each. */
async function identityOf(path: string): Promise<string> {
  const { rdev, ino } = await stat(path);
  return `${rdev}:${ino}`;
}

export const openSerialPort: OpenPort = (options, events) => new NativePort(options, events);
