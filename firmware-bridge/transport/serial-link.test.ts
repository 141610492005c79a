import { describe, expect, it } from 'vitest';
import { MovableClock } from '../../test/kit/bridge/bridge-clock.ts';
import { FakePorts } from '../../test/kit/bridge/fake-port.ts';
import { SerialLink } from './serial-link.ts';

const PATH = '/dev/ttyUSB0';

function link() {
  const clock = new MovableClock();
  const ports = new FakePorts();
  const said: string[] = [];
  const events = {
    opened: () => said.push('opened'),
    received: (chunk: Buffer) => said.push(chunk.toString()),
    lost: ({ problem }: { problem: string }) => said.push(problem),
  };
  const made = new SerialLink({ path: PATH, baud: 9600 }, events, { clock, dice: () => 0.5, open: ports.openPort });
  return { clock, ports, said, link: made };
}

describe('a supervised link', () => {
  it('waits for a board, opens it, and opens it again after each unplugging', async () => {
    const { clock, ports, said, link: made } = link();
    made.start();
    await clock.advance(1000);
    expect(said).not.toContain('opened');
    ports.plug(PATH);
    await clock.advance(5000);
    ports.send(PATH, Buffer.from('hello'));
    ports.unplug(PATH);
    ports.plug(PATH);
    await clock.advance(5000);
    ports.send(PATH, Buffer.from('again'));
    expect(said.filter((word) => word !== 'missing')).toEqual(['opened', 'hello', 'unplugged', 'opened', 'again']);
    await made.stop();
  });

  it('tries less and less often, at most five seconds apart, and soon again once it had worked', async () => {
    const { clock, ports, link: made } = link();
    made.start();
    await clock.advance(60_000);
    const tries = ports.attempts.length;
    expect(tries).toBeGreaterThan(10);
    expect(tries).toBeLessThan(20);
    ports.plug(PATH);
    await clock.advance(10_000);
    ports.unplug(PATH);
    ports.plug(PATH);
    await clock.advance(300);
    expect(ports.isOpen(PATH)).toBe(true);
    await made.stop();
  });

  it('writes only while open, and nothing of before into the next opening', async () => {
    const { clock, ports, link: made } = link();
    made.start();
    made.write(Buffer.from('too early'));
    ports.plug(PATH);
    await clock.advance(1000);
    made.write(Buffer.from('now'));
    ports.unplug(PATH);
    made.write(Buffer.from('nobody there'));
    ports.plug(PATH);
    await clock.advance(1000);
    expect(Buffer.concat(ports.written.get(PATH) ?? []).toString()).toBe('now');
    await made.stop();
  });

  it('says where another program has the port', async () => {
    const { clock, ports, said, link: made } = link();
    ports.plug(PATH);
    ports.openPort({ path: PATH, baud: 9600 }, { opened: () => {}, received: () => {}, ended: () => {} });
    made.start();
    await clock.advance(10);
    expect(said).toEqual(['busy']);
    await made.stop();
  });

  it('is silent and still after stop', async () => {
    const { clock, ports, said, link: made } = link();
    ports.plug(PATH);
    made.start();
    await clock.advance(10);
    await made.stop();
    ports.send(PATH, Buffer.from('late'));
    await clock.advance(60_000);
    expect(said).toEqual(['opened']);
    expect(clock.pending).toBe(0);
    expect(ports.isOpen(PATH)).toBe(false);
  });
});
