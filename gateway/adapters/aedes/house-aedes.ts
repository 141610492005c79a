/**
 * Aedes itself, with every hook closed: it may only hold sessions of devices whose gate has checked them, and send each its
 * own commands. Nothing is published into it from outside and nothing is ever retained in it, so that SUBSCRIBE never scans
 * (5,000 devices coming back took 20.7 s where it did). No hook throws: an exception in one would end the process.
 */

import { Aedes, type Client } from 'aedes';
import { commandTopic } from '../../contract/mqtt.ts';
import { AedesSide } from './aedes-side.ts';

export interface AedesNews {
  /** CONNACK and what the session held have been sent. */
  ready(device: string, side: AedesSide): void;
  failed(error: Error): void;
}

export interface HouseAedes {
  handle(side: AedesSide): Client;
  close(): Promise<void>;
}

const MS = { connectTimeout: 30_000, drainTimeout: 1_000 } as const;
const NOT_ALLOWED = 'not-allowed';

/** Whose connection it is; null where it is none of ours. */
const sideOf = (client: Client | null): AedesSide | null =>
  client?.conn instanceof AedesSide && client.id === client.conn.device ? client.conn : null;

export async function openAedes(news: AedesNews): Promise<HouseAedes> {
  const aedes = await Aedes.createBroker({
    ...MS,
    maxClientsIdLength: 64,
    maxTopicLevels: 3,
    preConnect: (client, packet, done) => {
      const ours = client.conn instanceof AedesSide && packet.clientId === client.conn.device;
      done(ours ? null : new Error(NOT_ALLOWED), ours);
    },
    authenticate: (client, _userName, _password, done) => done(null, sideOf(client) !== null),
    authorizePublish: (_client, _packet, done) => done(new Error(NOT_ALLOWED)),
    authorizeSubscribe: (client, subscription, done) => {
      const side = sideOf(client);
      done(null, side && subscription.topic === commandTopic(side.device) ? subscription : null);
    },
    authorizeForward: (client, packet) => {
      const side = sideOf(client);
      return side && packet.topic === commandTopic(side.device) ? packet : null;
    },
  });
  aedes.on('clientReady', (client) => {
    const side = sideOf(client);
    if (side) news.ready(side.device, side);
  });
  aedes.on('clientError', (_client, error) => news.failed(error));
  aedes.on('connectionError', (_client, error) => news.failed(error));
  (aedes as NodeJS.EventEmitter).on('error', (error: Error) => news.failed(error));
  return {
    handle: (side) => aedes.handle(side),
    close: () => new Promise((resolve) => aedes.close(() => resolve())),
  };
}
