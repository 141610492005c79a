/**
 * What every channel keeps (gateway/ports/channel.ts): it settles within its deadline and never throws, it never says "sent"
 * without a checked answer, and no secret leaves it in an error. Run for every adapter; what speaks HTTP runs `httpContract` too.
 */

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChannelDeps } from '../../gateway/adapters/channels/create.ts';
import type { Channel, Delivery, ProbeResult, SendResult } from '../../gateway/ports/channel.ts';
import { type FakeDns, startFakeDns } from '../kit/fake-dns.ts';
import { type FaultyServer, startFaultyServer } from '../kit/faulty-server.ts';
import { alertMessage } from '../kit/notices.ts';

/** A far side that behaves. */
export interface HonestServer {
  readonly port: number;
  /** What it has taken. */
  accepted(): number;
  /** What it would know a repeat by, of all attempts so far; absent where the vendor's protocol has no such thing. */
  repeatKeys?(): readonly (string | null)[];
  close(): Promise<void>;
}

export interface ChannelSubject {
  readonly type: string;
  /** Over the network, to the host and port it is given. */
  make(host: string, port: number, deps: Partial<ChannelDeps>): Channel;
  honest(): Promise<HonestServer>;
  readonly to: string;
  /** Must never be seen in a result. */
  readonly secrets: readonly string[];
}

export const DEADLINE_MS = 300;
/** A busy test machine may be late; a channel that waits for its peer would be far later. */
export const SLACK_MS = 2_500;

export const delivery = (to: string): Delivery => ({ idempotencyKey: 'notice-0001', to, message: alertMessage() });

/** Records every result, so that the leak check sees all of them. */
export function watched(channel: Channel, results: (SendResult | ProbeResult)[]): Channel {
  const record = <T extends SendResult | ProbeResult>(result: T): T => {
    results.push(result);
    return result;
  };
  return {
    ...channel,
    send: async (what) => record(await channel.send(what)),
    probe: async () => record(await channel.probe()),
    close: () => channel.close(),
  };
}

