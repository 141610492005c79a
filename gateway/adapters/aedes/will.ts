import { eventTopic } from '../../contract/mqtt.ts';
import type { LinkEvents } from '../../ports/device-link.ts';
import type { Will } from './connect-packet.ts';
import type { Counters } from './counters.ts';

/**
 * Hands a device's last will to the flow [MQTT-3.1.2-8]. It is on the device's own event topic (sign-in saw to that) and is
 * never broadcast. Kept by the gate and not by Aedes, so that it comes before `disconnected`, and a taken-over connection's
 * will before the new connection.
 */
export function publishWill(will: Will, device: string, events: LinkEvents, counters: Counters): void {
  counters.add('wills');
  events.event(
    {
      device,
      topic: eventTopic(device),
      payload: will.payload,
      qos: will.qos === 1 ? 1 : 0,
      retain: false,
      will: true,
      size: will.payload.length,
    },
    () => undefined,
  );
}
