/** Sirens and lamps over MQTT: local, with the device's own acknowledgement as receipt. */

import type { AlertMessage } from '../../contract/alert.ts';
import type { Command } from '../../contract/mqtt.ts';
import type { Channel, SendResult } from '../../ports/channel.ts';
import type { DeviceLink } from '../../ports/device-link.ts';
import type { ChannelConfig } from './config.ts';
import { identity } from './http-channel.ts';

export function outputChannel(config: Extract<ChannelConfig, { type: 'output' }>, link: DeviceLink): Channel {
  return {
    ...identity(config),
    async send({ to, message }): Promise<SendResult> {
      try {
        const result = await link.command(to, commandFor(message, config.seconds));
        if (result === 'acknowledged') return { ok: true, state: 'delivered' };
        if (result === 'offline') {
          return { ok: false, code: 'device-offline', detail: 'the device is not connected', retry: true };
        }
        return { ok: false, code: 'not-acknowledged', detail: 'the device did not acknowledge', retry: true };
      } catch {
        return { ok: false, code: 'internal', detail: 'the command could not be given', retry: true };
      }
    },
    // One siren that is offline is that device's silence, an incident of its own; the channel is the broker beside us.
    probe: async () => ({ ok: true }),
    close: async () => {},
  };
}

/** A drill never sounds like a real alarm, and no notice of a closed incident may start a siren. */
function commandFor(message: AlertMessage, seconds: number): Command {
  if (message.reason === 'closed') return { v: 1, type: 'output', on: false };
  const panic = !message.drill && (message.level === 'help' || message.level === 'urgent');
  return { v: 1, type: 'output', on: true, seconds, pattern: panic ? 'panic' : 'notice' };
}
