import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HttpWorld } from '../../../test/kit/http-world.ts';
import { languageOf } from './link-page.ts';

const OPEN = 'k3v9tq0p2m5x7w1a';
const HOUR = 3_600_000;
const page = { accept: 'text/html,application/xhtml+xml' };
const form = { ...page, 'content-type': 'application/x-www-form-urlencoded' };
const json = { accept: 'application/json' };
let world: HttpWorld;
beforeEach(async () => {
  world = await HttpWorld.open();
});
afterEach(() => world.close());

const post = (link: string, action: string, headers: Record<string, string> = form) =>
  world.ask('POST', link, { headers, raw: `action=${action}` });

describe('the link in an alert message', () => {
  test('shows what a guard needs to know, in Chinese, with one big button and no script needed', async () => {
    const answer = await world.ask('GET', world.link(OPEN, 'wang.qiang'), { headers: page });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    for (const text of [
      'lang="zh-CN"',
      '教学楼三层西侧卫生间外',
      '有人求助',
      '无人接警',
      '我去处理',
      'Take over',
      '11-23 10:11:19',
    ]) {
      expect(answer.text).toContain(text);
    }
    expect(answer.text.match(/<form method="post">/g)).toHaveLength(1);
    expect(answer.text).not.toMatch(/<script(?![^>]*src="\/link\.js")|style=|onclick|https?:\/\//);
  });

  test('English comes first where it is asked for', async () => {
    const headers = { ...page, 'accept-language': 'en-GB,en;q=0.9,zh;q=0.5' };
    const answer = await world.ask('GET', world.link(OPEN, 'wang.qiang'), { headers });
    expect(answer.text).toContain('<html lang="en">');
    expect(answer.text).toContain('Take over<span class="en" lang="zh-CN">我去处理</span>');
    expect([undefined, 'zh', 'fr', 'en;q=0.1, zh-TW', 'EN-us'].map(languageOf)).toEqual(['zh', 'zh', 'zh', 'zh', 'en']);
  });

  test('opened by a preview robot, by GET or HEAD, it changes nothing', async () => {
    const link = world.link(OPEN, 'wang.qiang');
    for (const method of ['GET', 'HEAD']) expect((await world.ask(method, link, { headers: page })).status).toBe(200);
    expect(world.campus.acts).toEqual([]);
    expect((await world.campus.incident(OPEN))?.status).toBe('open');
  });

  test('one tap takes over as the person it was sent to; the next says "arrived"', async () => {
    const link = world.link(OPEN, 'wang.qiang');
    const taken = await post(link, 'take');
    expect(taken.status).toBe(200);
    for (const text of ['您已接警，请立即前往。', '王强 (您)', '我已到达']) expect(taken.text).toContain(text);
    const arrived = await post(link, 'arrive');
    expect(arrived.text).toContain('已记录您到达现场。');
    expect(arrived.text).not.toContain('<form');
    expect(world.campus.acts.map(({ person, action }) => [person, action.type])).toEqual([
      ['wang.qiang', 'take'],
      ['wang.qiang', 'arrive'],
    ]);
  });

  test('a second tap says that it is yours already, with 200', async () => {
    const link = world.link(OPEN, 'wang.qiang');
    await post(link, 'take');
    const again = await post(link, 'take');
    expect(again.status).toBe(200);
    expect(again.text).toContain('此警情已由您负责。');
    expect(await world.ask('POST', link, { headers: json })).toMatchObject({
      status: 200,
      json: { takenBy: 'wang.qiang' },
    });
  });

  test('after somebody else took it: 409 with who, as a page and as JSON', async () => {
    await post(world.link(OPEN, 'wang.qiang'), 'take');
    const late = world.link(OPEN, 'liu.yang');
    const answer = await post(late, 'take');
    expect(answer.status).toBe(409);
    expect(answer.text).toContain('已由其他人负责：王强');
    expect(await world.ask('POST', late, { headers: json })).toMatchObject({
      status: 409,
      json: { error: { code: 'conflict' }, incident: { takenBy: 'wang.qiang' } },
    });
  });

  test('after it was closed, nothing can be tapped any more', async () => {
    await world.campus.act('wang.qiang', { type: 'close', incident: OPEN, outcome: 'false', reason: '误按' });
    const link = world.link(OPEN, 'wang.qiang');
    expect((await world.ask('GET', link, { headers: page })).text).not.toContain('<form');
    expect((await post(link, 'take')).status).toBe(409);
  });

  test('one that was taken and then forgotten can be taken from its owner', async () => {
    const link = world.link('m8c2r4y6h1n3b5z0', 'wang.qiang');
    expect((await world.ask('GET', link, { headers: page })).text).toContain('由我接手');
    expect((await post(link, 'take')).text).toContain('王强 (您)');
  });

  test('a person’s screen says "seen" by a script of the page, a robot does not', async () => {
    const script = await world.ask('GET', '/link.js');
    expect(script.headers.get('content-type')).toContain('text/javascript');
    expect(script.text).toContain('"action":"see"');
    const headers = { ...json, 'content-type': 'application/json' };
    const seen = await world.ask('POST', world.link(OPEN, 'liu.yang'), { headers, raw: '{"action":"see"}' });
    expect(seen).toMatchObject({ status: 200, json: { status: 'open', seenBy: ['wang.qiang', 'liu.yang'] } });
    expect((await world.ask('GET', '/link.css')).headers.get('content-type')).toContain('text/css');
  });

  test('programs get JSON: the incident, and the incident after taking it over', async () => {
    const link = world.link(OPEN, 'wang.qiang');
    const shown = await world.ask('GET', link, { headers: json });
    expect(shown).toMatchObject({ status: 200, json: { id: OPEN, status: 'open' } });
    expect(shown.json).not.toHaveProperty('timeline');
    const taken = await world.ask('POST', link, { headers: json });
    expect(taken).toMatchObject({ status: 200, json: { id: OPEN, status: 'taken', takenBy: 'wang.qiang' } });
  });

  test('needs no cookie, and a foreign session or body does not change who acts', async () => {
    const cookie = await world.signIn('admin');
    const link = world.link(OPEN, 'wang.qiang');
    const named = await world.ask('POST', link, {
      cookie,
      headers: { ...json, 'content-type': 'application/json' },
      raw: '{"person":"he.xin"}',
    });
    expect(named.status).toBe(400);
    await world.ask('POST', link, { cookie, headers: json });
    expect(world.campus.acts).toEqual([{ person: 'wang.qiang', action: { type: 'take', incident: OPEN } }]);
  });
});

describe('links that do not work', () => {
  test('expired: 410', async () => {
    const link = world.link(OPEN, 'wang.qiang');
    world.pass(12 * HOUR + 1000);
    for (const method of ['GET', 'POST']) {
      expect(await world.ask(method, link, { headers: json })).toMatchObject({
        status: 410,
        json: { error: { code: 'link-expired' } },
      });
      const human = await world.ask(method, link, { headers: page });
      expect(human.status).toBe(410);
      expect(human.text).toContain('链接已过期');
    }
    expect(world.campus.acts).toEqual([]);
  });

  test('tampered, invented or of a person who left: 403', async () => {
    const good = world.link(OPEN, 'wang.qiang');
    const left = world.link(OPEN, 'somebody.who.left');
    for (const link of [`${good.slice(0, -2)}AA`, '/t/AAAA', `/t/${'A'.repeat(400)}`, '/t/%3Cscript%3E', left]) {
      expect(await world.ask('POST', link, { headers: json })).toMatchObject({
        status: 403,
        json: { error: { code: 'link-invalid' } },
      });
    }
    expect((await world.ask('GET', '/t/AAAA', { headers: page })).text).toContain('链接无效');
    expect(world.campus.acts).toEqual([]);
  });

  test('of an incident that is not there: 404', async () => {
    expect((await world.ask('GET', world.link('nosuch', 'wang.qiang'), { headers: json })).status).toBe(404);
    expect(
      (await world.ask('POST', world.link('nosuch', 'wang.qiang'), { headers: form, raw: 'action=take' })).status,
    ).toBe(404);
  });

  test('an unknown action is 400', async () => {
    expect((await post(world.link(OPEN, 'wang.qiang'), 'close')).status).toBe(400);
  });
});

describe('text from outside', () => {
  test('stays text on the page', async () => {
    const attack = `</dd><script>alert(1)</script><img src=x onerror="alert('2')">&amp;`;
    const raised = await world.ask('POST', '/api/incidents', { as: 'duty', body: { zone: 'bike-shed', text: attack } });
    const { id } = raised.json as { id: string };
    const answer = await world.ask('GET', world.link(id, 'wang.qiang'), { headers: page });
    expect(answer.text).not.toContain('<script>alert');
    expect(answer.text).not.toContain('<img');
    expect(answer.text).toContain(
      '&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=&quot;alert(&#39;2&#39;)&quot;&gt;&amp;amp;',
    );
  });
});
