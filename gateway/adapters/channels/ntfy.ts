/** ntfy: a push server on the school's own LAN, so it works with no internet. Accepted means: an answer with a message id. */

import { z } from 'zod';
import type { School } from '../../core/school.ts';
import type { Channel } from '../../ports/channel.ts';
import { alertText, alertTitle } from './alert-text.ts';
import type { ChannelConfig } from './config.ts';
import { failureOf, parseBody } from './http-answer.ts';
import { httpChannel } from './http-channel.ts';
import type { HttpClient } from './http-client.ts';

/** Above 4096 bytes ntfy turns a message into an attachment that nobody reads at night. */
const MAX_BYTES = 4_000;
const accepted = z.object({ id: z.string().min(1) });

export function ntfyChannel(
  config: Extract<ChannelConfig, { type: 'ntfy' }>,
  http: HttpClient,
  language: School['language'],
): Channel {
  const url = new URL(config.url);
  const authorization = config.token === undefined ? {} : { authorization: `Bearer ${config.token}` };
  return httpChannel(config, http, url, async ({ to, message, idempotencyKey }) => {
    const topic = config.topic ?? to;
    if (!/^[-_A-Za-z0-9]{1,64}$/.test(topic)) {
      return { ok: false, code: 'bad-address', detail: 'the address is not an ntfy topic', retry: false };
    }
    const person = message.level === 'help' || message.level === 'urgent';
    const body = JSON.stringify({
      topic,
      title: alertTitle(message, language),
      message: alertText(message, language, MAX_BYTES),
      // 5 rings through "do not disturb".
      priority: message.reason === 'closed' ? 3 : person ? 5 : message.level === 'fault' ? 4 : 3,
      tags: [message.drill ? 'mega' : person ? 'rotating_light' : 'warning'],
      ...(message.link === null ? {} : { click: message.link }),
    });
    const outcome = await http.post({ url, body, headers: { 'idempotency-key': idempotencyKey, ...authorization } });
    const failure = failureOf(outcome);
    if (failure !== null) return failure;
    if (!outcome.ok) return { ...outcome, retry: true };
    const answer = parseBody(outcome.answer, accepted);
    return answer.ok ? { ok: true, state: 'sent' } : answer;
  });
}
