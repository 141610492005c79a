/** The shipped broker on a free port beside a watched flow; stopped after each test, with nothing left open. */

import { afterEach } from 'vitest';
import { type Broker, type BrokerOptions, startBroker } from '../../../gateway/adapters/aedes/broker.ts';
import { RawDevice } from './raw-device.ts';
import { schoolIdentity, WatchedFlow } from './watched-flow.ts';

export interface BrokerUnderTest {
  readonly broker: Broker;
  readonly flow: WatchedFlow;
  /** A connection that has said nothing yet. */
  dial(id?: string): Promise<RawDevice>;
  /** A device that has been let in. */
  device(id?: string, more?: Parameters<typeof RawDevice.signedIn>[2]): Promise<RawDevice>;
}

const open: { broker: Broker; devices: RawDevice[] }[] = [];

export async function openBroker(options: Partial<BrokerOptions> = {}): Promise<BrokerUnderTest> {
  const flow = new WatchedFlow();
  const broker = await startBroker({ host: '127.0.0.1', mqttPort: 0, ...options }, schoolIdentity, flow);
  const devices: RawDevice[] = [];
  open.push({ broker, devices });
  const keep = (device: RawDevice): RawDevice => {
    devices.push(device);
    return device;
  };
  return {
    broker,
    flow,
    dial: async (id) => keep(await RawDevice.dial(broker.mqttPort, id)),
    device: async (id, more) => keep(await RawDevice.signedIn(broker.mqttPort, id, more)),
  };
}

afterEach(async () => {
  for (const { broker, devices } of open.splice(0)) {
    for (const device of devices) device.end();
    await broker.stop();
    const { sockets, devices_connected } = broker.counters();
    if (sockets !== 0 || devices_connected !== 0) throw new Error(`left open: ${sockets} sockets`);
  }
});
