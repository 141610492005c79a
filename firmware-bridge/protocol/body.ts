/** Bodies to bytes and back, in the order of PROTOCOL.md. A body whose length or values are not of its type is no body. */

import { ByteReader, ByteWriter } from './bytes.ts';
import {
  type Body,
  ENROL_RESULTS,
  type Hello,
  IDENTITY_STATES,
  LINE_STATES,
  OUTPUT_PATTERNS,
  type ResetCause,
  type SelfTest,
  SHOWN_STATES,
  type ShownState,
  type Snapshot,
} from './frame.ts';

export const BODY_BYTES = {
  snapshot: 28,
  hello: 25,
  selftest: 9,
  enrolled: 7,
  ack: 12,
  receipt: 9,
  output: 8,
  'run-selftest': 4,
  quiet: 5,
  enrol: 38,
  who: 0,
} as const satisfies Record<Body['type'], number>;

const KEY_BYTES = 32;
const UNKNOWN_AGE = 0xffff_ffff;

const bit = (value: boolean, place: number): number => (value ? 1 << place : 0);
const has = (bits: number, place: number): boolean => (bits & (1 << place)) !== 0;

const resetBits = (reset: ResetCause): number =>
  bit(reset.powerOn, 0) | bit(reset.external, 1) | bit(reset.brownOut, 2) | bit(reset.watchdog, 3);

const resetOf = (bits: number): ResetCause => ({
  powerOn: has(bits, 0),
  external: has(bits, 1),
  brownOut: has(bits, 2),
  watchdog: has(bits, 3),
});

const stateBits = (s: Snapshot): number =>
  LINE_STATES.indexOf(s.line) |
  bit(s.pressed, 2) |
  bit(s.unacknowledged, 3) |
  bit(s.lidOpen, 4) |
  bit(s.stuck, 5) |
  bit(s.quiet, 6) |
  bit(s.memoryFault, 7) |
  bit(s.enrolled, 8) |
  (SHOWN_STATES.indexOf(s.shown) << 9) |
  (resetBits(s.reset) << 12);

const selfTestBits = (s: SelfTest): number =>
  bit(s.cipherOk, 0) | bit(s.memoryOk, 1) | bit(s.lineOk, 2) | bit(s.supplyOk, 3) | bit(s.lidOk, 4);

const writeSnapshot = (w: ByteWriter, s: Snapshot): ByteWriter =>
  w
    .u32(s.boot)
    .u32(s.presses)
    .u16(s.sinceBoot)
    .u16(stateBits(s))
    .u16(s.adc)
    .u16(s.vccMv)
    .u32(s.pressAgeMs ?? UNKNOWN_AGE)
    .u16(s.holdMs / 10)
    .u8(s.lidOpenings)
    .u8(s.lineFaults)
    .u32(s.heard);

const writeHello = (w: ByteWriter, h: Hello): ByteWriter =>
  w
    .u32(h.boot)
    .u8(h.firmwareMajor)
    .u8(h.firmwareMinor)
    .u8(IDENTITY_STATES.indexOf(h.identity))
    .u8(resetBits(h.reset))
    .u32(h.uptimeS)
    .u16(h.taken)
    .u16(h.damaged)
    .u16(h.forged)
    .u16(h.stale)
    .u16(h.resends)
    .u8(h.wornSlots)
    .u16(h.freeStack);

function write(w: ByteWriter, body: Body): ByteWriter {
  switch (body.type) {
    case 'snapshot':
      return writeSnapshot(w, body);
    case 'hello':
      return writeHello(w, body);
    case 'selftest':
      return w.u32(body.boot).u8(selfTestBits(body)).u16(body.adc).u16(body.vccMv);
    case 'enrolled':
      return w.u32(body.boot).u16(body.node).u8(ENROL_RESULTS.indexOf(body.result));
    case 'ack':
      return w.u32(body.boot).u32(body.seen).u32(body.recorded);
    case 'receipt':
      return w.u32(body.boot).u32(body.press).u8(SHOWN_STATES.indexOf(body.state));
    case 'output':
      return w.u32(body.boot).u8(bit(body.on, 0)).u16(body.seconds).u8(OUTPUT_PATTERNS.indexOf(body.pattern));
    case 'run-selftest':
      return w.u32(body.boot);
    case 'quiet':
      return w.u32(body.boot).u8(bit(body.on, 0));
    case 'enrol':
      if (body.newKey.length !== KEY_BYTES) throw new RangeError(`a key has ${KEY_BYTES} bytes`);
      return w.u32(body.boot).u16(body.newNode).raw(body.newKey);
    case 'who':
      return w;
  }
}

