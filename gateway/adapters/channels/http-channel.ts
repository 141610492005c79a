/** What all channels over HTTP have in common: a probe that connects and says nothing, and the configured limits. */

import type { Channel, Delivery, SendResult } from '../../ports/channel.ts';
import type { ChannelConfig, RateRule } from './config.ts';
import type { HttpClient } from './http-client.ts';

export function httpChannel(
  config: ChannelConfig,
  http: HttpClient,
  base: URL,
  send: (delivery: Delivery) => Promise<SendResult>,
): Channel {
  return {
    ...identity(config),
    send,
    probe: () => http.probe(base),
    close: async () => http.close(),
  };
}

/** Id, type and limits as the port wants them: the first rule, and those kept beside it. */
export function identity(config: {
  readonly id: string;
  readonly type: string;
  readonly limit: readonly RateRule[];
}): Pick<Channel, 'id' | 'type' | 'limit' | 'furtherLimits'> {
  const [limit = null, ...furtherLimits] = config.limit.map((rule) => ({
    count: rule.count,
    perMs: rule.perSeconds * 1_000,
    reserved: rule.reserved,
  }));
  return { id: config.id, type: config.type, limit, furtherLimits };
}
