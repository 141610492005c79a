import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeFrame, encodeFrame } from './codec.ts';
import { crc16 } from './crc16.ts';
import { type Frame, PUBLIC_KEY, type ReceivedFrame, sideOf } from './frame.ts';
import { isAuthentic } from './mac.ts';

interface Golden {
  frames: { name: string; key: string; frame: Frame; wire: string }[];
  garbageFromNode: { name: string; reason: string; stuffed: string }[];
}
const golden: Golden = JSON.parse(
  readFileSync(new URL('../firmware/node/golden-frames.json', import.meta.url), 'utf8'),
  (name, value) => (name === 'newKey' ? new Uint8Array(Buffer.from(value, 'hex')) : value),
);
const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));
const hex = (of: Uint8Array): string => Buffer.from(of).toString('hex');

describe('golden frames', () => {
  it('are here, one at least of every type', () => {
    const types = new Set(golden.frames.map(({ frame }) => frame.body.type));
    expect(types.size).toBe(11);
  });

  it.each(golden.frames)('$name', ({ frame, key, wire }) => {
    expect(hex(encodeFrame(frame, bytes(key)))).toBe(wire);
    const read = decodeFrame(bytes(wire).slice(1, -1), sideOf(frame.body.type)) as ReceivedFrame;
    expect(read).toMatchObject({ kind: 'frame', ...frame });
    expect(isAuthentic(read, bytes(key))).toBe(true);
    expect(isAuthentic(read, new Uint8Array(32).fill(9))).toBe(false);
  });

  it.each(golden.garbageFromNode)('$name is garbage', ({ stuffed, reason }) => {
    expect(decodeFrame(bytes(stuffed), 'node')).toEqual({ kind: 'garbage', reason, bytes: stuffed.length / 2 });
  });
});

describe('a frame', () => {
  const ack = { node: 3, counter: 10, body: { type: 'ack', boot: 1, seen: 2, recorded: 3 } } as const;

  it('carries the CRC of the published check value', () => {
    expect(crc16(Buffer.from('123456789'))).toBe(0x29b1);
  });

  it('never takes more than 64 bytes on the wire', () => {
    const longest = Math.max(...golden.frames.map(({ wire }) => wire.length / 2));
    expect(longest).toBe(58);
    expect(longest).toBeLessThanOrEqual(64);
  });

  it('is not authentic with any bit of header, body or MAC turned, even where the CRC fits again', () => {
    const read = decodeFrame(encodeFrame(ack, PUBLIC_KEY).slice(1, -1), 'host') as ReceivedFrame;
    for (let bit = 0; bit < read.signed.length * 8; bit += 1) {
      const signed = read.signed.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
      expect(isAuthentic({ ...read, signed }, PUBLIC_KEY)).toBe(false);
    }
    for (let bit = 0; bit < 64; bit += 1) {
      const mac = read.mac.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
      expect(isAuthentic({ ...read, mac }, PUBLIC_KEY)).toBe(false);
    }
  });

  it('with a number that does not fit is refused where it is made', () => {
    expect(() => encodeFrame({ ...ack, node: 65536 }, PUBLIC_KEY)).toThrow(RangeError);
    expect(() => encodeFrame({ ...ack, counter: -1 }, PUBLIC_KEY)).toThrow(RangeError);
    expect(() =>
      encodeFrame(
        { node: 0, counter: 1, body: { type: 'enrol', boot: 0, newNode: 1, newKey: new Uint8Array(31) } },
        PUBLIC_KEY,
      ),
    ).toThrow('32 bytes');
  });
});
