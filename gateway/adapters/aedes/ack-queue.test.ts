import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AckQueue } from './ack-queue.ts';

const idsOf = (bytes: Buffer): number[] =>
  Array.from({ length: bytes.length / 4 }, (_, i) => {
    expect([bytes[i * 4], bytes[i * 4 + 1]]).toEqual([0x40, 2]);
    return bytes.readUInt16BE(i * 4 + 2);
  });

describe('acknowledgements in the order of arrival [MQTT-4.6.0-2]', () => {
  it('holds back the second until the first is on disk', () => {
    const queue = new AckQueue();
    const first = queue.expect(10);
    const second = queue.expect(11);
    queue.keep(second);
    expect(queue.ready).toBe(0);
    queue.keep(first);
    expect(queue.ready).toBe(2);
    expect(idsOf(queue.take())).toEqual([10, 11]);
    expect(queue.waiting).toBe(0);
  });

  it('does not acknowledge twice', () => {
    const queue = new AckQueue();
    const first = queue.expect(10);
    queue.expect(11);
    queue.keep(first);
    queue.keep(first);
    expect(idsOf(queue.take())).toEqual([10]);
    queue.keep(first);
    expect(queue.ready).toBe(0);
  });

  it('whatever the disk does, the order stays and nothing is lost', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 1, maxLength: 300 }), fc.nat(), (picks, takeEvery) => {
        const queue = new AckQueue();
        const given: number[] = [];
        let open = picks.map((_, i) => ({ id: 1 + ((60_000 + i) % 65_535), ticket: -1 }));
        const all = open.map(({ id }) => id);
        for (const each of open) each.ticket = queue.expect(each.id);
        picks.forEach((pick, i) => {
          const chosen = open[pick % open.length];
          if (!chosen) return;
          open = open.filter((each) => each !== chosen);
          queue.keep(chosen.ticket);
          if (i % (1 + (takeEvery % 7)) === 0) given.push(...idsOf(queue.take()));
        });
        given.push(...idsOf(queue.take()));
        expect(given).toEqual(all);
      }),
    );
  });
});
