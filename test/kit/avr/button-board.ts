/** What a wired button is to a test, whatever runs its firmware. */

import type { ButtonLoop } from './button-loop.ts';

export interface ButtonBoard {
  readonly loop: ButtonLoop;
  readonly ms: number;
  readonly isLit: boolean;
  lidOpen: boolean;
  /** Runs for whole milliseconds and gives back the bytes that were sent meanwhile. */
  run(ms: number): Uint8Array;
  receive(bytes: Uint8Array): void;
}
