/** DingTalk (钉钉) group robot with a signature; success only by `errcode === 0`. */

import { z } from 'zod';
import type { School } from '../../core/school.ts';
import type { Channel, SendResult } from '../../ports/channel.ts';
import { alertText } from './alert-text.ts';
import type { ChannelConfig } from './config.ts';
import { quote } from './http-answer.ts';
import { httpChannel } from './http-channel.ts';
import type { HttpClient } from './http-client.ts';
import { askRobot, type RobotAnswer, type Verdict } from './robot.ts';
import { dingtalkSignature } from './signatures.ts';
import { SigningClock } from './signing-clock.ts';

type Config = Extract<ChannelConfig, { type: 'dingtalk' }>;

const MAX_BYTES = 18_000;
/** More than 20 in a minute mutes the robot for ten. */
const MUTE_MS = 10 * 60_000;
const THROTTLED = new Set([130101, 410100, 660026]);
const body = z
  .object({ errcode: z.number(), errmsg: z.string().default('') })
  .transform(({ errcode, errmsg }): Verdict => ({ code: errcode, said: errmsg }));

export function dingtalkChannel(
  config: Config,
  http: HttpClient,
  clock: () => number,
  language: School['language'],
): Channel {
  const time = new SigningClock(clock);
  const base = new URL('/robot/send', config.url);
  return httpChannel(config, http, base, async ({ to, message }) => {
    const signedMs = time.now();
    const url = new URL(base);
    url.searchParams.set('access_token', config.token);
    url.searchParams.set('timestamp', String(signedMs));
    url.searchParams.set('sign', dingtalkSignature(String(signedMs), config.secret));
    const content = alertText(message, language, MAX_BYTES);
    const request = { url, body: JSON.stringify({ msgtype: 'text', text: { content }, at: mentions(to) }) };
    return judge(await askRobot(http, request, body), signedMs, time, config);
  });
}

function mentions(to: string): { atMobiles: string[]; atUserIds: string[]; isAtAll: boolean } {
  const mobile = /^\+?[\d-]{5,}$/.test(to);
  const user = !mobile && to !== '' && to !== '@all';
  return { atMobiles: mobile ? [to] : [], atUserIds: user ? [to] : [], isAtAll: to === '@all' };
}

function judge(answer: RobotAnswer, signedMs: number, time: SigningClock, config: Config): SendResult {
  if (!answer.ok) return answer;
  const { code, said } = answer.verdict;
  if (code === 0) {
    time.agreed(answer.answer);
    return { ok: true, state: 'sent' };
  }
  const detail = quote(`errcode ${code} ${said}`, [config.token, config.secret]);
  if (THROTTLED.has(code)) return { ok: false, code: 'throttled', detail, retry: true, retryAfterMs: MUTE_MS };
  // 310000 is every security setting: signature, time, keyword, address.
  if (code === 310000) return time.refused(answer.answer, signedMs, detail);
  if (code === 300001 || code === 300005) return { ok: false, code: 'bad-credentials', detail, retry: false };
  return { ok: false, code: 'refused', detail, retry: code === -1 };
}
