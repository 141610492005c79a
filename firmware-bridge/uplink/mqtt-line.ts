/**
 * One MQTT connection of one device, from CONNECT to close, with the device's own credential (promise 8). A connection of its
 * own: a press never waits behind another device's telemetry whose acknowledgement is held back.
 */

import { connect, type IClientOptions, type MqttClient } from 'mqtt';
import { commandTopic, eventTopic } from '../../gateway/contract/mqtt.ts';

export interface LineEvents {
  /** Connected and subscribed to its commands. */
  connected(): void;
  command(payload: Buffer): void;
  /** Once, at the end, whoever ended it. */
  closed(why: string): void;
}

export interface Line {
  /** Resolves when the gateway acknowledged it (PUBACK); rejects when the connection ended before. */
  publish(body: string): Promise<void>;
  /** Says DISCONNECT, so that the last will stays unsaid. */
  leave(): void;
  /** Cuts the wire. */
  cut(): void;
}

export interface LineOptions {
  readonly url: string;
  readonly device: string;
  readonly password: string;
}

export type OpenLine = (options: LineOptions, events: LineEvents) => Line;

const WILL = Buffer.from(JSON.stringify({ v: 1, type: 'fault', code: 'lost' }));

const clientOptions = ({ device, password }: LineOptions): IClientOptions => ({
  clientId: device,
  username: device,
  password,
  protocolVersion: 4,
  // Receipts that come while the bridge is away are kept for it.
  clean: false,
  keepalive: 20,
  reconnectPeriod: 0,
  connectTimeout: 10_000,
  queueQoSZero: false,
  resubscribe: false,
  will: { topic: eventTopic(device), payload: WILL, qos: 1, retain: false },
});

export const openMqttLine: OpenLine = (options, events) => {
  const client: MqttClient = connect(options.url, clientOptions(options));
  let why = 'connection closed';
  client.on('connect', () => {
    client.subscribe(commandTopic(options.device), { qos: 1 }, (error) => {
      // Without its command topic a button would show no light: try again on a new connection.
      if (error) client.end(true);
      else events.connected();
    });
  });
  client.on('message', (_topic, payload) => events.command(payload));
  client.on('error', (error) => {
    why = error.message;
  });
  client.once('close', () => {
    client.end(true);
    events.closed(why);
  });
  return {
    publish: async (body) => {
      await client.publishAsync(eventTopic(options.device), body, { qos: 1 });
    },
    leave: () => void client.end(false),
    cut: () => void client.stream.destroy(),
  };
};
