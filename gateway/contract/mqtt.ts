/**
 * What devices say and hear (MQTT 3.1.1). A press is never refused for its shape: `readEvent` reads what it can and names
 * what is odd; only a body without a usable `type` is left to the caller, who knows whether the device is a help button.
 */

import { z } from 'zod';

export const DEVICE_ID = /^[a-z0-9][a-z0-9._-]{0,63}$/;
export const EVENT_LIMIT_BYTES = 4096;

export const eventTopic = (device: string): string => `campus/${device}/event`;
export const commandTopic = (device: string): string => `campus/${device}/command`;

export const EVENT_TYPES = [
  'press',
  'release',
  'door',
  'motion',
  'checkin',
  'tamper',
  'battery',
  'fault',
  'restore',
  'selftest',
  'hello',
  'heartbeat',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

const counter = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);
const common = {
  v: z.literal(1).optional(),
  boot: counter.optional(),
  seq: counter.optional(),
  age: z.number().nonnegative().optional(),
  at: z.number().optional(),
};

/** Frames that came whole; bytes that were none; frames of somebody else's key; what the board had to send again. */
const lineQuality = z.object({ frames: counter, damaged: counter, forged: counter, resends: counter });

const bodies = {
  press: z.object({
    ...common,
    type: z.literal('press'),
    hold: z.number().nonnegative().optional(),
    count: z.number().int().nonnegative().optional(),
    level: z.enum(['help', 'urgent']).optional(),
    drill: z.boolean().optional(),
    /** The board that told of it could not prove who it is (wiped, swapped, set back): it alarms, flagged. */
    unverified: z.boolean().optional(),
  }),
  release: z.object({ ...common, type: z.literal('release') }),
  door: z.object({ ...common, type: z.literal('door'), open: z.boolean() }),
  motion: z.object({
    ...common,
    type: z.literal('motion'),
    active: z.boolean().optional(),
    count: z.number().int().nonnegative().optional(),
  }),
  checkin: z.object({ ...common, type: z.literal('checkin'), card: z.string().regex(/^[0-9a-fA-F]{4,32}$/) }),
  tamper: z.object({ ...common, type: z.literal('tamper'), open: z.boolean() }),
  battery: z.object({
    ...common,
    type: z.literal('battery'),
    mv: z.number().optional(),
    pct: z.number().min(0).max(100).optional(),
  }),
  fault: z.object({ ...common, type: z.literal('fault'), code: z.string().min(1).max(64) }),
  restore: z.object({ ...common, type: z.literal('restore'), code: z.string().min(1).max(64) }),
  selftest: z.object({ ...common, type: z.literal('selftest') }),
  hello: z.object({ ...common, type: z.literal('hello') }),
  heartbeat: z.object({
    ...common,
    type: z.literal('heartbeat'),
    rssi: z.number().optional(),
    mv: z.number().optional(),
    uptime: z.number().nonnegative().optional(),
    /** How good the wire to the board is, since the bridge started. Of another shape: left out, the heartbeat counts. */
    line: lineQuality.optional().catch(undefined),
  }),
} as const;

export const deviceEvent = z.discriminatedUnion('type', [
  bodies.press,
  bodies.release,
  bodies.door,
  bodies.motion,
  bodies.checkin,
  bodies.tamper,
  bodies.battery,
  bodies.fault,
  bodies.restore,
  bodies.selftest,
  bodies.hello,
  bodies.heartbeat,
]);
export type DeviceEvent = z.infer<typeof deviceEvent>;
export type PressEvent = z.infer<typeof bodies.press>;

export type ReadEvent =
  | { readonly ok: true; readonly event: DeviceEvent }
  /** `type` is what the body calls itself, null where it has no such word: the caller knows whether that must alarm. */
  | { readonly ok: false; readonly type: string | null; readonly reason: string };

/** Reads an event body. Never throws. */
export function readEvent(payload: Buffer): ReadEvent {
  let value: unknown;
  try {
    value = JSON.parse(payload.toString('utf8'));
  } catch {
    return { ok: false, type: null, reason: 'not-json' };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { ok: false, type: null, reason: 'not-an-object' };
  }
  const read = deviceEvent.safeParse(value);
  if (read.success) return { ok: true, event: read.data };
  const issue = read.error.issues[0];
  const type = 'type' in value && typeof value.type === 'string' ? value.type : null;
  return { ok: false, type, reason: `${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'invalid'}` };
}

export const isEventType = (type: string | null): type is EventType => EVENT_TYPES.some((known) => known === type);

export const RECEIPT_STATES = ['recorded', 'notified', 'taken', 'arrived', 'closed'] as const;
export type ReceiptState = (typeof RECEIPT_STATES)[number];

export type Command =
  | { v: 1; type: 'receipt'; boot?: number; seq?: number; state: ReceiptState }
  | { v: 1; type: 'output'; on: boolean; seconds?: number; pattern?: 'panic' | 'notice' | 'off' }
  | { v: 1; type: 'selftest' };

export const command: z.ZodType<Command> = z.discriminatedUnion('type', [
  z.object({
    v: z.literal(1),
    type: z.literal('receipt'),
    boot: counter.optional(),
    seq: counter.optional(),
    state: z.enum(RECEIPT_STATES),
  }),
  z.object({
    v: z.literal(1),
    type: z.literal('output'),
    on: z.boolean(),
    seconds: z.number().positive().optional(),
    pattern: z.enum(['panic', 'notice', 'off']).optional(),
  }),
  z.object({ v: z.literal(1), type: z.literal('selftest') }),
]) as z.ZodType<Command>;
