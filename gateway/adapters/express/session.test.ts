import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cookieOf, HttpWorld, PASSWORD, PERSON } from '../../../test/kit/http-world.ts';

const HOUR = 3_600_000;
let world: HttpWorld;
beforeEach(async () => {
  world = await HttpWorld.open();
});
afterEach(() => world.close());

describe('signing in', () => {
  test('sets a cookie that no script and no other site can use, and tells who one is', async () => {
    await world.account('security');
    const answer = await world.ask('POST', '/api/session', { body: { user: 'li.jianguo', password: PASSWORD } });
    expect(answer.status).toBe(200);
    expect(answer.json).toEqual({
      person: 'li.jianguo',
      name: '李建国',
      role: 'security',
      mustSetPassword: false,
      school: '芙蓉初中',
      timeZone: 'Asia/Shanghai',
      language: 'zh-CN',
      simulated: true,
      version: '0.1.0',
    });
    const cookie = answer.headers.get('set-cookie') ?? '';
    for (const part of ['HttpOnly', 'SameSite=Strict', 'Path=/']) expect(cookie).toContain(part);
    expect(cookie).not.toContain('Secure');
    expect(await world.ask('GET', '/api/session', { cookie: cookieOf(answer) })).toMatchObject({
      status: 200,
      json: answer.json,
    });
  });

  test('over TLS (as a proxy on this machine reports) the cookie is Secure', async () => {
    await world.account('security');
    const headers = { 'x-forwarded-proto': 'https' };
    const body = { user: 'li.jianguo', password: PASSWORD };
    const answer = await world.ask('POST', '/api/session', { body, headers });
    expect(answer.headers.get('set-cookie')).toContain('; Secure');
  });

  test('and out are on the record, with their person', async () => {
    const cookie = await world.signIn('security');
    expect((await world.ask('DELETE', '/api/session', { cookie })).status).toBe(204);
    expect((await world.ask('GET', '/api/session', { cookie })).status).toBe(401);
    expect(world.campus.notes).toEqual([
      { actor: 'person:li.jianguo', fact: { kind: 'signed-in', person: 'li.jianguo' } },
      { actor: 'person:li.jianguo', fact: { kind: 'signed-out', person: 'li.jianguo' } },
    ]);
  });

  test('session fixation: a planted cookie is never taken up, and the one from before is ended', async () => {
    const planted = 'campus_guard=planted-by-somebody';
    await world.account('security');
    const body = { user: 'li.jianguo', password: PASSWORD };
    const first = await world.ask('POST', '/api/session', { body, cookie: planted });
    expect(cookieOf(first)).not.toBe(planted);
    expect((await world.ask('GET', '/api/session', { cookie: planted })).status).toBe(401);
    const second = await world.ask('POST', '/api/session', { body, cookie: cookieOf(first) });
    expect((await world.ask('GET', '/api/session', { cookie: cookieOf(first) })).status).toBe(401);
    expect((await world.ask('GET', '/api/session', { cookie: cookieOf(second) })).status).toBe(200);
  });

  test('the first administrator signs in with the code and sets a password; other sessions end, this one goes on', async () => {
    const admin = await world.identity.ensureAdmin();
    const signedIn = await world.ask('POST', '/api/session', { body: { user: 'admin', password: admin?.code } });
    expect(signedIn).toMatchObject({ status: 200, json: { person: 'admin', role: 'admin', mustSetPassword: true } });
    const cookie = cookieOf(signedIn);
    const short = await world.ask('POST', '/api/session/password', { cookie, body: { password: 'short' } });
    expect(short).toMatchObject({ status: 400, json: { error: { path: 'password' } } });
    const set = await world.ask('POST', '/api/session/password', { cookie, body: { password: PASSWORD } });
    expect(set).toMatchObject({ status: 200, json: { mustSetPassword: false } });
    expect((await world.ask('GET', '/api/session', { cookie })).status).toBe(401);
    expect((await world.ask('GET', '/api/session', { cookie: cookieOf(set) })).status).toBe(200);
    expect(world.campus.notes.at(-1)).toEqual({
      actor: 'person:admin',
      fact: { kind: 'password-set', person: 'admin' },
    });
  });

  test('a session ends after twelve idle hours', async () => {
    const cookie = await world.signIn('duty');
    world.pass(11 * HOUR);
    expect((await world.ask('GET', '/api/zones', { cookie })).status).toBe(200);
    world.pass(12 * HOUR + 1);
    expect((await world.ask('GET', '/api/zones', { cookie })).status).toBe(401);
  });

  test('a token is not a session: it can neither set a password nor sign out', async () => {
    const password = await world.ask('POST', '/api/session/password', { as: 'admin', body: { password: PASSWORD } });
    expect(password).toMatchObject({ status: 403, json: { error: { code: 'session-only' } } });
    expect((await world.ask('DELETE', '/api/session', { as: 'admin' })).status).toBe(403);
  });
});

