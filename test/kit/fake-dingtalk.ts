/** The DingTalk robot as it behaves: signed URL, `errcode` in the body, one message over 20 a minute mutes it for ten minutes. */

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

export interface DingtalkMessage {
  readonly content: string;
  readonly mobiles: readonly string[];
  readonly all: boolean;
}

export interface FakeDingtalk extends LocalServer {
  readonly url: string;
  readonly token: string;
  readonly secret: string;
  readonly messages: DingtalkMessage[];
}

const HOUR_MS = 3_600_000;

export async function startFakeDingtalk(options: { now?: () => number } = {}): Promise<FakeDingtalk> {
  const now = options.now ?? Date.now;
  const token = '566cc69da782ec33e42fffe0e1b3fc55';
  const secret = 'SEC0a1b2c3d4e5f67890a1b2c3d4e5f6789';
  const rate = new VendorRate(20, 60_000, 10 * 60_000);
  const messages: DingtalkMessage[] = [];
  const dated = (reply: HttpReply): HttpReply => ({
    ...reply,
    headers: { ...reply.headers, date: new Date(now()).toUTCString() },
  });
  const server = await listen(
    httpServer((request) => {
      const refused = refusal(request, token, secret, now());
      if (refused !== null) return dated(refused);
      const message = readText(request.body);
      if (message === null) return dated(error(40035, '缺少参数 json'));
      if (!rate.allows(now())) return dated(error(130101, 'send too fast, exceed 20 times per minute'));
      messages.push(message);
      return dated(error(0, 'ok'));
    }),
  );
  return { ...server, url: `http://127.0.0.1:${server.port}`, token, secret, messages };
}

const error = (errcode: number, errmsg: string): HttpReply => jsonReply(200, { errcode, errmsg });

function refusal(request: HttpRequestSeen, token: string, secret: string, nowMs: number): HttpReply | null {
  if (request.method !== 'POST' || request.path !== '/robot/send') return { status: 404, body: '' };
  if (request.query.get('access_token') !== token) {
    return error(300005, `token is not exist: ${request.query.get('access_token')}`);
  }
  const timestamp = request.query.get('timestamp') ?? '';
  if (!/^\d{13}$/.test(timestamp) || Math.abs(Number(timestamp) - nowMs) > HOUR_MS) {
    return error(310000, 'description:时间戳无效;solution:请确认timestamp与当前时间相差不超过1小时;');
  }
  const sign = createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64');
  return request.query.get('sign') === sign ? null : error(310000, 'description:签名不匹配;solution:sign not match;');
}

function readText(body: string): DingtalkMessage | null {
  const message = jsonObject(body);
  const text = message?.msgtype === 'text' ? message.text : null;
  if (typeof text !== 'object' || text === null || !('content' in text) || typeof text.content !== 'string')
    return null;
  const at = (typeof message?.at === 'object' ? message.at : null) as Record<string, unknown> | null;
  const mobiles = Array.isArray(at?.atMobiles) ? at.atMobiles.map(String) : [];
  return { content: text.content, mobiles, all: at?.isAtAll === true };
}
