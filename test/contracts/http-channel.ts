/** What every channel over HTTP keeps besides: each status, each kind of bad answer, and what a captive portal does. */

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Channel, ProbeResult, SendResult } from '../../gateway/ports/channel.ts';
import { type Fault, type FaultyServer, startFaultyServer } from '../kit/faulty-server.ts';
import { type ChannelSubject, DEADLINE_MS, delivery, expectNoSecret, SLACK_MS, watched } from './channel.ts';

export interface HttpSubject extends ChannelSubject {
  /** A generic webhook takes any 2xx; all others judge the body. */
  readonly any2xx: boolean;
  /** What a success looks like. */
  readonly goodBody: string;
  /** Bodies with status 200 that are a refusal, each with the code it should be told by. */
  readonly errorBodies: readonly (readonly [body: string, code: string])[];
}

const PORTAL = '<!DOCTYPE html><html><head><title>校园网登录</title></head><body>请登录</body></html>';

const STATUSES: readonly (readonly [status: number, code: string, retry: boolean])[] = [
  [301, 'redirect', true],
  [302, 'redirect', true],
  [307, 'redirect', true],
  [400, 'http-status', false],
  [401, 'bad-credentials', false],
  [403, 'bad-credentials', false],
  [404, 'http-status', false],
  [408, 'http-status', true],
  [413, 'http-status', false],
  [429, 'throttled', true],
  [500, 'http-status', true],
  [502, 'http-status', true],
  [503, 'http-status', true],
  [504, 'http-status', true],
  [511, 'http-status', true],
];

export function httpContract(subject: HttpSubject): void {
  describe(`HTTP channel contract: ${subject.type}`, () => {
    const results: (SendResult | ProbeResult)[] = [];
    let faulty: FaultyServer;
    let channel: Channel;

    beforeEach(async () => {
      faulty = await startFaultyServer();
      results.length = 0;
      channel = watched(subject.make('127.0.0.1', faulty.port, { deadlineMs: DEADLINE_MS }), results);
    });
    afterEach(async () => {
      await channel.close();
      await faulty.close();
      expectNoSecret(results, subject.secrets);
    });

    const send = async (fault: Fault): Promise<SendResult> => {
      faulty.fault = fault;
      const started = performance.now();
      const result = await channel.send(delivery(subject.to));
      expect(performance.now() - started).toBeLessThan(DEADLINE_MS + SLACK_MS);
      return result;
    };
    /** What becomes of a 2xx whose body is not what it should be. */
    const broken = (code: string) => (subject.any2xx ? { ok: true, state: 'sent' } : { ok: false, code, retry: true });
    const judged = broken('bad-body');

    it.each(STATUSES)('HTTP %i is %s (retry: %s), its body echoing all we sent', async (status, code, retry) => {
      expect(await send({ kind: 'status', status })).toMatchObject({ ok: false, code, retry });
    });

    it('429 and 503 with Retry-After, in seconds or as a date', async () => {
      const date = ['date: Mon, 07 Sep 2026 02:00:00 GMT', 'retry-after: Mon, 07 Sep 2026 02:00:30 GMT'];
      expect(await send({ kind: 'status', status: 429, headers: ['retry-after: 7'] })).toMatchObject({
        retryAfterMs: 7_000,
      });
      expect(await send({ kind: 'status', status: 503, headers: date })).toMatchObject({ retryAfterMs: 30_000 });
      const day = await send({ kind: 'status', status: 429, headers: ['retry-after: 86400'] });
      expect(day).toMatchObject({ retryAfterMs: 900_000 });
    });

    it('a redirect loop is followed not once', async () => {
      expect(await send({ kind: 'redirect-loop' })).toMatchObject({ ok: false, code: 'redirect' });
      expect(faulty.requests).toHaveLength(1);
    });

    it("a captive portal's page with status 200 is success only where any 2xx is", async () => {
      const portal = { kind: 'status', status: 200, body: PORTAL, headers: ['content-type: text/html'] } as const;
      expect(await send(portal)).toMatchObject(judged);
    });

    it.each(['', 'ok', '{}', 'null', '[]', '{"errcode":"0"}', '{"code":"0"}', '{"id":7}'])(
      'status 200 with the body %j proves nothing',
      async (body) => {
        expect(await send({ kind: 'status', status: 200, body })).toMatchObject(judged);
      },
    );

    it('a refusal in the body of a 200 is a failure, by its own code', async () => {
      for (const [body, code] of subject.errorBodies) {
        expect(await send({ kind: 'status', status: 200, body })).toMatchObject({ ok: false, code });
      }
    });

    it('a good body with a bad status is no success', async () => {
      const result = await send({ kind: 'status', status: 500, body: subject.goodBody });
      expect(result).toMatchObject({ ok: false, code: 'http-status' });
    });

    it('an answer that drips ends at the deadline, and its socket with it', async () => {
      const late = { ok: false, code: 'timeout', retry: true };
      expect(await send({ kind: 'drip', from: 'head', body: subject.goodBody })).toMatchObject(late);
      expect(await send({ kind: 'drip', from: 'body', body: subject.goodBody })).toMatchObject(broken('timeout'));
      await faulty.allClosed();
    });

    it('a reset, a cut answer, something that is not HTTP', async () => {
      expect(await send({ kind: 'reset' })).toMatchObject({ ok: false, code: 'reset', retry: true });
      expect(await send({ kind: 'truncated', body: subject.goodBody })).toMatchObject(broken('reset'));
      expect(await send({ kind: 'not-http' })).toMatchObject({ ok: false, code: 'bad-body', retry: true });
    });

    it('a content-length that is too short, and a body of a megabyte', async () => {
      expect(await send({ kind: 'short-length', body: subject.goodBody })).toMatchObject(judged);
      expect(await send({ kind: 'huge' })).toMatchObject(judged);
      await faulty.allClosed();
    });

    it('no socket is used for a second message', async () => {
      const good: Fault = { kind: 'status', status: 200, body: subject.goodBody, headers: ['connection: keep-alive'] };
      expect(await send(good)).toMatchObject({ ok: true });
      expect(await send(good)).toMatchObject({ ok: true });
      expect(faulty.connections()).toBe(2);
      await faulty.allClosed();
    });
  });
}
