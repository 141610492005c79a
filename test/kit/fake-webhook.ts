/** The receiver of a generic webhook: checks the signature over the raw body, keeps what came, can be told to refuse. */

import { createHmac, timingSafeEqual } from 'node:crypto';
import { type AlertMessage, alertMessage } from '../../gateway/contract/alert.ts';
import { httpServer, type HttpReply, type LocalServer, listen } from './local-server.ts';

export interface WebhookCall {
  readonly message: AlertMessage;
  readonly body: string;
  readonly idempotencyKey: string | null;
  readonly atMs: number;
}

export interface FakeWebhook extends LocalServer {
  readonly url: string;
  readonly secret: string;
  readonly calls: WebhookCall[];
  /** What the next requests are answered; 204 until told otherwise. */
  answer: HttpReply;
  /** Resolves when at least `count` calls have come. */
  waitFor(count: number): Promise<readonly WebhookCall[]>;
  /** Resolves with the first call, past or coming, whose message fits. */
  heard(fits: (message: AlertMessage) => boolean): Promise<WebhookCall>;
  /** The same, from call number `from` on. */
  heardAfter(from: number, fits: (message: AlertMessage) => boolean): Promise<WebhookCall>;
}

export async function startFakeWebhook(): Promise<FakeWebhook> {
  const secret = 'whsec-furong-5f2b';
  const calls: WebhookCall[] = [];
  const listening = new Set<(calls: readonly WebhookCall[]) => void>();
  let waiting: { count: number; resolve: (calls: readonly WebhookCall[]) => void }[] = [];
  const server = await listen(
    httpServer((request) => {
      if (request.method !== 'POST' || request.path !== '/alarm') return { status: 404, body: '' };
      const expected = Buffer.from(`sha256=${createHmac('sha256', secret).update(request.body).digest('hex')}`);
      const given = Buffer.from(String(request.headers['x-campus-guard-signature'] ?? ''));
      if (given.length !== expected.length || !timingSafeEqual(given, expected))
        return { status: 401, body: 'bad signature' };
      if (fake.answer.status >= 300) return fake.answer;
      const key = request.headers['idempotency-key'];
      const message = alertMessage.parse(JSON.parse(request.body));
      calls.push({
        message,
        body: request.body,
        idempotencyKey: typeof key === 'string' ? key : null,
        atMs: performance.now(),
      });
      for (const one of listening) one(calls);
      for (const one of waiting) if (calls.length >= one.count) one.resolve(calls);
      waiting = waiting.filter((one) => calls.length < one.count);
      return fake.answer;
    }),
  );
  const fake: FakeWebhook = {
    ...server,
    url: `http://127.0.0.1:${server.port}/alarm`,
    secret,
    calls,
    answer: { status: 204, body: '' },
    waitFor: (count) =>
      calls.length >= count
        ? Promise.resolve(calls)
        : new Promise((resolve) => {
            waiting.push({ count, resolve });
          }),
    heard: (fits) => fake.heardAfter(0, fits),
    heardAfter: (from, fits) =>
      new Promise((resolve) => {
        const look = (heard: readonly WebhookCall[]): void => {
          const found = heard.slice(from).find((call) => fits(call.message));
          if (!found) return;
          listening.delete(look);
          resolve(found);
        };
        listening.add(look);
        look(calls);
      }),
  };
  return fake;
}
