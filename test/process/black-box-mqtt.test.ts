/** CONTRACT.md, "MQTT for devices", as a stranger would hold the running gateway to it. */

import { connect as connectTls } from 'node:tls';
import { connect, type IClientOptions, type MqttClient } from 'mqtt';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { AlarmedSchool } from '../kit/alarmed-school.ts';
import type { PressingDevice } from '../kit/pressing-device.ts';

const credential = z.strictObject({ clientId: z.string(), username: z.string(), password: z.string().min(22) });
const certified = credential.extend({ key: z.string(), cert: z.string(), ca: z.string() });
const ledgerPage = z.object({
  items: z.array(
    z.object({ seq: z.number(), kind: z.string(), subject: z.string(), data: z.record(z.string(), z.unknown()) }),
  ),
  next: z.string().nullable(),
});

let school: AlarmedSchool;
let token: string;
const clients: MqttClient[] = [];
const guests: PressingDevice[] = [];

beforeAll(async () => {
  school = await AlarmedSchool.open({ args: ['--mqtts-port', '0'] });
  token = await school.gateway.token('tang-yi', 'admin');
});
afterEach(() => {
  for (const client of clients.splice(0)) client.end(true);
  for (const guest of guests.splice(0)) guest.leave();
});
afterAll(() => school.close());

async function passwordOf(id: string): Promise<string> {
  return (await school.gateway.secrets([id])).get(id) ?? '';
}

/** Signs in with its own id and secret, unless told otherwise. */
async function signIn(id: string, more: IClientOptions = {}, url = `mqtt://127.0.0.1:${school.gateway.mqttPort}`) {
  return dial(url, { clientId: id, username: id, password: await passwordOf(id), ...more });
}

/** A client that does not connect again; resolves when it is in, rejects with why it is not. */
async function dial(url: string, options: IClientOptions): Promise<MqttClient> {
  const client = connect(url, { reconnectPeriod: 0, protocolVersion: 4, ...options });
  clients.push(client);
  await new Promise<void>((resolve, reject) => {
    client.once('connect', () => resolve());
    client.once('error', reject);
    client.once('close', () => reject(new Error('closed')));
  });
  client.on('error', () => {});
  return client;
}

const closed = (client: MqttClient): Promise<void> =>
  new Promise((resolve) => {
    if (!client.connected) resolve();
    else client.once('close', () => resolve());
  });

async function ledger(kind: string): Promise<z.infer<typeof ledgerPage>['items']> {
  const answer = await fetch(`${school.gateway.url}/api/ledger?kind=${kind}&limit=1000`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(answer.status).toBe(200);
  return ledgerPage.parse(await answer.json()).items;
}

const pressesOf = async (device: string) => (await ledger('press')).filter(({ data }) => data['device'] === device);

async function guest(id: string): Promise<PressingDevice> {
  const device = await school.device(id);
  school.devices.splice(school.devices.indexOf(device), 1);
  guests.push(device);
  return device;
}

const call = (path: string, body: object = {}): Promise<Response> =>
  fetch(`${school.gateway.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

describe('who may say what', () => {
  it('a credential is made on first use and is the same from then on', async () => {
    const first = await school.gateway.cli('device', 'credential', 'btn-canteen', '--json');
    const again = await school.gateway.cli('device', 'credential', 'btn-canteen', '--json');
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(again.stdout).toBe(first.stdout);
    const read = credential.parse(JSON.parse(first.stdout));
    expect(read).toMatchObject({ clientId: 'btn-canteen', username: 'btn-canteen' });
    await signIn('btn-canteen', { password: read.password });
  });

  it.each([
    ['a wrong password', { password: 'not-the-secret' }],
    ['somebody else’s name', { username: 'btn-playground' }],
    ['keep-alive 61', { keepalive: 61 }],
    ['keep-alive 0', { keepalive: 0 }],
  ])('%s is refused', async (_, more) => {
    await expect(signIn('btn-canteen', more)).rejects.toThrow();
  });

  it('nobody in particular is refused', async () => {
    await expect(dial(`mqtt://127.0.0.1:${school.gateway.mqttPort}`, { clientId: 'btn-canteen' })).rejects.toThrow();
  });

  it.each([
    [
      'another device’s event topic',
      (client: MqttClient) => client.publish('campus/btn-playground/event', '{}', { qos: 1 }),
    ],
    ['its own command topic', (client: MqttClient) => client.publish('campus/btn-canteen/command', '{}', { qos: 1 })],
    ['$SYS', (client: MqttClient) => client.publish('$SYS/x', '{}', { qos: 1 })],
  ])('publishing to %s is refused and recorded', async (_, misbehave) => {
    const before = (await ledger('access-refused')).length;
    const client = await signIn('btn-canteen');
    misbehave(client);
    await closed(client);
    // Recorded at most once a minute for each device and what it did.
    await expect.poll(async () => (await ledger('access-refused')).length).toBeGreaterThanOrEqual(Math.max(1, before));
    expect((await ledger('access-refused')).some(({ data }) => data['who'] === 'btn-canteen')).toBe(true);
  });

  it.each(['campus/+/event', '#', 'campus/btn-playground/command', '$SYS/#'])(
    'subscribing to %s is refused',
    async (topic) => {
      const client = await signIn('btn-canteen');
      const granted = await new Promise<boolean>((resolve) => {
        client.once('close', () => resolve(false));
        client.subscribe(topic, { qos: 1 }, (error, grants) => resolve(!error && grants?.[0]?.qos !== 128));
      });
      expect(granted).toBe(false);
    },
  );
});