/** Throws RangeError where a number does not fit its field. */
export const encodeBody = (body: Body): Uint8Array => write(new ByteWriter(BODY_BYTES[body.type]), body).bytes;

function readSnapshot(r: ByteReader): Snapshot | null {
  const [boot, presses, sinceBoot, bits] = [r.u32(), r.u32(), r.u16(), r.u16()];
  const [adc, vccMv, age, hold] = [r.u16(), r.u16(), r.u32(), r.u16()];
  const [lidOpenings, lineFaults, heard] = [r.u8(), r.u8(), r.u32()];
  const [line, shown] = [LINE_STATES[bits & 3], SHOWN_STATES[(bits >> 9) & 7]];
  if (line === undefined || shown === undefined) return null;
  return {
    type: 'snapshot',
    ...{ boot, presses, sinceBoot, line, shown, adc, vccMv, lidOpenings, lineFaults, heard },
    pressed: has(bits, 2),
    unacknowledged: has(bits, 3),
    lidOpen: has(bits, 4),
    stuck: has(bits, 5),
    quiet: has(bits, 6),
    memoryFault: has(bits, 7),
    enrolled: has(bits, 8),
    reset: resetOf(bits >> 12),
    pressAgeMs: age === UNKNOWN_AGE ? null : age,
    holdMs: hold * 10,
  };
}

function readHello(r: ByteReader): Hello | null {
  const [boot, firmwareMajor, firmwareMinor] = [r.u32(), r.u8(), r.u8()];
  const [identity, reset, uptimeS] = [IDENTITY_STATES[r.u8()], resetOf(r.u8()), r.u32()];
  const [taken, damaged, forged, stale, resends] = [r.u16(), r.u16(), r.u16(), r.u16(), r.u16()];
  const [wornSlots, freeStack] = [r.u8(), r.u16()];
  if (identity === undefined) return null;
  const line = { taken, damaged, forged, stale, resends };
  return { type: 'hello', boot, firmwareMajor, firmwareMinor, identity, reset, uptimeS, ...line, wornSlots, freeStack };
}

function readSelfTest(r: ByteReader): SelfTest {
  const [boot, bits, adc, vccMv] = [r.u32(), r.u8(), r.u16(), r.u16()];
  const results = { cipherOk: has(bits, 0), memoryOk: has(bits, 1), lineOk: has(bits, 2) };
  return { type: 'selftest', boot, ...results, supplyOk: has(bits, 3), lidOk: has(bits, 4), adc, vccMv };
}

const isShown = (state: ShownState | undefined): state is Exclude<ShownState, 'none'> =>
  state !== undefined && state !== 'none';

function read(type: Body['type'], r: ByteReader): Body | null {
  switch (type) {
    case 'snapshot':
      return readSnapshot(r);
    case 'hello':
      return readHello(r);
    case 'selftest':
      return readSelfTest(r);
    case 'enrolled': {
      const [boot, node, result] = [r.u32(), r.u16(), ENROL_RESULTS[r.u8()]];
      return result === undefined ? null : { type, boot, node, result };
    }
    case 'ack':
      return { type, boot: r.u32(), seen: r.u32(), recorded: r.u32() };
    case 'receipt': {
      const [boot, press, state] = [r.u32(), r.u32(), SHOWN_STATES[r.u8()]];
      return isShown(state) ? { type, boot, press, state } : null;
    }
    case 'output': {
      const [boot, on, seconds, pattern] = [r.u32(), r.u8(), r.u16(), OUTPUT_PATTERNS[r.u8()]];
      return on > 1 || pattern === undefined ? null : { type, boot, on: on === 1, seconds, pattern };
    }
    case 'run-selftest':
      return { type, boot: r.u32() };
    case 'quiet': {
      const [boot, on] = [r.u32(), r.u8()];
      return on > 1 ? null : { type, boot, on: on === 1 };
    }
    case 'enrol':
      return { type, boot: r.u32(), newNode: r.u16(), newKey: r.raw(KEY_BYTES) };
    case 'who':
      return { type };
  }
}

/** Why `bytes` are no body of `type`, or the body. Never throws. */
export function decodeBody(type: Body['type'], bytes: Uint8Array): Body | 'length' | 'value' {
  if (bytes.length !== BODY_BYTES[type]) return 'length';
  return read(type, new ByteReader(bytes)) ?? 'value';
}
