/** Generic webhook (CONTRACT.md): the signed alert; any 2xx is success, whatever the body. */

import type { Channel } from '../../ports/channel.ts';
import type { ChannelConfig } from './config.ts';
import { failureOf } from './http-answer.ts';
import { httpChannel } from './http-channel.ts';
import type { HttpClient } from './http-client.ts';
import { webhookSignature } from './signatures.ts';

export function webhookChannel(config: Extract<ChannelConfig, { type: 'webhook' }>, http: HttpClient): Channel {
  const url = new URL(config.url);
  return httpChannel(config, http, url, async ({ message, idempotencyKey }) => {
    const body = JSON.stringify(message);
    const signature =
      config.secret === undefined ? {} : { 'x-campus-guard-signature': webhookSignature(body, config.secret) };
    const outcome = await http.post({ url, body, headers: { 'idempotency-key': idempotencyKey, ...signature } });
    return failureOf(outcome) ?? { ok: true, state: 'sent' };
  });
}
