/**
 * CONNECT, read strictly from the wire, and the small one that Aedes gets in its place: the same client id and clean flag,
 * but no secret, no will and no keep-alive, because the gate answers for those itself.
 */

import { FieldReader } from './mqtt-string.ts';

export interface Will {
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: number;
  readonly retain: boolean;
}

export interface Connect {
  readonly clientId: string;
  readonly clean: boolean;
  readonly keepAliveSeconds: number;
  readonly userName: string | null;
  readonly password: Buffer | null;
  readonly will: Will | null;
}

export type ReadConnect =
  | { readonly ok: true; readonly connect: Connect }
  /** Not MQTT at all, or ill-formed: closed without a CONNACK [MQTT-3.1.2-1], [MQTT-3.1.4-1]. */
  | { readonly ok: false; readonly why: 'malformed' }
  /** MQTT, but not level 4: CONNACK 1 [MQTT-3.1.2-2]. */
  | { readonly ok: false; readonly why: 'protocol-level' };

const RESERVED = 0x01;
const CLEAN = 0x02;
const WILL = 0x04;
const WILL_RETAIN = 0x20;
const PASSWORD = 0x40;
const USER_NAME = 0x80;
const LEVEL_3_1_1 = 4;

const MALFORMED: ReadConnect = { ok: false, why: 'malformed' };

/** Reads the body [from, end) of a CONNECT packet. */
export function readConnect(bytes: Buffer, from: number, end: number): ReadConnect {
  const fields = new FieldReader(bytes, from, end);
  const protocol = fields.text();
  const level = fields.byte();
  if (fields.failed || (protocol !== 'MQTT' && protocol !== 'MQIsdp')) return MALFORMED;
  if (protocol !== 'MQTT' || level !== LEVEL_3_1_1) return { ok: false, why: 'protocol-level' };
  const flags = fields.byte();
  const keepAliveSeconds = fields.uint16();
  if (!flagsAgree(flags)) return MALFORMED;
  // The payload fields come in this order [MQTT-3.1.3-1].
  const clientId = fields.text();
  const will = (flags & WILL) === 0 ? null : readWill(fields, flags);
  const userName = (flags & USER_NAME) === 0 ? null : fields.text();
  const password = (flags & PASSWORD) === 0 ? null : fields.binary();
  if (fields.failed || !fields.atEnd) return MALFORMED;
  return {
    ok: true,
    connect: { clientId, clean: (flags & CLEAN) !== 0, keepAliveSeconds, userName, password, will },
  };
}

const willQos = (flags: number): number => (flags >> 3) & 3;

function flagsAgree(flags: number): boolean {
  if ((flags & RESERVED) !== 0) return false; // [MQTT-3.1.2-3]
  if ((flags & WILL) === 0 && (willQos(flags) !== 0 || (flags & WILL_RETAIN) !== 0)) return false; // [MQTT-3.1.2-11], -13, -15
  if (willQos(flags) === 3) return false; // [MQTT-3.1.2-14]
  return (flags & USER_NAME) !== 0 || (flags & PASSWORD) === 0; // [MQTT-3.1.2-22]
}

function readWill(fields: FieldReader, flags: number): Will {
  const topic = fields.text();
  const payload = fields.binary();
  return { topic, payload, qos: willQos(flags), retain: (flags & WILL_RETAIN) !== 0 };
}

/** The CONNECT for Aedes. `clientId` is a device id: ASCII, at most 64 characters. */
export function plainConnect(clientId: string, clean: boolean): Buffer {
  const id = Buffer.from(clientId, 'latin1');
  const head = [0x10, 12 + id.length, 0, 4, 0x4d, 0x51, 0x54, 0x54, LEVEL_3_1_1, clean ? CLEAN : 0, 0, 0, 0, id.length];
  return Buffer.concat([Buffer.from(head), id]);
}
