import { afterEach, beforeEach, expect, it } from 'vitest';
import { delivery, expectNoSecret } from '../../../test/contracts/channel.ts';
import { deps, parse } from '../../../test/kit/channel-setup.ts';
import { type FakeSmtp, startFakeSmtp } from '../../../test/kit/fake-smtp.ts';
import type { Channel, SendResult } from '../../ports/channel.ts';
import { createChannel } from './create.ts';
import { mailAddress } from './smtp-failure.ts';

const LOGIN = { user: 'alarm@furong.example', password: 'mail-app-code-93kd' };
let server: FakeSmtp;
let channel: Channel;

function connect(over: object = {}): Channel {
  const config = { type: 'smtp', host: server.host, port: server.port, requireTls: false, ...LOGIN };
  return createChannel(
    parse({ ...config, from: '校园守护 <alarm@furong.example>', ...over }),
    deps({ deadlineMs: 1_000 }),
  );
}

beforeEach(async () => {
  server = await startFakeSmtp(LOGIN);
  channel = connect();
});
afterEach(async () => {
  await channel.close();
  await server.close();
});

const send = (): Promise<SendResult> => channel.send(delivery('zhou@furong.example'));

it('is a mail to one person, urgent, answering to its incident, readable in Chinese', async () => {
  expect(await send()).toEqual({ ok: true, state: 'sent' });
  const [mail] = server.mails;
  expect(mail).toMatchObject({ from: 'alarm@furong.example', to: ['zhou@furong.example'] });
  expect(mail?.data).toMatch(/^Message-ID: <notice-0001@furong\.example>$/m);
  expect(mail?.data).toMatch(/^References: <inc-0001@furong\.example>$/m);
  expect(mail?.data).toMatch(/^X-Priority: 1/m);
  expect(mail?.data).toMatch(/^Auto-Submitted: auto-generated$/m);
  const body = mail?.data.split('\r\n\r\n')[1] ?? '';
  expect(Buffer.from(body, 'base64').toString('utf8')).toContain('教学楼三层西侧卫生间外');
});

it.each([
  ['GREETING', '421 4.3.2 try later', 'throttled', true],
  ['GREETING', '554 5.7.1 go away', 'refused', false],
  ['AUTH', '535 5.7.8 authentication failed', 'bad-credentials', false],
  ['AUTH', '454 4.7.0 temporary failure', 'bad-credentials', true],
  ['MAIL', '552 5.2.2 sender refused', 'bad-address', false],
  ['RCPT', '550 5.1.1 no such user', 'bad-address', false],
  ['RCPT', '451 4.7.1 greylisted', 'throttled', true],
  ['DATA', '451 4.3.0 later', 'throttled', true],
  ['BODY', '554 5.7.1 spam', 'refused', false],
  ['BODY', '452 4.3.1 disk full', 'refused', true],
] as const)('%s answered with %s is %s (retry: %s)', async (command, reply, code, retry) => {
  server.refuse[command] = reply;
  const result = await send();
  expect(result).toMatchObject({ ok: false, code, retry });
  expect(server.mails).toEqual([]);
  expectNoSecret([result], [LOGIN.password]);
  await server.allClosed();
});

it('a password never leaves without encryption unless the school says so', async () => {
  await channel.close();
  channel = connect({ requireTls: undefined });
  const result = await send();
  expect(result).toMatchObject({ ok: false, code: 'tls' });
  expectNoSecret([result], [LOGIN.password]);
  expect(server.mails).toEqual([]);
});

it('a wrong password is bad credentials, even where the server shows it in its refusal', async () => {
  await channel.close();
  channel = connect({ password: 'not-the-password' });
  const result = await send();
  expect(result).toMatchObject({ ok: false, code: 'bad-credentials', retry: false });
  expectNoSecret([result], ['not-the-password']);
});

it('the probe waits for the greeting and says nothing', async () => {
  expect(await channel.probe()).toEqual({ ok: true });
  server.refuse.GREETING = '554 5.7.1 go away';
  expect(await channel.probe()).toMatchObject({ ok: false, code: 'bad-body' });
});

it('an address is one mail address, whatever is hidden in it', async () => {
  expect(mailAddress('周老师 <zhou@furong.example>')).toBe('zhou@furong.example');
  for (const bad of ['13800000001', 'a@b, c@d', 'a@b\r\nBcc: c@d', 'a b@c', '@b', 'a@', '']) {
    expect(mailAddress(bad)).toBeNull();
    expect(await channel.send(delivery(bad))).toMatchObject({ ok: false, code: 'bad-address', retry: false });
  }
});
