/** The fake channel servers are products: they refuse what the real ones refuse. */

import dnsPromises from 'node:dns/promises';
import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { startFakeDingtalk } from './fake-dingtalk.ts';
import { startFakeDns } from './fake-dns.ts';
import { startFakeFeishu } from './fake-feishu.ts';
import { startFakeNtfy } from './fake-ntfy.ts';
import { startFakeWebhook } from './fake-webhook.ts';
import { startFakeWecom } from './fake-wecom.ts';
import { alertMessage } from './notices.ts';
import { VendorRate } from './vendor-rate.ts';

const closing: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of closing.splice(0)) await one.close();
});
function used<T extends { close(): Promise<void> }>(server: T): T {
  closing.push(server);
  return server;
}

async function post(url: string, body: unknown, headers: Record<string, string> = {}): Promise<[number, unknown]> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(url, { method: 'POST', body: text, headers: { connection: 'close', ...headers } });
  const answer = await response.text();
  return [response.status, answer.startsWith('{') ? JSON.parse(answer) : answer];
}

it('WeCom says everything with status 200', async () => {
  let now = 0;
  const fake = used(await startFakeWecom({ now: () => now }));
  const send = `${fake.url}/cgi-bin/webhook/send?key=${fake.key}`;
  const text = (content: string) => ({ msgtype: 'text', text: { content } });
  expect(await post(`${fake.url}/cgi-bin/webhook/send?key=wrong`, text('x'))).toMatchObject([200, { errcode: 93000 }]);
  expect(await post(send, 'not json')).toMatchObject([200, { errcode: 40008 }]);
  expect(await post(send, text('x'.repeat(2_049)))).toMatchObject([200, { errcode: 40058 }]);
  for (let i = 0; i < 20; i += 1) expect(await post(send, text('x'))).toMatchObject([200, { errcode: 0 }]);
  expect(await post(send, text('x'))).toMatchObject([200, { errcode: 45009 }]);
  now = 60_001;
  expect(await post(send, text('x'))).toMatchObject([200, { errcode: 0 }]);
});

it('DingTalk checks token, time, signature and body, in that order', async () => {
  const now = 1_700_000_000_000;
  const fake = used(await startFakeDingtalk({ now: () => now }));
  const url = (token: string, timestamp: number, secret: string) => {
    const sign = createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64');
    return `${fake.url}/robot/send?access_token=${token}&timestamp=${timestamp}&sign=${encodeURIComponent(sign)}`;
  };
  const body = { msgtype: 'text', text: { content: 'x' } };
  expect(await post(url('wrong', now, fake.secret), body)).toMatchObject([200, { errcode: 300005 }]);
  expect(await post(url(fake.token, now - 3_700_000, fake.secret), body)).toMatchObject([200, { errcode: 310000 }]);
  expect(await post(url(fake.token, now, 'wrong'), body)).toMatchObject([200, { errcode: 310000 }]);
  expect(await post(url(fake.token, now, fake.secret), {})).toMatchObject([200, { errcode: 40035 }]);
  expect(await post(url(fake.token, now, fake.secret), body)).toMatchObject([200, { errcode: 0 }]);
});

it('Feishu wants its timestamp as a string of seconds', async () => {
  const now = 1_700_000_000_000;
  const fake = used(await startFakeFeishu({ now: () => now }));
  const url = `${fake.url}/open-apis/bot/v2/hook/${fake.hook}`;
  const sign = createHmac('sha256', `1700000000\n${fake.secret}`).digest('base64');
  const body = { msg_type: 'text', content: { text: 'x' } };
  expect(await post(`${url}x`, body)).toMatchObject([200, { code: 19001 }]);
  expect(await post(url, { timestamp: 1_700_000_000, sign, ...body })).toMatchObject([200, { code: 19021 }]);
  expect(await post(url, { timestamp: '1700000000', sign, msg_type: 'text' })).toMatchObject([400, { code: 9499 }]);
  expect(await post(url, { timestamp: '1700000000', sign, ...body })).toMatchObject([200, { code: 0, StatusCode: 0 }]);
});

it('ntfy wants a token, a topic and a short message', async () => {
  const fake = used(await startFakeNtfy());
  const login = { authorization: `Bearer ${fake.token}` };
  expect(await post(fake.url, { topic: 'a', message: 'x' })).toMatchObject([401, { code: 40101 }]);
  expect(await post(fake.url, { topic: 'a b', message: 'x' }, login)).toMatchObject([400, { code: 40009 }]);
  expect(await post(fake.url, { topic: 'a', message: 'x'.repeat(5_000) }, login)).toMatchObject([400, {}]);
  expect(await post(fake.url, { topic: 'a', message: 'x' }, login)).toMatchObject([200, { event: 'message' }]);
});

it('a webhook receiver takes what is signed, and tells who waits for it', async () => {
  const fake = used(await startFakeWebhook());
  const body = JSON.stringify(alertMessage());
  const signature = `sha256=${createHmac('sha256', fake.secret).update(body).digest('hex')}`;
  const came = fake.waitFor(1);
  expect((await post(fake.url, body))[0]).toBe(401);
  expect((await post(fake.url, body, { 'x-campus-guard-signature': signature }))[0]).toBe(204);
  expect(await came).toMatchObject([{ message: { incident: 'inc-0001' }, idempotencyKey: null }]);
  fake.answer = { status: 503, body: '' };
  expect((await post(fake.url, body, { 'x-campus-guard-signature': signature }))[0]).toBe(503);
  expect(fake.calls).toHaveLength(1);
});

describe('a name server', () => {
  it('knows a name, denies another, fails on request', async () => {
    const fake = used(await startFakeDns({ 'a.example': '10.0.0.5' }));
    const resolver = new dnsPromises.Resolver({ timeout: 100, tries: 1 });
    resolver.setServers([fake.server]);
    expect(await resolver.resolve4('a.example')).toEqual(['10.0.0.5']);
    await expect(resolver.resolve6('a.example')).rejects.toMatchObject({ code: 'ENODATA' });
    await expect(resolver.resolve4('b.example')).rejects.toMatchObject({ code: 'ENOTFOUND' });
    fake.mode = 'servfail';
    await expect(resolver.resolve4('a.example')).rejects.toMatchObject({ code: 'ESERVFAIL' });
    fake.mode = 'silent';
    await expect(resolver.resolve4('a.example')).rejects.toMatchObject({ code: 'ETIMEOUT' });
  });
});

it('a vendor counts in any minute, and mutes where it does', () => {
  const strict = new VendorRate(2, 60_000, 600_000);
  expect([0, 1, 2, 61_000, 600_003, 600_004].map((now) => strict.allows(now))).toEqual([
    true,
    true,
    false,
    false,
    true,
    true,
  ]);
  const plain = new VendorRate(2, 60_000);
  expect([0, 1, 2, 60_001].map((now) => plain.allows(now))).toEqual([true, true, false, true]);
});
