/** One configured channel, ready to send. Each gets a resolver of its own: a hung name server stays that channel's affair. */

import type { School } from '../../core/school.ts';
import type { Channel } from '../../ports/channel.ts';
import type { DeviceLink } from '../../ports/device-link.ts';
import type { ChannelConfig } from './config.ts';
import { dingtalkChannel } from './dingtalk.ts';
import { execChannel } from './exec.ts';
import { feishuChannel } from './feishu.ts';
import { HostResolver, type ResolverOptions } from './host-resolver.ts';
import { type HttpClient, NodeHttpClient } from './http-client.ts';
import { ntfyChannel } from './ntfy.ts';
import { outputChannel } from './output.ts';
import { smtpChannel } from './smtp.ts';
import { webhookChannel } from './webhook.ts';
import { wecomChannel } from './wecom.ts';

export interface ChannelDeps {
  /** Epoch ms of this machine's wall clock, for signatures only. */
  readonly clock: () => number;
  readonly link: DeviceLink;
  readonly language: School['language'];
  /** Over DNS, connect, TLS and body. Default 5 s, the port's promise. */
  readonly deadlineMs?: number;
  /** Name servers and hosts file; default those of the system. */
  readonly resolver?: ResolverOptions;
  /** Further trusted CA, PEM. */
  readonly ca?: string;
  /** In place of the client that `createChannel` makes for each channel. */
  readonly http?: HttpClient;
}

export function createChannel(config: ChannelConfig, deps: ChannelDeps): Channel {
  return neverThrowing(channelOf(config, deps));
}

/** What Node refuses to even begin (a line break in a token, a NUL in an argument) is a failure like any other. */
function neverThrowing(channel: Channel): Channel {
  const internal = { ok: false, code: 'internal', detail: 'the attempt could not be made', retry: true } as const;
  return {
    ...channel,
    async send(delivery) {
      try {
        return await channel.send(delivery);
      } catch {
        return internal;
      }
    },
    async probe() {
      try {
        return await channel.probe();
      } catch {
        return internal;
      }
    },
  };
}

function channelOf(config: ChannelConfig, deps: ChannelDeps): Channel {
  const { clock, language, link, ca } = deps;
  const deadlineMs = deps.deadlineMs ?? 5_000;
  const resolver = () => new HostResolver(deps.resolver);
  const http = () => deps.http ?? new NodeHttpClient({ resolver: resolver(), deadlineMs, ca });
  switch (config.type) {
    case 'webhook':
      return webhookChannel(config, http());
    case 'wecom':
      return wecomChannel(config, http(), language);
    case 'dingtalk':
      return dingtalkChannel(config, http(), clock, language);
    case 'feishu':
      return feishuChannel(config, http(), clock, language);
    case 'ntfy':
      return ntfyChannel(config, http(), language);
    case 'smtp':
      return smtpChannel(config, { resolver: resolver(), language, deadlineMs, ca });
    case 'exec':
      return execChannel(config, deadlineMs);
    case 'output':
      return outputChannel(config, link);
  }
}
