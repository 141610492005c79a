/** What a board is to the bridge: bytes in, bytes out, and an outlet for each device that hangs on it. */

import type { Command } from '../gateway/contract/mqtt.ts';
import type { EventBody, PressName } from './uplink/event.ts';

/** Where a board says what happened at one device. Nothing here blocks or throws. */
export interface Outlet {
  readonly device: string;
  /** The same name again is the same press. `ageMs`: since it happened; null: unknown. */
  press(name: PressName, body: Readonly<Record<string, unknown>>, ageMs: number | null): void;
  /** Any other event: held until it is acknowledged. */
  event(body: EventBody, ageMs?: number): void;
  /** A sign of life: the newest one only, and only while somebody listens. */
  beat(body: Readonly<Record<string, unknown>>): void;
  /** Said once, until `restore`; remembered over a restart. */
  fault(code: string): void;
  restore(code: string): void;
  /** On its way: not known to be on the gateway's disk yet. */
  isPending(name: PressName): boolean;
  /** A press of this device is on the gateway's disk. */
  onRecorded(listener: (name: PressName) => void): void;
  onCommand(listener: (command: Command) => void): void;
  /** What the board must still know after a restart; undefined: nothing. Its shape is the board's to check. */
  kept(): unknown;
  keep(value: unknown): void;
}

/** A board on a serial port. The link calls it; an exception here ends this connection and nothing else. */
export interface Board {
  /** The port is open; `send` is good until `closed`. */
  opened(send: (bytes: Uint8Array) => void): void;
  received(chunk: Buffer): void;
  closed(): void;
  /** For good: timers end. */
  stop(): void;
}
