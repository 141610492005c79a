/** The real serial binding on real (pseudo-)terminals: what the bridge trusts a port to do. Needs `socat`. */

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../firmware-bridge/clock.ts';
import type { PortEnd } from '../../firmware-bridge/transport/port.ts';
import { SerialLink } from '../../firmware-bridge/transport/serial-link.ts';
import { openSerialPort } from '../../firmware-bridge/transport/serial-port.ts';
import { hasSocat, PtyCable } from '../kit/bridge/pty-cable.ts';

if (!hasSocat) console.error('socat is not installed: the tests of the native serial path did not run');

describe.skipIf(!hasSocat)('a native serial port', () => {
  let cable = new PtyCable();
  let received = Buffer.alloc(0);
  const ends: PortEnd[] = [];
  let opened = 0;
  const links: SerialLink[] = [];
  beforeEach(() => {
    cable = new PtyCable();
    received = Buffer.alloc(0);
    ends.length = 0;
    opened = 0;
  });
  afterEach(async () => {
    for (const link of links.splice(0)) await link.stop();
    await cable.remove();
  });

  const link = (): SerialLink => {
    const made = new SerialLink(
      { path: cable.port, baud: 115_200 },
      {
        opened: () => (opened += 1),
        received: (chunk) => (received = Buffer.concat([received, chunk])),
        lost: (end) => ends.push(end),
      },
      { clock: systemClock, dice: () => 0, open: openSerialPort },
    );
    links.push(made);
    made.start();
    return made;
  };
  const until = async (seen: () => boolean): Promise<void> => {
    while (!seen()) await new Promise((resolve) => setTimeout(resolve, 5));
  };

  it('carries bytes both ways, all of them and in order, much faster than any wire', async () => {
    await cable.plug();
    const heard: Buffer[] = [];
    cable.onBytes = (bytes) => heard.push(bytes);
    const made = link();
    await until(() => opened === 1);
    const size = 400_000;
    const sent = Buffer.from(Array.from({ length: size }, (_, i) => (i * 7 + (i >> 8)) & 0xff));
    const from = performance.now();
    for (let at = 0; at < size; at += 1000) cable.send(sent.subarray(at, at + 1000));
    await until(() => received.length >= size);
    const perSecond = size / ((performance.now() - from) / 1000);
    expect(received.equals(sent)).toBe(true);
    // A wire at 115,200 baud brings 11,520 bytes a second.
    expect(perSecond).toBeGreaterThan(11_520);
    made.write(Buffer.from('an answer'));
    await until(() => Buffer.concat(heard).toString() === 'an answer');
  });

  it('sees the plug pulled, and is there when it is put back', async () => {
    await cable.plug();
    const made = link();
    await until(() => opened === 1);
    await cable.pull();
    await until(() => ends.length > 0);
    expect(ends[0]?.problem).toBe('unplugged');
    expect(made.isOpen).toBe(false);
    made.write(Buffer.from('lost, not kept'));
    const heard: Buffer[] = [];
    cable.onBytes = (bytes) => heard.push(bytes);
    await cable.plug();
    await until(() => opened === 2);
    cable.send(Buffer.from('hello'));
    await until(() => received.toString() === 'hello');
    made.write(Buffer.from('now'));
    await until(() => heard.length > 0);
    expect(Buffer.concat(heard).toString()).toBe('now');
  });

  it('is held by one program: the second is told so, and gets it when the first has gone', async () => {
    await cable.plug();
    const first = link();
    await until(() => opened === 1);
    link();
    await until(() => ends.length > 0);
    expect(ends[0]?.problem).toBe('busy');
    await first.stop();
    await until(() => opened === 2);
  });

  it('that is not there says so', async () => {
    link();
    await until(() => ends.length > 0);
    expect(ends[0]?.problem).toBe('missing');
  });

  it('whose other side reads nothing costs no memory and holds nothing up', async () => {
    await cable.plug(false);
    const made = link();
    await until(() => opened === 1);
    const before = process.memoryUsage().rss;
    for (let i = 0; i < 20_000; i += 1) made.write(Buffer.alloc(64, i));
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
    await made.stop();
  });
});
