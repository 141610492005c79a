import { Duplex } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { DEFAULT_BROKER_LIMITS } from './limits.ts';
import { Wire } from './wire.ts';

/** A dashboard or device whose far end has stopped reading. */
function frozenReader(): { wire: Wire; socket: Duplex } {
  const socket = new Duplex({ read: () => undefined, write: () => undefined });
  const events = { data: () => undefined, ended: () => undefined, gone: () => undefined };
  return { wire: new Wire(socket, DEFAULT_BROKER_LIMITS, events), socket };
}

describe('a reader that does not read', () => {
  it('is called too slow once more than 256 KB wait for it', () => {
    const { wire } = frozenReader();
    const kilobyte = Buffer.alloc(1024);
    for (let i = 0; i < 256; i++) expect(wire.write(kilobyte)).toBe(true);
    expect(wire.write(kilobyte)).toBe(false);
  });

  it('is called too slow when anything has waited for more than a second', () => {
    const { wire } = frozenReader();
    expect(wire.tick(0)).toBe(true);
    wire.write(Buffer.from('receipt'));
    expect(wire.tick(1_000)).toBe(true);
    expect(wire.tick(2_000)).toBe(true);
    expect(wire.tick(2_001)).toBe(false);
  });

  it('does not keep a socket open that was hung up on: a second for the last words, then it is destroyed', () => {
    const { wire, socket } = frozenReader();
    wire.close(Buffer.from([0x20, 2, 0, 5]), 10_000);
    wire.tick(10_900);
    expect(socket.destroyed).toBe(false);
    wire.tick(11_000);
    expect(socket.destroyed).toBe(true);
  });
});
