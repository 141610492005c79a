/** What happened at a device, on its way to the gateway. */

import { z } from 'zod';
import type { EventType } from '../../gateway/contract/mqtt.ts';

/** An event body without what the uplink adds when it sends it (v, boot, seq, age). */
export type EventBody = { readonly type: EventType } & Readonly<Record<string, unknown>>;

/**
 * A press is named by the board's own count, so that it has the same name whoever restarts in between, and the gateway decides
 * it once. A life ends where the count of a board does not go on: it was wiped or swapped.
 */
export interface PressName {
  readonly life: number;
  readonly number: number;
}

/** Presses are numbered apart from telemetry and above it, or each of them would look as if a counter had gone back. */
const PRESS_BOOT = 1_000_000_000;

export const pressBoot = (life: number): number => PRESS_BOOT + life;

/** Null: not the name of a press. */
export const pressNameOf = (boot: number | undefined, seq: number | undefined): PressName | null =>
  boot === undefined || seq === undefined || boot < PRESS_BOOT ? null : { life: boot - PRESS_BOOT, number: seq };

/** An event that waits for its acknowledgement. Wall times outlive the process; they only tell its age. */
export const heldEvent = z.object({
  device: z.string(),
  boot: z.number().int().nonnegative(),
  seq: z.number().int().nonnegative(),
  at: z.number(),
  body: z.looseObject({ type: z.string() }),
});

export interface HeldEvent {
  readonly device: string;
  readonly boot: number;
  readonly seq: number;
  /** When it happened, epoch milliseconds. */
  readonly at: number;
  readonly body: EventBody;
}

export const keyOf = ({ device, boot, seq }: Pick<HeldEvent, 'device' | 'boot' | 'seq'>): string =>
  `${device} ${boot}:${seq}`;

export const isPress = (event: HeldEvent): boolean => event.body.type === 'press';