describe('failed sign-ins', () => {
  const guess = (user: string, headers: Record<string, string> = {}) =>
    world.ask('POST', '/api/session', { body: { user, password: 'a wrong guess' }, headers });

  test('say nothing about whether the user exists', async () => {
    await world.account('security');
    const [known, unknown] = [await guess('li.jianguo'), await guess('nobody')];
    expect(known.status).toBe(401);
    expect(unknown.text).toBe(known.text);
  });

  test('are recorded once and then counted; an unknown name, which may be a password, is not written down', async () => {
    await guess('li.jianguo');
    await guess('li.jianguo');
    await guess('li.jianguo');
    await guess('my-secret-typed-in-the-wrong-field');
    const noted = world.campus.notes.map(({ fact }) => fact);
    expect(noted).toEqual([
      { kind: 'sign-in-refused', who: 'li.jianguo', count: 1 },
      { kind: 'sign-in-refused', who: expect.stringMatching(/^unknown user from .*127\.0\.0\.1$/), count: 1 },
    ]);
    await world.server.close();
    expect(world.campus.notes.at(-1)?.fact).toEqual({ kind: 'sign-in-refused', who: 'li.jianguo', count: 2 });
  });

  test('ten for one user from one address: wait. A colleague behind the same address still gets in', async () => {
    await world.account('duty');
    await world.account('security');
    for (let n = 0; n < 10; n += 1) expect((await guess(PERSON.security)).status).toBe(401);
    const blocked = await guess(PERSON.security);
    expect(blocked).toMatchObject({ status: 429, json: { error: { code: 'too-many-attempts' } } });
    expect(Number(blocked.headers.get('retry-after'))).toBeLessThanOrEqual(300);
    expect(blocked.headers.get('ratelimit')).toContain('r=0');
    expect(await world.ask('POST', '/api/session', { body: { user: PERSON.duty, password: PASSWORD } })).toMatchObject({
      status: 200,
    });
    const elsewhere = { 'x-forwarded-for': '203.0.113.9' };
    const body = { user: PERSON.security, password: PASSWORD };
    expect((await world.ask('POST', '/api/session', { body, headers: elsewhere })).status).toBe(200);
  });

  test('successful sign-ins do not use the limit up', async () => {
    await world.account('duty');
    for (let n = 0; n < 14; n += 1) {
      expect(
        (await world.ask('POST', '/api/session', { body: { user: PERSON.duty, password: PASSWORD } })).status,
      ).toBe(200);
    }
  });
});

describe('cross-site requests', () => {
  const take = (headers: Record<string, string>, cookie: string) =>
    world.ask('POST', '/api/incidents/k3v9tq0p2m5x7w1a/take', { cookie, headers, raw: '{}' });
  const json = { 'content-type': 'application/json' };

  test('a foreign origin, another site by fetch metadata, or a sandboxed page is refused', async () => {
    const cookie = await world.signIn('security');
    for (const headers of [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: world.url.replace('127.0.0.1', 'localhost') },
      { origin: world.url.replace(/\d+$/, '1') },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ]) {
      expect(await take({ ...json, ...headers }, cookie)).toMatchObject({
        status: 403,
        json: { error: { code: 'foreign-origin' } },
      });
    }
    expect(world.campus.acts).toEqual([]);
    expect((await take({ ...json, origin: world.url, 'sec-fetch-site': 'same-origin' }, cookie)).status).toBe(200);
  });

  test('a form, which any site can post, is no JSON', async () => {
    const cookie = await world.signIn('security');
    for (const type of ['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data; boundary=x']) {
      expect((await take({ 'content-type': type }, cookie)).status).toBe(415);
    }
    expect(world.campus.acts).toEqual([]);
  });

  test('signing in from another site is refused too', async () => {
    await world.account('security');
    const body = { user: 'li.jianguo', password: PASSWORD };
    const answer = await world.ask('POST', '/api/session', { body, headers: { origin: 'https://evil.example' } });
    expect(answer.status).toBe(403);
    expect(answer.headers.get('set-cookie')).toBeNull();
  });

  test('a bearer token is never sent by a browser on its own: origins do not matter', async () => {
    const headers = { ...json, origin: 'https://script.example', authorization: `Bearer ${world.token('security')}` };
    expect((await world.ask('POST', '/api/incidents/k3v9tq0p2m5x7w1a/take', { headers, raw: '{}' })).status).toBe(200);
  });

  test('the public address is at home as well', async () => {
    await world.close();
    world = await HttpWorld.open({ publicUrl: 'https://guard.school.example' });
    const cookie = await world.signIn('security');
    const answer = await take({ ...json, origin: 'https://guard.school.example' }, cookie);
    expect(answer.status).toBe(200);
  });
});
