/** The staff's phones ring for a signed alert, say who was told, and may take over by the link. */

import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../../test/kit/fake-clock.ts';
import { ms } from '../../core/time.ts';
import { voiceTo } from '../voice.ts';
import { AutoTake } from './auto-take.ts';
import { openPhones, type Phones } from './phones.ts';

const alert = {
  incident: 'i1',
  kind: 'panic',
  level: 'help',
  drill: false,
  reason: 'opened',
  zone: { id: 'z', name: '教学楼三层西侧卫生间外' },
  device: 'btn-a',
  openedAt: '2026-09-07T10:05:00+08:00',
  step: 1,
  person: 'wang-qiang',
  presses: 1,
  text: '求助！教学楼三层西侧卫生间外\n台账 0123abcd',
  link: 'http://127.0.0.1:8080/t/abc',
  head: '12:0123abcd',
};

describe('staff phones', () => {
  const secret = 'shared secret';

  let clock: FakeClock;
  let phones: Phones;
  let said: string[];
  let taken: string[];

  beforeEach(async () => {
    clock = new FakeClock();
    said = [];
    taken = [];
    const voice = voiceTo(
      (line) => said.push(line),
      (zh) => zh,
    );
    const autoTake = new AutoTake(
      20_000,
      { now: () => clock.t, after: (delay, fire) => clock.after(ms(delay), fire) },
      voice,
      (link) => {
        taken.push(link);
        return Promise.resolve(200);
      },
    );
    const people = new Map([['wang-qiang', '王强']]);
    const line = { host: '127.0.0.1', port: 0, name: '手机' };
    const lines = [
      { ...line, path: '/phones', secret },
      { ...line, path: '/desk', name: '接警台', secret: null },
    ];
    phones = await openPhones(lines, { people, voice, pick: (zh) => zh, autoTake });
  });
  afterEach(() => phones.close());

  const post = (body: string, signature?: string): Promise<Response> =>
    fetch(`http://127.0.0.1:${phones.port}/phones`, {
      method: 'POST',
      body,
      headers: signature === undefined ? {} : { 'x-campus-guard-signature': signature },
    });
  const sign = (body: string): string => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
  const send = (message: object): Promise<Response> => post(JSON.stringify(message), sign(JSON.stringify(message)));

  it('show who was told what, and where', async () => {
    expect((await send(alert)).status).toBe(200);
    expect(said[0]).toBe('📱 王强（手机）← 新报警 · panic/help · 教学楼三层西侧卫生间外');
    expect(said[1]).toContain('求助！');
  });

  it('refuse a message whose signature is wrong or missing', async () => {
    expect((await post(JSON.stringify(alert), sign('another body'))).status).toBe(401);
    expect((await post(JSON.stringify(alert))).status).toBe(401);
    expect(said.some((line) => line.includes('王强'))).toBe(false);
  });

  it('take over after the given seconds, once for an incident', async () => {
    await send(alert);
    await send({ ...alert, reason: 'repeat' });
    await clock.advance(19_000);
    expect(taken).toEqual([]);
    await clock.advance(2_000);
    expect(taken).toEqual([alert.link]);
    expect(said.at(-1)).toBe('👤 王强 已通过链接接手');
  });

  it('say that a drill is a drill', async () => {
    await send({ ...alert, drill: true });
    expect(said[0]).toContain('【演练】');
  });

  it('ring at the desk as well, each line with its own secret', async () => {
    const desk = await fetch(`http://127.0.0.1:${phones.port}/desk`, { method: 'POST', body: JSON.stringify(alert) });
    expect(desk.status).toBe(200);
    expect(said[0]).toContain('（接警台）');
    expect((await fetch(`http://127.0.0.1:${phones.port}/other`, { method: 'POST', body: '{}' })).status).toBe(404);
  });

  it('answer a robot message as its service would', async () => {
    const wecom = await post(JSON.stringify({ msgtype: 'text', text: { content: '求助' } }));
    expect(await wecom.json()).toEqual({ errcode: 0, errmsg: 'ok' });
    const feishu = await post(JSON.stringify({ msg_type: 'text', content: { text: '求助' } }));
    expect(await feishu.json()).toMatchObject({ code: 0 });
  });

  it('refuse what is no message', async () => {
    expect((await post('{')).status).toBe(400);
    expect((await post('x'.repeat(70_000))).status).toBe(413);
  });
});
