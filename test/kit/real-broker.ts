/** The shipped broker on a free port in front of a `World`: real MQTT clients, a movable clock behind them. */

import { connectAsync, type MqttClient } from 'mqtt';
import { type Broker, startBroker } from '../../gateway/adapters/aedes/broker.ts';
import { LinkAccessBook } from '../../gateway/app/link-access.ts';
import type { World } from './world.ts';

/** Everyone's secret. */
const SECRET = 'secret';

export class RealBroker {
  readonly world: World;
  readonly broker: Broker;
  private readonly clients = new Map<string, MqttClient>();

  private constructor(world: World, broker: Broker) {
    this.world = world;
    this.broker = broker;
  }

  static async open(world: World): Promise<RealBroker> {
    const access = new LinkAccessBook(world.school.foreign);
    const identity = { verifySecret: (_device: string, secret: string) => secret === SECRET, knows: () => true };
    const options = { host: '127.0.0.1', mqttPort: 0, accessOf: access.of };
    const broker = await startBroker(options, identity, world.spine.intake);
    world.putState = (_sink, topic, payload) => broker.show(topic, payload);
    return new RealBroker(world, broker);
  }

  /** The client of this user, connected on first use; its client id is its own affair. */
  async client(user: string, more: Parameters<typeof connectAsync>[1] = {}): Promise<MqttClient> {
    const known = this.clients.get(user);
    if (known) return known;
    const id = this.world.school.foreign?.bridges.has(user) ? `mqttjs_${user}` : user;
    const client = await connectAsync(`mqtt://127.0.0.1:${this.broker.mqttPort}`, {
      clientId: id,
      username: user,
      password: SECRET,
      keepalive: 30,
      reconnectPeriod: 0,
      ...more,
    });
    client.on('error', () => undefined);
    this.clients.set(user, client);
    return client;
  }

  /** QoS 1, until the broker has acknowledged it: the clock of the school goes on meanwhile. */
  async publish(user: string, topic: string, payload: string, retain = false): Promise<void> {
    const client = await this.client(user);
    let done = false;
    const published = client.publishAsync(topic, payload, { qos: 1, retain }).then(() => {
      done = true;
    });
    while (!done) {
      await this.world.clock.advance(2);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await published;
    await this.world.clock.advance(2);
  }

  async close(): Promise<void> {
    await Promise.all([...this.clients.values()].map((client) => client.endAsync(true)));
    await this.broker.stop();
    await this.world.close();
  }
}