describe('a press', () => {
  it('is acknowledged, recorded, notified; taken, arrived and closed are told to the button', async () => {
    const button = await guest('btn-teach-1f-west');
    const seq = button.press({ at: 1_732_345_678_901, hold: 1600 });
    await button.receipt(seq, 'recorded');
    await button.receipt(seq, 'notified');
    expect(button.acknowledged.has(seq)).toBe(true);
    const { message } = await school.hook.heard((one) => one.device === button.id);
    expect((await call(`/api/incidents/${message.incident}/take`)).status).toBe(200);
    await button.receipt(seq, 'taken');
    expect((await call(`/api/incidents/${message.incident}/arrive`)).status).toBe(200);
    await button.receipt(seq, 'arrived');
    expect((await call(`/api/incidents/${message.incident}/close`, { outcome: 'test', reason: '联调' })).status).toBe(
      200,
    );
    await button.receipt(seq, 'closed');
    const states = button.commands
      .filter((one) => one.type === 'receipt')
      .map((one) => one.type === 'receipt' && one.state);
    expect(states).toEqual(['recorded', 'notified', 'taken', 'arrived', 'closed']);
    for (const one of button.commands) expect(one).toMatchObject({ v: 1, type: 'receipt', boot: 1, seq });
  });

  it('is the same press when its triple comes again: acknowledged again, decided once', async () => {
    const client = await signIn('btn-teach-2f-west');
    const body = JSON.stringify({ v: 1, boot: 7, seq: 1, type: 'press' });
    for (let i = 0; i < 3; i += 1) await client.publishAsync('campus/btn-teach-2f-west/event', body, { qos: 1 });
    const later = JSON.stringify({ v: 1, boot: 7, seq: 1, type: 'press', age: 900 });
    await client.publishAsync('campus/btn-teach-2f-west/event', later, { qos: 1 });
    expect(await pressesOf('btn-teach-2f-west')).toHaveLength(1);
  });

  it('without counters is accepted, flagged, and one press within 10 s', async () => {
    const client = await signIn('btn-teach-3f-landing');
    for (let i = 0; i < 2; i += 1)
      await client.publishAsync('campus/btn-teach-3f-landing/event', '{"v":1,"type":"press"}', { qos: 1 });
    const found = await pressesOf('btn-teach-3f-landing');
    expect(found).toHaveLength(1);
    expect(found[0]?.data).toMatchObject({ device: 'btn-teach-3f-landing', boot: null, seq: null });
    expect(found[0]?.data['flags']).toContain('unnamed');
  });

  it('is a press although a greeting had the same name: a button that lost its counters is still heard', async () => {
    const client = await signIn('btn-teach-4f-roof');
    const say = (type: string) =>
      client.publishAsync('campus/btn-teach-4f-roof/event', JSON.stringify({ v: 1, boot: 1, seq: 1, type }), {
        qos: 1,
      });
    await say('hello');
    await say('press');
    await school.hook.heard((one) => one.device === 'btn-teach-4f-roof');
    await expect.poll(() => pressesOf('btn-teach-4f-roof')).toHaveLength(1);
  });

  it('with QoS 0 alarms too', async () => {
    const client = await signIn('btn-teach-4f-west');
    client.publish('campus/btn-teach-4f-west/event', '{"v":1,"boot":1,"seq":1,"type":"press"}', { qos: 0 });
    await school.hook.heard((one) => one.device === 'btn-teach-4f-west');
  });

  it.each([
    ['not JSON', 'HELP'],
    ['not an object', '[1,2]'],
    ['empty', ''],
  ])('%s from a help button raises, flagged malformed', async (_, body) => {
    const client = await signIn('btn-gym-behind');
    const before = (await pressesOf('btn-gym-behind')).length;
    await client.publishAsync('campus/btn-gym-behind/event', body, { qos: 1 });
    const found = await pressesOf('btn-gym-behind');
    expect(found).toHaveLength(before + 1);
    expect(found.at(-1)?.data['flags']).toContain('malformed');
    expect(client.connected).toBe(true);
  });

  it('malformed from another device: recorded as rejected with its reason, its sender stays connected', async () => {
    const client = await signIn('door-lab');
    await client.publishAsync('campus/door-lab/event', 'not json', { qos: 1 });
    await client.publishAsync('campus/door-lab/event', '{"v":1,"boot":1,"seq":2,"type":"door","open":true}', {
      qos: 1,
    });
    expect(client.connected).toBe(true);
    const rejected = (await ledger('rejected')).filter(({ data }) => data['device'] === 'door-lab');
    expect(rejected).toHaveLength(1);
    expect(rejected[0]?.data).toMatchObject({ reason: 'not-json' });
  });

  it('is told again what became of it when the device subscribes again', async () => {
    const button = await guest('btn-storeroom');
    const seq = button.press();
    await button.receipt(seq, 'notified');
    button.leave();
    const client = await signIn('btn-storeroom');
    const heard = new Promise<string>((resolve) =>
      client.once('message', (_topic, payload) => resolve(payload.toString())),
    );
    await client.subscribeAsync('campus/btn-storeroom/command', { qos: 1 });
    expect(JSON.parse(await heard)).toEqual({ v: 1, type: 'receipt', boot: 1, seq, state: 'notified' });
  });

  it('as a drill, and urgent, is what it says', async () => {
    const button = await guest('btn-dormitory');
    button.press({ drill: true });
    const drill = await school.hook.heard((one) => one.device === button.id);
    expect(drill.message).toMatchObject({ drill: true });
    const other = await guest('btn-gate-main');
    other.press({ level: 'urgent' });
    expect((await school.hook.heard((one) => one.device === other.id)).message).toMatchObject({
      level: 'urgent',
      drill: false,
    });
  });
});

