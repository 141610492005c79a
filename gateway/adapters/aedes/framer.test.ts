import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Framer } from './framer.ts';

const ping = Buffer.from([0xc0, 0]);
const publish = (size: number): Buffer => {
  const body = Buffer.alloc(size, 0x61);
  const length = size < 128 ? [size] : size < 16384 ? [(size & 127) | 128, size >> 7] : [];
  return Buffer.concat([Buffer.from([0x30, ...length]), body]);
};

/** Feeds the chunks and gives back every packet, as bytes. */
function cut(framer: Framer, chunks: readonly Buffer[]): Buffer[] {
  const packets: Buffer[] = [];
  for (const chunk of chunks) {
    framer.append(chunk);
    while (framer.next() === 'packet') packets.push(framer.bytes.subarray(framer.start, framer.end));
  }
  return packets;
}

describe('cutting bytes into packets', () => {
  const stream = Buffer.concat([ping, publish(3), publish(300), ping, publish(0), publish(5000)]);
  const packets = [ping, publish(3), publish(300), ping, publish(0), publish(5000)];

  it('finds the same packets wherever the network splits them', () => {
    for (let at = 0; at <= stream.length; at++) {
      const found = cut(new Framer(64 * 1024), [stream.subarray(0, at), stream.subarray(at)]);
      const same = found.length === packets.length && Buffer.concat(found).equals(stream);
      expect(same, `split at ${at}`).toBe(true);
    }
  });

  it('finds them byte by byte, and for any splits', () => {
    const single = Array.from(stream, (byte) => Buffer.from([byte]));
    expect(cut(new Framer(64 * 1024), single).map((each) => each.length)).toEqual(packets.map((each) => each.length));
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: stream.length }), { maxLength: 20 }), (marks) => {
        const edges = [0, ...marks.sort((a, b) => a - b), stream.length];
        const chunks = edges.slice(1).map((edge, i) => stream.subarray(edges[i], edge));
        const found = cut(new Framer(64 * 1024), chunks);
        expect(found.length).toBe(packets.length);
        expect(Buffer.concat(found).equals(stream)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('leaves the bytes of an earlier packet alone while later ones arrive', () => {
    const framer = new Framer(64 * 1024);
    const [first] = cut(framer, [stream.subarray(0, 10), stream.subarray(10, 320)]).slice(1);
    const copy = Buffer.from(first ?? []);
    cut(framer, [stream.subarray(320)]);
    expect(first?.equals(copy)).toBe(true);
  });

  it('calls a packet over the limit by its length alone, before its body is here', () => {
    const framer = new Framer(2048);
    framer.append(Buffer.from([0x10, 0xff, 0xff, 0xff, 0x7f]));
    expect(framer.next()).toBe('oversize');
    expect(framer.bytes.length).toBe(5);
    const exact = new Framer(303);
    exact.append(publish(300));
    expect(exact.next()).toBe('packet');
    const over = new Framer(302);
    over.append(publish(300));
    expect(over.next()).toBe('oversize');
  });

  it('takes at most four bytes of length', () => {
    const framer = new Framer(2048);
    framer.append(Buffer.from([0x10, 0xff, 0xff, 0xff, 0xff, 0x01]));
    expect(framer.next()).toBe('malformed');
  });

  it('holds no chunk while nothing waits, and not much more than what has arrived while something does', () => {
    const framer = new Framer(64 * 1024);
    cut(framer, [ping]);
    expect(framer.bytes.length).toBe(0);
    // 60,000 bytes are claimed, 1,000 have come.
    framer.append(Buffer.from([0x30, 0xe0, 0xd4, 0x03]));
    for (let i = 0; i < 1000; i++) framer.append(Buffer.from([0x61]));
    expect(framer.next()).toBe('more');
    expect(framer.bytes.length).toBeLessThan(3000);
  });
});
