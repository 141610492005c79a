/** One frame to bytes and back. Pure; bad bytes are a value, never an exception. */

import { decodeBody, encodeBody } from './body.ts';
import { ByteReader, ByteWriter } from './bytes.ts';
import { stuff, unstuff } from './cobs.ts';
import { crc16 } from './crc16.ts';
import {
  type Body,
  CRC_BYTES,
  type Frame,
  type Garbage,
  type GarbageReason,
  HEADER_BYTES,
  MAC_BYTES,
  PACKET_LIMIT_BYTES,
  PROTOCOL_VERSION,
  type ReceivedFrame,
  type Side,
  sideOf,
  TYPE_CODES,
} from './frame.ts';
import { macOf } from './mac.ts';

const TYPES = new Map<number, Body['type']>(
  (Object.keys(TYPE_CODES) as Body['type'][]).map((type) => [TYPE_CODES[type], type]),
);

/**
 * A frame as it goes onto the wire, with a 0x00 before and after it: the one before ends whatever noise stood on the line.
 * Throws RangeError where a number does not fit its field.
 */
export function encodeFrame(frame: Frame, key: Uint8Array): Uint8Array {
  const { node, counter, body } = frame;
  const bytes = encodeBody(body);
  const first = (PROTOCOL_VERSION << 4) | TYPE_CODES[body.type];
  const signed = new ByteWriter(HEADER_BYTES + bytes.length).u8(first).u16(node).u32(counter).raw(bytes).bytes;
  const mac = macOf(sideOf(body.type), signed, key);
  const packet = new ByteWriter(signed.length + MAC_BYTES + CRC_BYTES).raw(signed).raw(mac);
  packet.u16(crc16(packet.bytes.subarray(0, -CRC_BYTES)));
  return Uint8Array.of(0, ...stuff(packet.bytes), 0);
}

const garbage = (reason: GarbageReason, bytes: number): Garbage => ({ kind: 'garbage', reason, bytes });

function typeOf(first: number, from: Side): Body['type'] | GarbageReason {
  if (first >> 4 !== PROTOCOL_VERSION) return 'version';
  const type = TYPES.get(first & 15);
  if (type === undefined) return 'type';
  return sideOf(type) === from ? type : 'direction';
}

const isReason = (word: Body['type'] | GarbageReason): word is GarbageReason => !(word in TYPE_CODES);

function readPacket(packet: Uint8Array, from: Side): ReceivedFrame | GarbageReason {
  if (packet.length > PACKET_LIMIT_BYTES) return 'too-long';
  if (packet.length < HEADER_BYTES + MAC_BYTES + CRC_BYTES) return 'too-short';
  const checked = packet.subarray(0, -CRC_BYTES);
  if (crc16(checked) !== new ByteReader(packet.subarray(-CRC_BYTES)).u16()) return 'crc';
  const signed = checked.subarray(0, -MAC_BYTES);
  const header = new ByteReader(signed);
  const type = typeOf(header.u8(), from);
  if (isReason(type)) return type;
  const body = decodeBody(type, signed.subarray(HEADER_BYTES));
  if (body === 'length' || body === 'value') return body;
  return { kind: 'frame', node: header.u16(), counter: header.u32(), body, signed, mac: checked.subarray(-MAC_BYTES) };
}

/**
 * Reads the bytes between two delimiters. `from`: the side whose frames are expected. The MAC is not looked at: see `isAuthentic`.
 * Never throws.
 */
export function decodeFrame(stuffed: Uint8Array, from: Side): ReceivedFrame | Garbage {
  const packet = unstuff(stuffed);
  if (packet === null) return garbage('cobs', stuffed.length);
  const read = readPacket(packet, from);
  return typeof read === 'string' ? garbage(read, stuffed.length) : read;
}
