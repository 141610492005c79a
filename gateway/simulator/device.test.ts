/** A simulated button behaves like a real one: it does not forget a press until somebody said that they have it. */

import { beforeEach, describe, expect, it } from 'vitest';
import { FakeClock, settle } from '../../test/kit/fake-clock.ts';
import type { Command } from '../contract/mqtt.ts';
import { ms } from '../core/time.ts';
import { ACK_WITHIN_MS, HEARTBEAT_MS, SimulatedDevice } from './device.ts';
import type { Line, LineEvents } from './line.ts';

interface Sent {
  readonly line: number;
  readonly body: Record<string, unknown>;
  readonly acknowledge: () => void;
}

class FakeGateway {
  readonly sent: Sent[] = [];
  readonly lines: LineEvents[] = [];
  acknowledging = true;
  left = 0;

  readonly open = (_device: string, events: LineEvents): Line => {
    const line = this.lines.push(events) - 1;
    let hangUp: (error: Error) => void = () => {};
    const closed = new Promise<never>((_, reject) => {
      hangUp = reject;
    });
    closed.catch(() => {});
    return {
      publish: (text) => {
        const acknowledged = new Promise<void>((resolve) => {
          const body = JSON.parse(text) as Record<string, unknown>;
          this.sent.push({ line, body, acknowledge: resolve });
          if (this.acknowledging) resolve();
        });
        return Promise.race([acknowledged, closed]);
      },
      leave: () => {
        this.left++;
        events.closed('left');
      },
      cut: () => {
        hangUp(new Error('connection closed'));
        events.closed('cut');
      },
    };
  };

  /** The newest connection is accepted. */
  accept(): void {
    this.lines.at(-1)?.connected();
  }

  presses(): readonly Sent[] {
    return this.sent.filter((one) => one.body['type'] === 'press');
  }
}

describe('a help button', () => {
  let clock: FakeClock;
  let gateway: FakeGateway;
  let button: SimulatedDevice;
  let boots: number;
  let commands: Command[];

  beforeEach(() => {
    clock = new FakeClock();
    gateway = new FakeGateway();
    boots = 0;
    commands = [];
    button = new SimulatedDevice(
      { id: 'btn-a', kind: 'button', zone: 'z', zoneName: '厕所', zoneKind: 'toilet', blindSpot: true, password: 's' },
      {
        clock: { now: () => clock.t, after: (delay, fire) => clock.after(ms(delay), fire) },
        dice: () => 0.5,
        open: gateway.open,
        boots: { next: () => ++boots },
        report: {
          connected: () => {},
          lost: () => {},
          sent: () => {},
          acknowledged: () => {},
          command: (_device, command) => commands.push(command),
          unreadable: (_device, payload) => expect.fail(payload),
        },
      },
    );
    button.powerOn();
  });

  it('says hello, then beats every 30 s', async () => {
    gateway.accept();
    await clock.advance(HEARTBEAT_MS * 2.6);
    expect(gateway.sent.map((one) => one.body['type'])).toEqual(['hello', 'heartbeat', 'heartbeat', 'heartbeat']);
    expect(gateway.sent.map((one) => one.body['seq'])).toEqual([1, 2, 3, 4]);
  });

  it('keeps a press made while offline, and tells how old it is', async () => {
    button.send({ type: 'press' });
    await clock.advance(4_000);
    gateway.accept();
    await settle();
    expect(gateway.presses()[0]?.body).toMatchObject({ boot: 1, seq: 2, age: 4_000 });
    expect(button.waiting).toBe(0);
  });

  it('hangs up when no PUBACK comes, calls again and sends the same press under the same name', async () => {
    gateway.accept();
    gateway.acknowledging = false;
    button.send({ type: 'press' });
    await clock.advance(ACK_WITHIN_MS + 1_000);
    expect(gateway.lines).toHaveLength(2);
    gateway.acknowledging = true;
    gateway.accept();
    await settle();
    const [first, second] = gateway.presses();
    expect(second).toMatchObject({ line: 1, body: { boot: first?.body['boot'], seq: first?.body['seq'] } });
    expect(button.waiting).toBe(0);
  });

  it('loses its memory in a power cut, and counts a new boot', async () => {
    button.send({ type: 'press' });
    button.powerOff();
    button.powerOn();
    gateway.accept();
    await settle();
    expect(gateway.presses()).toEqual([]);
    expect(gateway.sent.at(-1)?.body).toMatchObject({ type: 'hello', boot: 2, seq: 1 });
  });

  it('is not online after a power cut, and does not call while it has no power', async () => {
    gateway.accept();
    button.powerOff();
    expect(button.online).toBe(false);
    await clock.advance(60_000);
    expect(gateway.lines).toHaveLength(1);
  });

  it('answers a self-test', async () => {
    gateway.accept();
    gateway.lines[0]?.command(Buffer.from('{"v":1,"type":"selftest"}'));
    await settle();
    expect(commands).toEqual([{ v: 1, type: 'selftest' }]);
    expect(gateway.sent.at(-1)?.body['type']).toBe('selftest');
  });

  it('says goodbye at the end and leaves no timer behind', async () => {
    gateway.accept();
    await settle();
    button.leave();
    await settle();
    expect(gateway.left).toBe(1);
    expect(clock.pending()).toBe(0);
  });
});
