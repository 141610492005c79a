/** Channels made as the gateway makes them: from checked configuration, with a device link that acknowledges. */

import { type ChannelConfig, channelConfig } from '../../gateway/adapters/channels/config.ts';
import type { ChannelDeps } from '../../gateway/adapters/channels/create.ts';
import type { Command } from '../../gateway/contract/mqtt.ts';
import type { CommandResult, DeviceLink } from '../../gateway/ports/device-link.ts';

/** Adds id and name, which no story is about. */
export function parse(config: Record<string, unknown>): ChannelConfig {
  return channelConfig.parse({ id: 'hook', name: '值班群', ...config });
}

export class AcknowledgingLink implements DeviceLink {
  readonly commands: [device: string, command: Command][] = [];
  result: CommandResult = 'acknowledged';

  async command(device: string, command: Command): Promise<CommandResult> {
    this.commands.push([device, command]);
    return this.result;
  }

  isConnected(): boolean {
    return this.result !== 'offline';
  }

  connections(): number {
    return 1;
  }

  disconnect(): void {}
}

export function deps(over: Partial<ChannelDeps> = {}): ChannelDeps {
  return { clock: Date.now, link: new AcknowledgingLink(), language: 'zh-CN', ...over };
}
