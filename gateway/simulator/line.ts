/**
 * One MQTT connection of one device, from CONNECT to close. A new connection is a new Line: what was not acknowledged is
 * sent again by the device from its own outbox, under the same name.
 */

import { connect, type IClientOptions, type MqttClient } from 'mqtt';
import { commandTopic, eventTopic } from '../contract/mqtt.ts';

export interface LineEvents {
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
  /** A real button often keeps its session; a sensor does not. */
  readonly clean: boolean;
  readonly connectTimeoutMs?: number;
}

export type OpenLine = (device: string, events: LineEvents) => Line;

const WILL = JSON.stringify({ v: 1, type: 'fault', code: 'lost' });

function clientOptions(options: LineOptions): IClientOptions {
  return {
    clientId: options.device,
    username: options.device,
    password: options.password,
    protocolVersion: 4,
    clean: options.clean,
    keepalive: 30,
    reconnectPeriod: 0,
    connectTimeout: options.connectTimeoutMs ?? 10_000,
    queueQoSZero: false,
    resubscribe: false,
    will: { topic: eventTopic(options.device), payload: Buffer.from(WILL), qos: 1, retain: false },
  };
}

export function openMqttLine(options: LineOptions, events: LineEvents): Line {
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
    leave: () => {
      client.end(false);
    },
    cut: () => {
      client.stream.destroy();
    },
  };
}
