/** The codec of the node, as C for this machine under the sanitizers, against the codec of the bridge. */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { encodeBody } from '../../firmware-bridge/protocol/body.ts';
import { decodeFrame, encodeFrame } from '../../firmware-bridge/protocol/codec.ts';
import {
  type Frame,
  type HostBody,
  type ReceivedFrame,
  sideOf,
  TYPE_CODES,
} from '../../firmware-bridge/protocol/frame.ts';
import { FrameReader } from '../../firmware-bridge/protocol/frame-reader.ts';
import { isAuthentic } from '../../firmware-bridge/protocol/mac.ts';
import { askCodec, hasGcc } from '../kit/avr/c-codec.ts';
import { SeededRandom } from '../kit/seeded-random.ts';

interface Golden {
  frames: { name: string; key: string; frame: Frame; wire: string }[];
}
const golden: Golden = JSON.parse(
  readFileSync(new URL('../../firmware-bridge/firmware/node/golden-frames.json', import.meta.url), 'utf8'),
  (name, value) => (name === 'newKey' ? new Uint8Array(Buffer.from(value, 'hex')) : value),
);

if (!hasGcc) process.stderr.write('gcc is missing: the codec of the node was NOT tested\n');

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const KEY = Uint8Array.from({ length: 32 }, (_, i) => i ^ 0x5a);

/** What the C receiver makes of `bytes`, as the bridge's reader would say it. */
function asWords(bytes: Uint8Array): string {
  const words = new FrameReader('host').push(bytes).map((one) => {
    if (one.kind === 'garbage') return 'D ';
    const body = hex(one.signed.subarray(7)) || '-';
    return `W ${TYPE_CODES[one.body.type]} ${one.node} ${one.counter} ${isAuthentic(one, KEY) ? 1 : 0} ${body} `;
  });
  return words.join('');
}

function hostFrame(random: SeededRandom): Uint8Array {
  const u32 = (): number => random.integer(2 ** 32);
  const boot = random.chance(0.3) ? 0 : u32();
  const bodies: HostBody[] = [
    { type: 'ack', boot, seen: u32(), recorded: random.integer(3) },
    { type: 'receipt', boot, press: random.integer(300), state: 'taken' },
    { type: 'output', boot, on: true, seconds: random.integer(65_536), pattern: 'panic' },
    { type: 'quiet', boot, on: random.chance(0.5) },
    { type: 'run-selftest', boot },
    { type: 'who' },
  ];
  return encodeFrame({ node: random.integer(65_536), counter: u32(), body: random.pick(bodies) }, KEY);
}

/** Noise, truncation, insertion, merged frames: whatever a wire and its plugs can do to a stream. */
function damage(stream: number[], random: SeededRandom): Uint8Array {
  const times = random.integer(8);
  for (let i = 0; i < times; i += 1) {
    const at = random.integer(stream.length + 1);
    const kind = random.integer(4);
    if (kind === 0) stream.splice(at, 1, random.integer(256));
    if (kind === 1) stream.splice(at, 1 + random.integer(20));
    if (kind === 2) stream.splice(at, 0, ...Array.from({ length: random.integer(90) }, () => random.integer(256)));
    const zero = stream.indexOf(0, at);
    if (kind === 3 && zero >= 0) stream.splice(zero, 2);
  }
  return Uint8Array.from(stream);
}

describe.skipIf(!hasGcc)('the node’s codec', () => {
  it('makes every golden frame of a node byte for byte', () => {
    const ours = golden.frames.filter(({ frame }) => sideOf(frame.body.type) === 'node');
    const orders = ours.map(({ key, frame: { node, counter, body } }) => {
      return `s ${key} ${TYPE_CODES[body.type]} ${node} ${counter} ${hex(encodeBody(body))}`;
    });
    expect(ours.length).toBeGreaterThan(5);
    expect(askCodec(orders)).toEqual(ours.map(({ wire }) => wire));
  });

  it('reads every golden frame of a host, and knows the key', () => {
    const theirs = golden.frames.filter(({ frame }) => sideOf(frame.body.type) === 'host');
    const answers = askCodec(theirs.map(({ key, wire }) => `r ${key} ${wire}`));
    expect(answers).toEqual(
      theirs.map(({ frame: { node, counter, body } }) => {
        return `W ${TYPE_CODES[body.type]} ${node} ${counter} 1 ${hex(encodeBody(body)) || '-'} `;
      }),
    );
  });

  it('hashes as the standard says', () => {
    const messages = ['', 'abc', 'The quick brown fox jumps over the lazy dog', 'x'.repeat(55)].map((one) =>
      Buffer.from(one),
    );
    const answers = askCodec(messages.map((one) => `h ${hex(one) || '-'}`));
    expect(answers).toEqual(messages.map((one) => createHash('sha256').update(one).digest('hex')));
  });

  it('and the bridge’s read the same out of 3,000 damaged streams: no crash, nothing that was not sent, in step again at a delimiter', () => {
    const random = new SeededRandom(41);
    const streams = Array.from({ length: 3000 }, () => {
      const frames = Array.from({ length: 1 + random.integer(5) }, () => [...hostFrame(random)]);
      // A whole frame at the end: after its first delimiter both must be in step.
      return Uint8Array.of(...damage(frames.flat(), random), ...hostFrame(random));
    });
    const answers = askCodec(streams.map((stream) => `r ${hex(KEY)} ${hex(stream)}`));
    expect(answers).toEqual(streams.map(asWords));
    expect(answers.every((answer) => / 1 [0-9a-f-]+ $/.test(answer))).toBe(true);
  });

  it('and the bridge’s read the same out of pure noise, also where the CRC was made to fit', () => {
    const random = new SeededRandom(42);
    const noise = (): Uint8Array =>
      Uint8Array.from({ length: random.integer(200) }, () => random.integer(256) & random.integer(256));
    const streams = Array.from({ length: 3000 }, () => Uint8Array.of(...noise(), 0, 0));
    expect(askCodec(streams.map((stream) => `r ${hex(KEY)} ${hex(stream)}`))).toEqual(streams.map(asWords));
  });

  it('makes frames that the bridge reads, whatever is in them', () => {
    const random = new SeededRandom(43);
    const bodies = Array.from({ length: 500 }, () =>
      Uint8Array.from({ length: 7 }, () => (random.chance(0.4) ? 0 : random.integer(3))),
    );
    const sent = bodies.map((body) => ({ body, node: random.integer(65_536), counter: random.integer(2 ** 32) }));
    const wires = askCodec(sent.map(({ body, node, counter }) => `s ${hex(KEY)} 4 ${node} ${counter} ${hex(body)}`));
    for (const [i, wire] of wires.entries()) {
      const bytes = new Uint8Array(Buffer.from(wire, 'hex'));
      const read = decodeFrame(bytes.slice(1, -1), 'node') as ReceivedFrame;
      expect(read).toMatchObject({ kind: 'frame', node: sent[i]?.node, counter: sent[i]?.counter });
      expect(isAuthentic(read, KEY)).toBe(true);
    }
  });
});
