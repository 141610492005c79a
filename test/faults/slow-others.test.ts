/** Promise 4 on the real process: nothing slow stands in front of a press. */

import { createConnection, type Socket } from 'node:net';
import { generate, type Packet } from 'mqtt-packet';
import { afterEach, describe, expect, it } from 'vitest';
import { commandTopic, eventTopic } from '../../gateway/contract/mqtt.ts';
import { AlarmedSchool } from '../kit/alarmed-school.ts';
import { type FaultyServer, startFaultyServer } from '../kit/faulty-server.ts';
import { LiveReader } from '../kit/live-reader.ts';

const AT_ONCE_MS = 1000;

let school: AlarmedSchool | null = null;
let dead: FaultyServer | null = null;
const sockets: Socket[] = [];
const readers: LiveReader[] = [];
const floods: NodeJS.Timeout[] = [];
afterEach(async () => {
  for (const flood of floods.splice(0)) clearInterval(flood);
  for (const reader of readers.splice(0)) reader.close();
  for (const socket of sockets.splice(0)) socket.destroy();
  await school?.close();
  await dead?.close();
  school = null;
  dead = null;
});

async function open(options: Parameters<typeof AlarmedSchool.open>[0] = {}): Promise<AlarmedSchool> {
  school = await AlarmedSchool.open(options);
  return school;
}

/** A raw connection, signed in and subscribed to its command topic. */
async function rawDevice(one: AlarmedSchool, id: string): Promise<Socket> {
  const secret = (await one.gateway.secrets([id])).get(id) ?? '';
  const socket = createConnection({ port: one.gateway.mqttPort, host: '127.0.0.1' });
  sockets.push(socket);
  socket.on('error', () => {});
  const say = (packet: Packet): void => void socket.write(generate(packet));
  const answer = (): Promise<void> => new Promise((resolve) => socket.once('data', () => resolve()));
  say({
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion: 4,
    clean: true,
    clientId: id,
    keepalive: 60,
    username: id,
    password: Buffer.from(secret),
  });
  await answer();
  say({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: commandTopic(id), qos: 1 }] });
  await answer();
  return socket;
}

/** So many events in one write, QoS 1. */
function burst(id: string, from: number, count: number): Buffer {
  const packets: Buffer[] = [];
  for (let i = 0; i < count; i += 1) {
    const payload = JSON.stringify({ v: 1, boot: 1, seq: from + i, type: 'motion', active: i % 2 === 0 });
    const messageId = ((from + i) % 65_000) + 1;
    packets.push(
      generate({ cmd: 'publish', topic: eventTopic(id), payload, qos: 1, dup: false, retain: false, messageId }),
    );
  }
  return Buffer.concat(packets);
}

/** Keeps a sensor flooding; it reads its acknowledgements. Returns how many it sent so far. */
function flood(socket: Socket, id: string): () => number {
  let sent = 0;
  socket.on('data', () => {});
  floods.push(
    setInterval(() => {
      if (socket.writableLength > 1_000_000) return;
      socket.write(burst(id, sent + 1, 200));
      sent += 200;
    }, 50),
  );
  return () => sent;
}

async function pressesStayQuick(one: AlarmedSchool): Promise<void> {
  const button = one.devices[0] ?? (await one.device('btn-teach-3f-west'));
  for (let i = 0; i < 8; i += 1) {
    // A drill of its own each time: the same incident would be told again only every 5 s.
    const from = performance.now();
    const seq = button.press();
    await button.until((device) => device.acknowledged.has(seq));
    expect(performance.now() - from).toBeLessThan(AT_ONCE_MS);
    await button.receipt(seq, 'recorded');
  }
}

describe('a flood, and readers that stand still', () => {
  it('a sensor that floods and a subscriber that stopped reading delay no press', async () => {
    const one = await open();
    const frozen = await rawDevice(one, 'siren-duty-room');
    frozen.pause();
    const floodA = flood(await rawDevice(one, 'motion-gym-behind'), 'motion-gym-behind');
    const floodB = flood(await rawDevice(one, 'motion-understairs'), 'motion-understairs');
    await expect.poll(() => floodA() + floodB(), { timeout: 20_000 }).toBeGreaterThan(10_000);
    const button = await one.device('btn-teach-3f-west');
    expect((await one.pressAndPage(button)).pagedMs).toBeLessThan(AT_ONCE_MS);
    await pressesStayQuick(one);
    const other = await one.device('btn-bike-shed');
    expect((await one.pressAndPage(other)).pagedMs).toBeLessThan(AT_ONCE_MS);
  });

  it('consoles that stopped reading delay no press', async () => {
    const one = await open();
    const token = await one.gateway.token('zhao-gang', 'security');
    for (let i = 0; i < 5; i += 1) {
      const reader = await LiveReader.open(one.gateway.url, { authorization: `Bearer ${token}` });
      expect(reader.status).toBe(200);
      readers.push(reader);
      reader.freeze();
    }
    const floodA = flood(await rawDevice(one, 'motion-gym-behind'), 'motion-gym-behind');
    await expect.poll(floodA, { timeout: 20_000 }).toBeGreaterThan(4000);
    const button = await one.device('btn-teach-3f-west');
    expect((await one.pressAndPage(button)).pagedMs).toBeLessThan(AT_ONCE_MS);
    await pressesStayQuick(one);
  });
});

describe('a channel that takes the connection and says nothing', () => {
  it('delays no other channel; its own notices are retried, and it is told of as a fault', async () => {
    dead = await startFaultyServer();
    const one = await open({ env: { CAMPUS_GUARD_DESK_URL: `http://127.0.0.1:${dead.port}/desk` } });
    const button = await one.device('btn-teach-3f-west');
    const other = await one.device('btn-bike-shed');
    expect((await one.pressAndPage(button)).pagedMs).toBeLessThan(AT_ONCE_MS);
    expect((await one.pressAndPage(other)).pagedMs).toBeLessThan(AT_ONCE_MS);
    await one.hook.heard((message) => message.kind === 'channel');
    await pressesStayQuick(one);
    const { code, tookMs } = await one.gateway.terminate();
    expect(code).toBe(0);
    expect(tookMs).toBeLessThan(5000);
  });
});
