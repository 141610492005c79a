/** The few MQTT 3.1.1 packets a load generator needs, made and read by hand: a client library would be the bottleneck. */

const text = (value: string): Buffer => {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
};

function packet(first: number, body: Buffer): Buffer {
  const length: number[] = [];
  let rest = body.length;
  do {
    length.push((rest & 127) | (rest > 127 ? 128 : 0));
    rest >>= 7;
  } while (rest > 0);
  return Buffer.concat([Buffer.from([first, ...length]), body]);
}

export interface Credential {
  readonly id: string;
  readonly password: string;
}

/** CONNECT with a clean session and a keep-alive of 60 s. */
export const connectPacket = ({ id, password }: Credential): Buffer =>
  packet(0x10, Buffer.concat([text('MQTT'), Buffer.from([4, 0b1100_0010, 0, 60]), text(id), text(id), text(password)]));

export const subscribePacket = (topic: string): Buffer =>
  packet(0x82, Buffer.concat([Buffer.from([0, 1]), text(topic), Buffer.from([1])]));

/** First counter within the boot: seven digits for as long as a benchmark lasts, so that it can be written in place. */
export const FIRST_SEQ = 1_000_000;
const SEQ_DIGITS = 7;

/** QoS 1 PUBLISH packets of one device that differ only in packet id and `seq`. */
export class Publisher {
  readonly #template: Buffer;
  readonly #idAt: number;
  readonly #seqAt: number;
  #seq = FIRST_SEQ;

  /** `fields`: what follows `seq` in the body, e.g. `"type":"motion","active":true`. */
  constructor(device: string, fields: string) {
    const topic = text(`campus/${device}/event`);
    const body = Buffer.from(`{"v":1,"boot":1,"seq":${FIRST_SEQ},${fields}}`);
    this.#template = packet(0x32, Buffer.concat([topic, Buffer.from([0, 0]), body]));
    const bodyAt = this.#template.length - body.length;
    this.#idAt = bodyAt - 2;
    this.#seqAt = bodyAt + body.indexOf(String(FIRST_SEQ));
  }

  get size(): number {
    return this.#template.length;
  }

  /** Writes the next packet at `at`; its packet id counts up from 1. */
  next(into: Buffer, at: number): number {
    this.#template.copy(into, at);
    const id = ((this.#seq - FIRST_SEQ) % 65_535) + 1;
    into.writeUInt16BE(id, at + this.#idAt);
    let digits = this.#seq;
    for (let place = SEQ_DIGITS - 1; place >= 0; place -= 1) {
      into[at + this.#seqAt + place] = 48 + (digits % 10);
      digits = Math.floor(digits / 10);
    }
    this.#seq += 1;
    return id;
  }
}

export const TYPE = { connack: 2, puback: 4, suback: 9 } as const;

/** Cuts a stream of bytes into packets that a broker sends; calls back with type, packet id (0 where there is none), first byte after the header. */
export class PacketReader {
  #rest: Buffer | null = null;
  readonly #hear: (type: number, id: number, code: number) => void;

  constructor(hear: (type: number, id: number, code: number) => void) {
    this.#hear = hear;
  }

  read(chunk: Buffer): void {
    const bytes = this.#rest === null ? chunk : Buffer.concat([this.#rest, chunk]);
    this.#rest = null;
    let at = 0;
    while (at < bytes.length) {
      let length = 0;
      let factor = 1;
      let body = at + 1;
      let whole = false;
      while (body < bytes.length && !whole) {
        const digit = bytes[body] ?? 0;
        body += 1;
        length += (digit & 127) * factor;
        factor *= 128;
        whole = digit < 128;
      }
      if (!whole || body + length > bytes.length) {
        this.#rest = bytes.subarray(at);
        return;
      }
      const type = (bytes[at] ?? 0) >> 4;
      this.#hear(type, length >= 2 ? ((bytes[body] ?? 0) << 8) | (bytes[body + 1] ?? 0) : 0, bytes[body + 1] ?? 0);
      at = body + length;
    }
  }
}
