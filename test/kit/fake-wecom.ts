/** The WeCom robot as it behaves: HTTP 200 to everything, the verdict in `errcode`, 2048 bytes of text, 20 messages a minute. */

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

export interface WecomMessage {
  readonly content: string;
  readonly mobiles: readonly string[];
  readonly users: readonly string[];
}

export interface FakeWecom extends LocalServer {
  readonly url: string;
  readonly key: string;
  readonly messages: WecomMessage[];
}

export async function startFakeWecom(options: { key?: string; now?: () => number } = {}): Promise<FakeWecom> {
  const key = options.key ?? '693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa';
  const now = options.now ?? Date.now;
  const rate = new VendorRate(20, 60_000);
  const messages: WecomMessage[] = [];
  const server = await listen(
    httpServer((request) => {
      const refused = refusal(request, key) ?? (rate.allows(now()) ? null : error(45009, 'api freq out of limit'));
      if (refused !== null) return refused;
      messages.push(readText(request.body) ?? { content: '', mobiles: [], users: [] });
      return jsonReply(200, { errcode: 0, errmsg: 'ok' });
    }),
  );
  return { ...server, url: `http://127.0.0.1:${server.port}`, key, messages };
}

const error = (errcode: number, errmsg: string): HttpReply => jsonReply(200, { errcode, errmsg });

function refusal(request: HttpRequestSeen, key: string): HttpReply | null {
  if (request.method !== 'POST' || request.path !== '/cgi-bin/webhook/send') return { status: 404, body: '' };
  // The real one, too, shows in its hint what it was asked.
  if (request.query.get('key') !== key) return error(93000, `invalid webhook url, hint: [${request.query.get('key')}]`);
  const text = readText(request.body);
  if (text === null) return error(40008, 'invalid message type');
  if (text.content === '') return error(44004, 'empty content');
  const bytes = Buffer.byteLength(text.content);
  return bytes > 2_048 ? error(40058, `text.content exceed max length 2048. invalid Request Parameter`) : null;
}

function readText(body: string): WecomMessage | null {
  const message = jsonObject(body);
  const text = message?.msgtype === 'text' ? message.text : null;
  if (typeof text !== 'object' || text === null) return null;
  const { content, mentioned_mobile_list: mobiles, mentioned_list: users } = text as Record<string, unknown>;
  return { content: typeof content === 'string' ? content : '', mobiles: strings(mobiles), users: strings(users) };
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}
