import { eventTopic } from '../../contract/mqtt.ts';
import type { LinkEvents } from '../../ports/device-link.ts';
import type { Will } from './connect-packet.ts';
import type { Counters } from './counters.ts';

/**
 * Hands a device's last will to the flow [MQTT-3.1.2-8]. It is on the device's own event topic or on one that its bridge is
 * granted (sign-in saw to that), and is never broadcast. Kept by the gate and not by Aedes, so that it comes before `disconnected`, and a taken-over connection's
 * will before the new connection.
 */
export function publishWill(will: Will, device: string, events: LinkEvents, counters: Counters): void {
  counters.add('wills');
  events.event(
    {
      device,
      topic: will.topic,
      payload: will.payload,
      qos: will.qos === 1 ? 1 : 0,
      retain: will.retain,
      will: true,
      ...(will.topic === eventTopic(device) ? {} : { foreign: true as const }),
      size: will.payload.length,
    },
    () => undefined,
  );
}