describe('other words', () => {
  it('a last will of its own is taken, and recorded', async () => {
    const will = {
      topic: 'campus/motion-teach-4f/event',
      payload: Buffer.from('{"v":1,"type":"fault","code":"lost"}'),
    };
    const client = await signIn('motion-teach-4f', { will: { ...will, qos: 1, retain: false } });
    client.stream.destroy();
    await expect
      .poll(async () => (await ledger('device-fault')).filter(({ data }) => data['device'] === 'motion-teach-4f'))
      .toHaveLength(1);
  });

  it('a last will on somebody else’s topic is refused', async () => {
    const will = { topic: 'campus/btn-playground/event', payload: Buffer.from('{}'), qos: 1 as const, retain: false };
    await expect(signIn('motion-teach-4f', { will })).rejects.toThrow();
  });

  it('a siren is told to sound, and to stop when somebody took over', async () => {
    const siren = await guest('siren-duty-room');
    const button = await guest('btn-canteen-back');
    button.press();
    await siren.until((one) => one.commands.some((command) => command.type === 'output' && command.on));
    expect(siren.commands[0]).toMatchObject({ v: 1, type: 'output', on: true, seconds: 30, pattern: 'panic' });
  });

  it('a client certificate whose CN is the device id is enough on the TLS port', async () => {
    const made = await school.gateway.cli('device', 'credential', 'btn-bike-shed', '--cert', '--json');
    const { key, cert, ca } = certified.parse(JSON.parse(made.stdout));
    const port = school.gateway.ready.mqttsPort ?? 0;
    const url = `mqtts://localhost:${port}`;
    const client = await dial(url, { clientId: 'btn-bike-shed', key, cert, ca, rejectUnauthorized: true });
    await client.publishAsync('campus/btn-bike-shed/event', '{"v":1,"boot":1,"seq":1,"type":"press"}', { qos: 1 });
    expect(await pressesOf('btn-bike-shed')).toHaveLength(1);
    await expect(dial(url, { clientId: 'btn-canteen', key, cert, ca })).rejects.toThrow();
    const plain = connectTls({ port, host: 'localhost', ca, maxVersion: 'TLSv1.1', minVersion: 'TLSv1' });
    await new Promise<void>((resolve) => plain.once('error', () => resolve()));
  });

  it('WebSocket at /mqtt of the HTTP port speaks the same', async () => {
    const client = await signIn('btn-playground', {}, `ws://127.0.0.1:${school.gateway.ready.httpPort}/mqtt`);
    await client.publishAsync('campus/btn-playground/event', '{"v":1,"boot":1,"seq":1,"type":"press"}', { qos: 1 });
    expect(await pressesOf('btn-playground')).toHaveLength(1);
  });

  it('a retained publish is refused, but a press in it alarms', async () => {
    const client = await signIn('btn-teach-1f-stairs');
    client.publish('campus/btn-teach-1f-stairs/event', '{"v":1,"boot":1,"seq":1,"type":"press"}', {
      qos: 1,
      retain: true,
    });
    const { message } = await school.hook.heard((one) => one.device === 'btn-teach-1f-stairs');
    expect(message.kind).toBe('panic');
    const flags = async (): Promise<unknown> => (await pressesOf('btn-teach-1f-stairs'))[0]?.data['flags'];
    await expect.poll(flags).toContainEqual('retained');
  });
});
