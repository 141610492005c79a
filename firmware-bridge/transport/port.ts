/** One opened serial port, from open to close: what a link needs of it, and nothing of how it is done. */

/** Why a port is not (or no longer) open. `busy`: another program has it. */
export type PortProblem = 'missing' | 'busy' | 'forbidden' | 'unplugged' | 'failed';

export interface PortEnd {
  readonly problem: PortProblem;
  /** For the log. */
  readonly detail: string;
}

export interface PortEvents {
  opened(): void;
  /** Never before `opened`. */
  received(chunk: Buffer): void;
  /** Once, at the end, also when it never opened. Nothing comes after it. */
  ended(end: PortEnd): void;
}

export interface Port {
  /** Dropped, not kept, where the port is not open or does not take what was written before. */
  write(bytes: Uint8Array): void;
  /** Closes it; `ended` is not called for what was asked for. Resolves when the port is free. */
  close(): Promise<void>;
}

export interface PortOptions {
  readonly path: string;
  readonly baud: number;
}

export type OpenPort = (options: PortOptions, events: PortEvents) => Port;
