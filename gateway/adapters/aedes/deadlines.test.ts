import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openBroker } from '../../../test/conformance/kit/broker-under-test.ts';
import { PRESS } from '../../../test/conformance/kit/raw-device.ts';
import { SWEEP_MS } from './sweep.ts';

/** Sockets are real; only the broker's clock and its one timer are moved by hand. */
beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] }));
afterEach(() => void vi.useRealTimers());

describe('keep-alive [MQTT-3.1.2-24]', () => {
  it('a device that was let in with 10 s may be silent for 15 s, and is gone after that', async () => {
    const { device, flow, broker } = await openBroker();
    const button = await device('btn-1', { keepalive: 10 });
    vi.advanceTimersByTime(15_000);
    expect(broker.isConnected('btn-1')).toBe(true);
    vi.advanceTimersByTime(2 * SWEEP_MS);
    await button.closed;
    expect(flow.of('disconnected')).toMatchObject([{ who: 'btn-1', detail: 'keep-alive' }]);
    expect(broker.counters()).toMatchObject({ keep_alive_timeouts: 1 });
  });

  it('every packet counts, a press as much as a ping', async () => {
    const { device, broker } = await openBroker();
    const button = await device('btn-1', { keepalive: 10 });
    for (let i = 1; i <= 4; i++) {
      vi.advanceTimersByTime(12_000);
      if (i % 2) button.publish(PRESS, i);
      else button.send({ cmd: 'pingreq' });
      await button.next();
    }
    expect(broker.isConnected('btn-1')).toBe(true);
  });

  it('its will is published: the school learns that the button is gone', async () => {
    const { device, flow } = await openBroker();
    const payload = Buffer.from('{"v":1,"type":"fault","code":"lost"}');
    await device('btn-1', { keepalive: 1, will: { topic: 'campus/btn-1/event', payload, qos: 1, retain: false } });
    vi.advanceTimersByTime(2_000);
    expect(flow.events()).toMatchObject([{ device: 'btn-1', will: true, qos: 1, size: payload.length }]);
    expect(flow.told.slice(-2).map((each) => each.what)).toEqual(['event', 'disconnected']);
  });

  it('a gateway that itself stood still for a minute first reads what the devices sent meanwhile', async () => {
    const { device, flow, broker } = await openBroker();
    const button = await device('btn-1', { keepalive: 10 });
    const start = performance.now();
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => start + 60_000);
    vi.advanceTimersByTime(SWEEP_MS);
    expect(broker.isConnected('btn-1')).toBe(true);
    button.publish(PRESS, 1);
    await flow.until(() => flow.events().length === 1);
    vi.advanceTimersByTime(SWEEP_MS);
    expect(broker.isConnected('btn-1')).toBe(true);
    clock.mockRestore();
  });
});

describe('the handshake has a deadline', () => {
  it('who says nothing, or half a CONNECT, is gone after 5 s', async () => {
    const { dial, flow } = await openBroker();
    const silent = await dial('btn-1');
    const slow = await dial('btn-2');
    slow.send(Buffer.from([0x10, 60, 0, 4, 0x4d]));
    // A ping pong with a third device: the slow one's bytes have been read by then.
    vi.advanceTimersByTime(4_900);
    expect([silent.isClosed, slow.isClosed]).toEqual([false, false]);
    vi.advanceTimersByTime(400);
    await Promise.all([silent.closed, slow.closed]);
    expect(flow.refusals()).toEqual(['handshake-timeout', 'handshake-timeout']);
  });
});
