/** The three doors of the shipped broker, with the certificates of the school's own authority. */

import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { connectAsync } from 'mqtt';
import { generate } from 'mqtt-packet';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createWebSocketStream, WebSocket } from 'ws';
import { ensureTls, issueClientCertificate, type TlsFiles } from '../../gateway/adapters/identity/local-ca.ts';
import { openBroker } from './kit/broker-under-test.ts';
import { PRESS, RawDevice } from './kit/raw-device.ts';

/** A folder with a certification authority of its own. */
const folder = (): string => mkdtempSync(join(tmpdir(), 'campus-doors-'));
const school = folder();
const stranger = folder();
let server: TlsFiles;
beforeAll(async () => {
  server = await ensureTls(school, ['localhost', '127.0.0.1']);
});
afterAll(() => {
  for (const each of [school, stranger]) rmSync(each, { recursive: true });
});

const paper = async (from: string, device: string): Promise<Papers> => {
  const { key, cert } = await issueClientCertificate(from, device);
  return { key, cert };
};
interface Papers {
  readonly key: string;
  readonly cert: string;
}

const dialTls = (port: number, id: string, papers: Papers | null): Promise<RawDevice> =>
  new Promise((resolve, reject) => {
    const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false, ...papers }, () =>
      resolve(new RawDevice(socket, id)),
    );
    socket.once('error', reject);
  });

const tlsBroker = async () => openBroker({ tls: { port: 0, ...server } });

describe('the TLS port', () => {
  it('lets a device in by its certificate, without a secret, and its press arrives', async () => {
    const { broker, flow } = await tlsBroker();
    const button = await dialTls(broker.mqttsPort ?? 0, 'btn-1', await paper(school, 'btn-1'));
    button.send(button.connectByCertificate());
    expect(await button.next()).toMatchObject({ cmd: 'connack', returnCode: 0 });
    button.publish(PRESS, 3);
    expect(await button.next()).toMatchObject({ cmd: 'puback', messageId: 3 });
    expect(flow.events()).toMatchObject([{ device: 'btn-1' }]);
  });

  it('lets a device without a certificate in by its secret', async () => {
    const { broker } = await tlsBroker();
    const button = await dialTls(broker.mqttsPort ?? 0, 'btn-1', null);
    button.send(button.connectPacket());
    expect(await button.next()).toMatchObject({ cmd: 'connack', returnCode: 0 });
  });

  it('refuses a certificate of somebody else, of another authority, or of a device nobody knows', async () => {
    const { broker, flow } = await tlsBroker();
    const attempts: [string, Papers][] = [
      ['btn-1', await paper(school, 'btn-2')],
      ['btn-1', await paper(stranger, 'btn-1')],
      ['ghost-1', await paper(school, 'ghost-1')],
    ];
    for (const [id, papers] of attempts) {
      const impostor = await dialTls(broker.mqttsPort ?? 0, id, papers);
      impostor.send(impostor.connectPacket());
      expect(await impostor.next()).toMatchObject({ cmd: 'connack', returnCode: 5 });
      await impostor.closed;
    }
    expect(flow.refusals()).toEqual(['certificate', 'certificate', 'certificate']);
    expect(flow.of('connected')).toEqual([]);
  });

  it('asks for the certificate again when a device resumes its TLS session', async () => {
    const { broker } = await tlsBroker();
    const papers = await paper(school, 'btn-1');
    const port = broker.mqttsPort ?? 0;
    const first = await dialTls(port, 'btn-1', papers);
    let session: Buffer | undefined;
    first.stream.on('session', (given: Buffer) => {
      session = given;
    });
    first.send(first.connectPacket());
    await first.next();
    first.end();
    await first.closed;
    const socket = connectTls({
      port,
      host: '127.0.0.1',
      rejectUnauthorized: false,
      ...(session ? { session } : {}),
      ...papers,
    });
    await new Promise((resolve) => socket.once('secureConnect', resolve));
    const second = new RawDevice(socket, 'btn-1');
    second.send(second.connectByCertificate());
    expect(await second.next()).toMatchObject({ cmd: 'connack', returnCode: 0 });
    second.end();
  });

  it('a handshake that is not TLS ends by itself', async () => {
    const { broker, flow } = await tlsBroker();
    const confused = await RawDevice.dial(broker.mqttsPort ?? 0);
    confused.send(confused.connectPacket());
    await confused.closed;
    expect(flow.of('connected')).toEqual([]);
  });
});

