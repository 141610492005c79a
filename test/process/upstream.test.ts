/**
 * The MQTT broker the school already has, with the gateway as its client: presses published while Mosquitto is down, while the
 * gateway is down, and after kill -9 of either. None is lost, and that the broker is gone is told. Needs `mosquitto`.
 */

import { connectAsync, type MqttClient } from 'mqtt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ConfigFolder, SMALL_SCHOOL } from '../kit/config-folder.ts';
import { GatewayProcess } from '../kit/gateway-process.ts';
import { Mosquitto, mosquittoInstalled, until } from '../kit/mosquitto.ts';

const TOPIC = 'shellies/shellyix3-01/input_event/0';
const bridges = (port: number): string => `upstreams:
  - { id: school, name: 学校的服务器, url: "mqtt://127.0.0.1:${port}", goneAfter: 5 }
bridges:
  - { id: shelly, family: shelly, zone: hall, name: Shelly, topics: [shellies], upstream: school }
homeAssistant: { upstreams: [school] }
`;
const DEVICES =
  'devices:\n  - { id: btn-1, kind: button, zone: toilet, name: 按钮, profile: shelly-gen1-button, bridge: shelly, address: shellyix3-01 }\n';

const items = z.object({ items: z.array(z.object({ kind: z.string(), data: z.looseObject({}) })) });
const incidents = z.object({ items: z.array(z.object({ kind: z.string(), flags: z.array(z.string()) })) });

describe.skipIf(!mosquittoInstalled)('an upstream broker', () => {
  let mosquitto: Mosquitto;
  let gateway: GatewayProcess;
  let button: MqttClient;
  let token: string;
  let count = 0;

  beforeAll(async () => {
    mosquitto = await Mosquitto.start();
    using folder = new ConfigFolder({
      ...SMALL_SCHOOL,
      'alarm.yaml': '',
      'staff.yaml': STAFF,
      'devices.yaml': DEVICES,
      'bridges.yaml': bridges(mosquitto.port),
    });
    gateway = await GatewayProcess.start({ config: folder.dir });
    token = await gateway.token('lin', 'leader');
    button = await connectAsync(`mqtt://127.0.0.1:${mosquitto.port}`, {
      clientId: 'button',
      clean: false,
      reconnectPeriod: 100,
    });
    button.on('error', () => undefined);
  });

  afterAll(async () => {
    await button.endAsync(true);
    await gateway.remove();
    await mosquitto.remove();
  });

  async function get(path: string): Promise<unknown> {
    const answer = await fetch(`${gateway.url}${path}`, { headers: { authorization: `Bearer ${token}` } }).catch(
      () => null,
    );
    return answer?.status === 200 ? answer.json() : null;
  }
  const heard = async (): Promise<readonly unknown[]> => {
    const read = items.safeParse(await get('/api/ledger?kind=press&limit=1000'));
    return read.success ? read.data.items.map(({ data }) => data['seq']) : [];
  };
  const open = async (): Promise<readonly { kind: string; flags: readonly string[] }[]> => {
    const read = incidents.safeParse(await get('/api/incidents?status=open'));
    return read.success ? read.data.items : [];
  };
  const press = (n: number): Promise<unknown>[] =>
    Array.from({ length: n }, () => {
      count += 1;
      return button.publishAsync(TOPIC, JSON.stringify({ event: 'S', event_cnt: count }), { qos: 1 });
    });
  async function expectAllHeard(): Promise<void> {
    await until(async () => (await heard()).length >= count, 'presses are missing');
    expect([...(await heard())].map(Number).sort((a, b) => a - b)).toEqual(
      Array.from({ length: count }, (_, n) => n + 1),
    );
  }

  it('what it forwards is heard', async () => {
    await Promise.all(press(20));
    await expectAllHeard();
  });

  it('shows our devices to Home Assistant there', async () => {
    const seen: string[] = [];
    const reader = await connectAsync(`mqtt://127.0.0.1:${mosquitto.port}`);
    reader.on('message', (topic) => seen.push(topic));
    await reader.subscribeAsync('homeassistant/#');
    await until(() => seen.some((topic) => topic.includes('btn-1')), 'no discovery');
    await reader.endAsync();
  });

  it('kill -9 of Mosquitto, presses meanwhile, and it comes back: all are heard', async () => {
    await mosquitto.stop('SIGKILL');
    const sent = press(20);
    await mosquitto.start();
    await Promise.all(sent);
    await expectAllHeard();
  });

  it('kill -9 of the gateway, presses meanwhile, Mosquitto restarted on top: all are heard, none twice', async () => {
    await gateway.kill();
    await Promise.all(press(60));
    await mosquitto.stop('SIGTERM');
    await mosquitto.start();
    await gateway.start();
    await expectAllHeard();
  });

  it('gone for its time is told as a fault, and over when it is back', async () => {
    await mosquitto.stop('SIGKILL');
    await until(
      async () => (await open()).some(({ kind, flags }) => kind === 'channel' && flags.includes('upstream:school')),
      'nobody was told',
    );
    await mosquitto.start();
    await until(
      async () => (await open()).some(({ flags }) => flags.includes('upstream:school') && flags.includes('restored')),
      'not restored',
    );
    await Promise.all(press(3));
    await expectAllHeard();
  });
});

const STAFF = `people:
  - { id: lin, name: 林, title: 校长, role: leader }
fallback: [lin]
`;
