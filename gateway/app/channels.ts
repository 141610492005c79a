/** The configured channels, made; a reload keeps those whose configuration did not change. */

import { channelConfig, type ChannelConfig } from '../adapters/channels/config.ts';
import { type ChannelDeps, createChannel } from '../adapters/channels/create.ts';
import { OUTPUT_CHANNEL } from '../core/escalation/addressees.ts';
import type { Channel } from '../ports/channel.ts';

/**
 * Sirens and lamps need no entry in the config. They sound past the next repetition of an unowned alarm (GB 50394: a
 * sounder that stopped un-reset for 30 s sounds again) and are silenced when somebody takes over.
 */
const BUILT_IN: ChannelConfig = channelConfig.parse({
  type: 'output',
  id: OUTPUT_CHANNEL,
  name: '警号与警灯',
  seconds: 90,
});

export class ChannelSet {
  private readonly deps: ChannelDeps;
  private made = new Map<string, { readonly text: string; readonly channel: Channel }>();

  constructor(deps: ChannelDeps) {
    this.deps = deps;
  }

  /** Channels for this configuration, by id. */
  use(configs: readonly ChannelConfig[]): ReadonlyMap<string, Channel> {
    const all = configs.some((config) => config.id === OUTPUT_CHANNEL) ? configs : [...configs, BUILT_IN];
    const next = new Map<string, { readonly text: string; readonly channel: Channel }>();
    for (const config of all) {
      const text = JSON.stringify(config);
      const kept = this.made.get(config.id);
      next.set(config.id, kept?.text === text ? kept : { text, channel: createChannel(config, this.deps) });
    }
    this.made = next;
    return new Map([...next].map(([id, { channel }]) => [id, channel]));
  }
}
