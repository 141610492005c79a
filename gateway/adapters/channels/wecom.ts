/** WeCom (企业微信) group robot: text, because its markdown cannot mention people; success only by `errcode === 0`. */

import { z } from 'zod';
import type { School } from '../../core/school.ts';
import type { Channel, SendResult } from '../../ports/channel.ts';
import { alertText } from './alert-text.ts';
import type { ChannelConfig } from './config.ts';
import { quote } from './http-answer.ts';
import { httpChannel } from './http-channel.ts';
import type { HttpClient } from './http-client.ts';
import { askRobot, type Verdict } from './robot.ts';

const MAX_BYTES = 2_048;
const body = z
  .object({ errcode: z.number(), errmsg: z.string().default('') })
  .transform(({ errcode, errmsg }): Verdict => ({ code: errcode, said: errmsg }));

export function wecomChannel(
  config: Extract<ChannelConfig, { type: 'wecom' }>,
  http: HttpClient,
  language: School['language'],
): Channel {
  const url = new URL('/cgi-bin/webhook/send', config.url);
  url.searchParams.set('key', config.key);
  return httpChannel(config, http, url, async ({ to, message }) => {
    const text = { content: alertText(message, language, MAX_BYTES), ...mentions(to) };
    const answer = await askRobot(http, { url, body: JSON.stringify({ msgtype: 'text', text }) }, body);
    return answer.ok ? judge(answer.verdict, config.key) : answer;
  });
}

/** A phone number, `@all`, or a WeCom user id; nobody where it is empty. */
function mentions(to: string): { mentioned_mobile_list?: string[]; mentioned_list?: string[] } {
  if (to === '') return {};
  return /^\+?\d{5,}$/.test(to) || to === '@all' ? { mentioned_mobile_list: [to] } : { mentioned_list: [to] };
}

function judge({ code, said }: Verdict, key: string): SendResult {
  if (code === 0) return { ok: true, state: 'sent' };
  const detail = quote(`errcode ${code} ${said}`, [key]);
  // 45009: more than 20 in a minute, the minute has to pass. 45033: too many at once.
  if (code === 45009) return { ok: false, code: 'throttled', detail, retry: true, retryAfterMs: 60_000 };
  if (code === 45033) return { ok: false, code: 'throttled', detail, retry: true, retryAfterMs: 1_000 };
  if (code === 93000 || code === 40001) return { ok: false, code: 'bad-credentials', detail, retry: false };
  return { ok: false, code: 'refused', detail, retry: code === -1 };
}