/** AssertNotifyLeaksNoSecret: no result may show a secret, nor the address or link that a message went with. */
export function expectNoSecret(results: readonly (SendResult | ProbeResult)[], secrets: readonly string[]): void {
  const shown = JSON.stringify(results);
  for (const secret of secrets) {
    for (const form of [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')]) {
      expect(shown, 'a secret is shown in a result').not.toContain(form);
    }
  }
  for (const result of results) if (!result.ok) expect(result.detail.length).toBeLessThanOrEqual(200);
}

export function channelContract(subject: ChannelSubject): void {
  describe(`channel contract: ${subject.type}`, () => {
    const results: (SendResult | ProbeResult)[] = [];
    const opened: Channel[] = [];
    let faulty: FaultyServer;
    let dns: FakeDns;

    const open = (host: string, port: number, deps: Partial<ChannelDeps> = {}): Channel => {
      const channel = subject.make(host, port, { deadlineMs: DEADLINE_MS, ...deps });
      opened.push(channel);
      return watched(channel, results);
    };
    const resolver = (more: object = {}) => ({
      servers: [dns.server],
      hostsFile: '/nonexistent',
      timeoutMs: 150,
      ...more,
    });
    const timed = async <T>(work: Promise<T>): Promise<T> => {
      const started = performance.now();
      const result = await work;
      expect(performance.now() - started).toBeLessThan(DEADLINE_MS + SLACK_MS);
      return result;
    };

    beforeEach(async () => {
      [faulty, dns] = await Promise.all([startFaultyServer(), startFakeDns()]);
      results.length = 0;
    });
    afterEach(async () => {
      await Promise.all(opened.splice(0).map((channel) => channel.close()));
      await Promise.all([faulty.close(), dns.close()]);
      expectNoSecret(results, subject.secrets);
    });

    it('is sent when the far side has taken it, and the far side can tell a repeat', async () => {
      const server = await subject.honest();
      try {
        const channel = open('127.0.0.1', server.port);
        expect(await channel.probe()).toEqual({ ok: true });
        expect(server.accepted()).toBe(0);
        expect(await timed(channel.send(delivery(subject.to)))).toEqual({ ok: true, state: 'sent' });
        expect(await timed(channel.send(delivery(subject.to)))).toMatchObject({ ok: true });
        expect(server.accepted()).toBe(2);
        const keys = server.repeatKeys?.() ?? ['notice-0001', 'notice-0001'];
        expect(keys[0]).toContain('notice-0001');
        expect(keys[1]).toBe(keys[0]);
      } finally {
        await server.close();
      }
    });

    it('finds its server by name, through its own resolver', async () => {
      const server = await subject.honest();
      try {
        dns.names.set('alarm.furong.example', '127.0.0.1');
        const channel = open('alarm.furong.example', server.port, { resolver: resolver() });
        expect(await timed(channel.send(delivery(subject.to)))).toMatchObject({ ok: true });
        expect(await open('localhost', server.port).send(delivery(subject.to))).toMatchObject({ ok: true });
        expect(server.accepted()).toBe(2);
      } finally {
        await server.close();
      }
    });

    it('a name server that never answers is a DNS failure in time, a name that does not exist too', async () => {
      dns.mode = 'silent';
      const hung = open('alarm.furong.example', 80, { resolver: resolver() });
      const slow = open('alarm.furong.example', 80, { resolver: resolver({ timeoutMs: 60_000 }) });
      const sends = [hung, slow].map((channel) => channel.send(delivery(subject.to)));
      for (const result of await timed(Promise.all([...sends, slow.probe()]))) {
        expect(result).toMatchObject({ ok: false, code: 'dns' });
      }
      dns.mode = 'answer';
      const unknown = open('nowhere.furong.example', 80, { resolver: resolver() });
      expect(await timed(unknown.send(delivery(subject.to)))).toMatchObject({
        ok: false,
        code: 'dns',
        detail: 'no such name',
      });
      expect(await timed(unknown.probe())).toMatchObject({ ok: false, code: 'dns' });
    });

    it('a refused connection', async () => {
      const port = faulty.port;
      await faulty.close();
      const channel = open('127.0.0.1', port);
      expect(await timed(channel.send(delivery(subject.to)))).toMatchObject({
        ok: false,
        code: 'connect',
        retry: true,
      });
      expect(await timed(channel.probe())).toMatchObject({ ok: false, code: 'connect' });
      faulty = await startFaultyServer();
    });

    it('a black hole ends at the deadline, and its socket with it', async () => {
      faulty.fault = { kind: 'black-hole' };
      const result = await timed(open('127.0.0.1', faulty.port).send(delivery(subject.to)));
      expect(result).toMatchObject({ ok: false, code: 'timeout', retry: true });
      await faulty.allClosed();
    });

    it('hundreds of hung attempts delay none on another channel', async () => {
      const server = await subject.honest();
      try {
        const hung = open('127.0.0.1', faulty.port, { deadlineMs: 5_000 });
        let ended = 0;
        const count = () => (ended += 1);
        const waiting = Array.from({ length: 200 }, () => hung.send(delivery(subject.to)).then(count));
        const quick = open('127.0.0.1', server.port, { deadlineMs: 2_500 });
        expect(await quick.send(delivery(subject.to))).toMatchObject({ ok: true });
        expect(ended).toBe(0);
        await hung.close();
        await Promise.all(waiting);
      } finally {
        await server.close();
      }
    });

    it('close ends what is under way; nothing is left open', async () => {
      const channel = open('127.0.0.1', faulty.port);
      const sending = channel.send(delivery(subject.to));
      await channel.close();
      expect(await timed(sending)).toMatchObject({ ok: false });
      await faulty.allClosed();
    });
  });
}
