/** Feishu (飞书) group robot; success only by `code === 0` in the body. */

import { z } from 'zod';
import type { School } from '../../core/school.ts';
import type { Channel, SendResult } from '../../ports/channel.ts';
import { alertText } from './alert-text.ts';
import type { ChannelConfig } from './config.ts';
import { quote } from './http-answer.ts';
import { httpChannel } from './http-channel.ts';
import type { HttpClient } from './http-client.ts';
import { askRobot, type RobotAnswer, type Verdict } from './robot.ts';
import { feishuSignature } from './signatures.ts';
import { SigningClock } from './signing-clock.ts';

type Config = Extract<ChannelConfig, { type: 'feishu' }>;

const MAX_BYTES = 18_000;
const THROTTLED = new Set([11232, 11233, 99991400]);
const body = z
  .object({ code: z.number(), msg: z.string().default('') })
  .transform(({ code, msg }): Verdict => ({ code, said: msg }));

export function feishuChannel(
  config: Config,
  http: HttpClient,
  clock: () => number,
  language: School['language'],
): Channel {
  const time = new SigningClock(clock);
  const url = new URL(`/open-apis/bot/v2/hook/${encodeURIComponent(config.hook)}`, config.url);
  return httpChannel(config, http, url, async ({ to, message }) => {
    const signedMs = time.now();
    const text = alertText(message, language, MAX_BYTES) + mention(to);
    const content = { msg_type: 'text', content: { text } };
    const request = { url, body: JSON.stringify({ ...signed(signedMs, config.secret), ...content }) };
    return judge(await askRobot(http, request, body), signedMs, time, config);
  });
}

function signed(nowMs: number, secret: string | undefined): { timestamp?: string; sign?: string } {
  if (secret === undefined) return {};
  const timestamp = String(Math.floor(nowMs / 1_000));
  return { timestamp, sign: feishuSignature(timestamp, secret) };
}

/** An open id (`ou_…`) or `@all`; a robot cannot mention by phone number, so anything else mentions nobody. */
function mention(to: string): string {
  if (to === '@all') return '\n<at user_id="all"></at>';
  return /^ou_\w+$/.test(to) ? `\n<at user_id="${to}"></at>` : '';
}

function judge(answer: RobotAnswer, signedMs: number, time: SigningClock, config: Config): SendResult {
  if (!answer.ok) return answer;
  const { code, said } = answer.verdict;
  if (code === 0) {
    time.agreed(answer.answer);
    return { ok: true, state: 'sent' };
  }
  const detail = quote(`code ${code} ${said}`, [config.hook, config.secret ?? '']);
  if (THROTTLED.has(code)) return { ok: false, code: 'throttled', detail, retry: true, retryAfterMs: 2_000 };
  // 19021 means "signature or time": the server's Date tells which.
  if (code === 19021) return time.refused(answer.answer, signedMs, detail);
  if (code === 19001 || code === 19022 || code === 19024) {
    return { ok: false, code: 'bad-credentials', detail, retry: false };
  }
  return { ok: false, code: 'refused', detail, retry: false };
}
