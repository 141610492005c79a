import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeFrame } from './codec.ts';
import { stuff, unstuff } from './cobs.ts';
import { type Frame, PUBLIC_KEY, type ReceivedFrame } from './frame.ts';
import { FrameReader } from './frame-reader.ts';
import { isAuthentic } from './mac.ts';

const KEY = Uint8Array.from({ length: 32 }, (_, i) => 255 - i);
const RUNS = { numRuns: 400 };

const u32 = fc.nat(0xffff_ffff);
const ack: fc.Arbitrary<Frame> = fc.record({
  node: fc.integer({ min: 1, max: 65_534 }),
  counter: u32,
  body: fc.record({ type: fc.constant('ack' as const), boot: u32, seen: u32, recorded: u32 }),
});
const noise = fc.uint8Array({ maxLength: 200 });

/** The stream cut at places chosen by the property: a serial port promises nothing about its chunks. */
function readAll(stream: Uint8Array, cuts: readonly number[] = []) {
  const reader = new FrameReader('host');
  const places = [...new Set(cuts.map((cut) => cut % (stream.length + 1)))].sort((a, b) => a - b);
  return [0, ...places].flatMap((from, i) => reader.push(stream.subarray(from, places[i] ?? stream.length)));
}

const authentic = (all: ReturnType<typeof readAll>): ReceivedFrame[] =>
  all.filter((one): one is ReceivedFrame => one.kind === 'frame' && isAuthentic(one, KEY));

const asSent = ({ node, counter, body }: Frame) => ({ node, counter, body });

describe('stuffing', () => {
  it('comes back whole and holds no zero', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 253 }), (packet) => {
        const stuffed = stuff(packet);
        expect(stuffed.includes(0)).toBe(false);
        expect(unstuff(stuffed)).toEqual(packet);
      }),
      RUNS,
    );
  });

  it('takes any bytes without a crash', () => {
    fc.assert(
      fc.property(noise, (bytes) => {
        const packet = unstuff(bytes);
        if (packet !== null) expect(stuff(packet)).toEqual(bytes);
      }),
      RUNS,
    );
  });
});

describe('a stream of frames', () => {
  it('gives back what was sent, however it is cut', () => {
    fc.assert(
      fc.property(fc.array(ack, { maxLength: 6 }), fc.array(fc.nat(), { maxLength: 12 }), (frames, cuts) => {
        const stream = Uint8Array.from(frames.flatMap((frame) => [...encodeFrame(frame, KEY)]));
        expect(authentic(readAll(stream, cuts)).map(asSent)).toEqual(frames);
      }),
      RUNS,
    );
  });

  it('of nothing but noise holds no authentic frame and throws nothing', () => {
    fc.assert(
      fc.property(noise, (bytes) => {
        expect(authentic(readAll(bytes))).toEqual([]);
      }),
      RUNS,
    );
  });

  it('is read again from the next delimiter on, whatever stood before', () => {
    fc.assert(
      fc.property(noise, ack, (before, frame) => {
        const stream = Uint8Array.of(...before, ...encodeFrame(frame, KEY));
        expect(authentic(readAll(stream)).map(asSent)).toEqual([frame]);
      }),
      RUNS,
    );
  });

  it('with bytes changed, lost, put in or frames merged gives only frames that were sent, in order', () => {
    const damage = fc.oneof(
      fc.record({ kind: fc.constant('change'), at: fc.nat(), byte: fc.nat(255) }),
      fc.record({ kind: fc.constant('lose'), at: fc.nat(), byte: fc.constant(0) }),
      fc.record({ kind: fc.constant('insert'), at: fc.nat(), byte: fc.nat(255) }),
    );
    fc.assert(
      fc.property(fc.array(ack, { minLength: 1, maxLength: 5 }), fc.array(damage, { maxLength: 20 }), (frames, all) => {
        const stream = frames.flatMap((frame) => [...encodeFrame(frame, KEY)]);
        for (const { kind, at, byte } of all) {
          const place = at % (stream.length + 1);
          stream.splice(place, kind === 'insert' ? 0 : 1, ...(kind === 'lose' ? [] : [byte]));
        }
        const sent = frames.map((frame) => JSON.stringify(frame));
        let next = 0;
        for (const frame of authentic(readAll(Uint8Array.from(stream))).map(asSent)) {
          const found = sent.indexOf(JSON.stringify(frame), next);
          expect(found).toBeGreaterThanOrEqual(next);
          next = found + 1;
        }
      }),
      RUNS,
    );
  });

  it('without a delimiter for a megabyte keeps one frame of memory and says how much it threw away', () => {
    const reader = new FrameReader('node');
    for (let i = 0; i < 1024; i += 1) expect(reader.push(new Uint8Array(1024).fill(7))).toEqual([]);
    expect(reader.push(Uint8Array.of(0))).toEqual([{ kind: 'garbage', reason: 'too-long', bytes: 1_048_576 }]);
    const whole = encodeFrame(
      { node: 1, counter: 1, body: { type: 'enrolled', boot: 0, node: 1, result: 'stored' } },
      PUBLIC_KEY,
    );
    expect(reader.push(whole)).toHaveLength(1);
  });
});
