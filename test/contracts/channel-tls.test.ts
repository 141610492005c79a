/** Channels over TLS: the certificate is checked, always; a clock that is wrong is named as what it probably is. */

import { mkdtemp, rm } from 'node:fs/promises';
import https from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createChannel } from '../../gateway/adapters/channels/create.ts';
import { ensureTls, type TlsFiles } from '../../gateway/adapters/identity/local-ca.ts';
import { deps, parse } from '../kit/channel-setup.ts';
import { type FakeSmtp, startFakeSmtp } from '../kit/fake-smtp.ts';
import { listen, type LocalServer } from '../kit/local-server.ts';
import { delivery } from './channel.ts';

const YEAR_MS = 365 * 86_400_000;
let folder: string;
let good: TlsFiles;
let future: TlsFiles;
let server: LocalServer;
let early: LocalServer;
const mailServers: FakeSmtp[] = [];

const answering = ({ key, cert }: TlsFiles) =>
  listen(
    https.createServer({ key, cert }, (request, response) => request.resume().on('end', () => response.end('{}'))),
  );

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'campus-tls-'));
  good = await ensureTls(join(folder, 'good'), ['localhost']);
  future = await ensureTls(join(folder, 'future'), ['localhost'], Date.now() + 2 * YEAR_MS);
  [server, early] = await Promise.all([answering(good), answering(future)]);
});
afterAll(async () => {
  await Promise.all([server.close(), early.close(), ...mailServers.map((one) => one.close())]);
  await rm(folder, { recursive: true });
});

const webhook = (host: string, port: number, ca?: string) =>
  createChannel(parse({ type: 'webhook', url: `https://${host}:${port}/alarm` }), deps(ca === undefined ? {} : { ca }));

it('a certificate of a trusted authority for the right name', async () => {
  const channel = webhook('localhost', server.port, good.ca);
  expect(await channel.probe()).toEqual({ ok: true });
  expect(await channel.send(delivery(''))).toEqual({ ok: true, state: 'sent' });
});

it('an unknown authority, or another name, is a TLS failure, and nothing was sent', async () => {
  for (const channel of [webhook('localhost', server.port), webhook('127.0.0.1', server.port, good.ca)]) {
    expect(await channel.send(delivery(''))).toMatchObject({ ok: false, code: 'tls', retry: true });
    expect(await channel.probe()).toMatchObject({ ok: false, code: 'tls' });
  }
});

it("a certificate that is not valid yet says to check the gateway's clock", async () => {
  const result = await webhook('localhost', early.port, future.ca).send(delivery(''));
  expect(result).toMatchObject({
    ok: false,
    code: 'tls',
    detail: expect.stringContaining('check the clock') as unknown,
  });
});

it('a server that speaks no TLS', async () => {
  const plain = await startFakeSmtp();
  mailServers.push(plain);
  expect(await webhook('127.0.0.1', plain.port).send(delivery(''))).toMatchObject({ ok: false, code: 'tls' });
});

it.each(['starttls', 'implicit'] as const)('mail by %s, the password only inside it', async (mode) => {
  const login = { user: 'alarm@furong.example', password: 'mail-app-code-93kd' };
  const mail = await startFakeSmtp({ ...login, tls: { ...good, mode } });
  mailServers.push(mail);
  const config = { type: 'smtp', host: 'localhost', port: mail.port, ...login, from: 'alarm@furong.example' };
  const make = (ca?: string) =>
    createChannel(parse({ ...config, secure: mode === 'implicit' }), deps(ca === undefined ? {} : { ca }));
  expect(await make(good.ca).send(delivery('zhou@furong.example'))).toEqual({ ok: true, state: 'sent' });
  expect(await make(good.ca).probe()).toEqual({ ok: true });
  expect(await make().send(delivery('zhou@furong.example'))).toMatchObject({ ok: false, code: 'tls' });
  expect(mail.mails).toHaveLength(1);
});