describe('WebSocket at /mqtt', () => {
  const servers: Server[] = [];
  afterEach(() => {
    for (const each of servers.splice(0)) each.close().closeAllConnections();
  });

  async function webBroker() {
    const under = await openBroker();
    const http = createServer().on('upgrade', (request, socket, head) =>
      under.broker.handleUpgrade(request, socket, head),
    );
    servers.push(http);
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', () => resolve()));
    const bound = http.address();
    const port = typeof bound === 'object' && bound ? bound.port : 0;
    return { ...under, url: `ws://127.0.0.1:${port}` };
  }

  const opened = (socket: WebSocket): Promise<number | null> =>
    new Promise((resolve) => {
      socket.once('open', () => resolve(null));
      socket.once('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
      socket.once('error', () => resolve(-1));
    });

  it('an ordinary client signs in, hears its commands and has its press acknowledged', async () => {
    const { broker, flow, url } = await webBroker();
    const client = await connectAsync(`${url}/mqtt`, {
      clientId: 'btn-1',
      username: 'btn-1',
      password: 'secret-of-btn-1',
      protocolVersion: 4,
      reconnectPeriod: 0,
    });
    await client.subscribeAsync('campus/btn-1/command', { qos: 1 });
    await client.publishAsync('campus/btn-1/event', PRESS, { qos: 1 });
    expect(flow.events()).toMatchObject([{ device: 'btn-1' }]);
    expect(await broker.command('btn-1', { v: 1, type: 'selftest' })).toBe('acknowledged');
    await client.endAsync();
    await flow.until(() => flow.of('disconnected').length === 1);
    expect(flow.of('disconnected')[0]?.detail).toBe('disconnect');
  });

  it('packets may be split and joined over frames as the network likes [MQTT-6.0.0-2]', async () => {
    const { url, flow } = await webBroker();
    const socket = new WebSocket(`${url}/mqtt`, 'mqtt');
    expect(await opened(socket)).toBe(null);
    expect(socket.protocol).toBe('mqtt');
    const button = new RawDevice(createWebSocketStream(socket), 'btn-1');
    for (const byte of generate(button.connectPacket())) socket.send(Buffer.from([byte]));
    expect(await button.next()).toMatchObject({ cmd: 'connack', returnCode: 0 });
    button.publish(PRESS, 1);
    expect(await button.next()).toMatchObject({ cmd: 'puback' });
    button.end();
    await flow.until(() => flow.of('disconnected').length === 1);
  });

  it('a text frame ends the connection [MQTT-6.0.0-1]', async () => {
    const { url, flow } = await webBroker();
    const socket = new WebSocket(`${url}/mqtt`, 'mqtt');
    await opened(socket);
    const gone = new Promise((resolve) => socket.once('close', resolve));
    socket.send('hello');
    await gone;
    expect(flow.refusals()[0]).toBe('websocket');
  });

  it('another path, or no subprotocol, is answered as HTTP and goes no further', async () => {
    const { url, flow } = await webBroker();
    expect(await opened(new WebSocket(`${url}/other`, 'mqtt'))).toBe(404);
    expect(await opened(new WebSocket(`${url}/mqtt`))).toBe(400);
    expect(await opened(new WebSocket(`${url}/mqtt`, 'chat'))).toBe(400);
    expect(flow.refusals()).toEqual(['websocket', 'websocket', 'websocket']);
  });
});
