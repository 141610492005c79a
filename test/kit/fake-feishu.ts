/** The Feishu robot as it behaves: `code` in the body, 19021 for signature and time alike, 5 a second and 100 a minute. */

import { createHmac } from 'node:crypto';
import {
  httpServer,
  type HttpReply,
  type HttpRequestSeen,
  jsonObject,
  jsonReply,
  type LocalServer,
  listen,
} from './local-server.ts';
import { VendorRate } from './vendor-rate.ts';

export interface FakeFeishu extends LocalServer {
  readonly url: string;
  readonly hook: string;
  readonly secret: string;
  readonly messages: string[];
}

const HOUR_S = 3_600;

export async function startFakeFeishu(options: { now?: () => number } = {}): Promise<FakeFeishu> {
  const now = options.now ?? Date.now;
  const hook = 'e19b6b14-6a2e-4a2c-9c1b-9f1c0f3a7d55';
  const secret = 'Qm9uam91ci1GdXJvbmc';
  const perSecond = new VendorRate(5, 1_000);
  const perMinute = new VendorRate(100, 60_000);
  const messages: string[] = [];
  const server = await listen(
    httpServer((request) => {
      const date = { date: new Date(now()).toUTCString() };
      const say = (status: number, code: number, msg: string): HttpReply =>
        jsonReply(
          status,
          code === 0 ? { StatusCode: 0, StatusMessage: msg, code, data: {}, msg } : { code, data: {}, msg },
          date,
        );
      if (request.method !== 'POST' || !request.path.startsWith('/open-apis/bot/v2/hook/'))
        return { status: 404, body: '' };
      if (request.path !== `/open-apis/bot/v2/hook/${hook}`) {
        return say(200, 19001, 'param invalid: incoming webhook access token invalid');
      }
      if (!signed(request, secret, now())) {
        return say(200, 19021, 'sign match fail or timestamp is not within one hour from current time');
      }
      const text = readText(request.body);
      if (text === null) return say(400, 9499, 'Bad Request');
      if (!perSecond.allows(now()) || !perMinute.allows(now())) return say(200, 11232, 'frequency limited psm');
      messages.push(text);
      return say(200, 0, 'success');
    }),
  );
  return { ...server, url: `http://127.0.0.1:${server.port}`, hook, secret, messages };
}

/** Seconds, as a string, and signed with it: nothing else is taken. */
function signed(request: HttpRequestSeen, secret: string, nowMs: number): boolean {
  const { timestamp, sign } = jsonObject(request.body) ?? {};
  if (typeof timestamp !== 'string' || !/^\d{10}$/.test(timestamp)) return false;
  if (Math.abs(Number(timestamp) - nowMs / 1_000) > HOUR_S) return false;
  return sign === createHmac('sha256', `${timestamp}\n${secret}`).digest('base64');
}

function readText(body: string): string | null {
  const message = jsonObject(body);
  const content = message?.msg_type === 'text' ? message.content : null;
  if (typeof content !== 'object' || content === null || !('text' in content)) return null;
  return typeof content.text === 'string' && content.text !== '' ? content.text : null;
}
