/** The group robots against servers that behave like the real ones: mentions, limits, and a gateway whose clock is wrong. */

import { afterEach, describe, expect, it } from 'vitest';
import { deps, parse } from '../../../test/kit/channel-setup.ts';
import { startFakeDingtalk } from '../../../test/kit/fake-dingtalk.ts';
import { startFakeFeishu } from '../../../test/kit/fake-feishu.ts';
import { startFakeNtfy } from '../../../test/kit/fake-ntfy.ts';
import { startFakeWecom } from '../../../test/kit/fake-wecom.ts';
import { alertMessage } from '../../../test/kit/notices.ts';
import type { Channel } from '../../ports/channel.ts';
import { createChannel } from './create.ts';

const SCHOOL_TIME = Date.parse('2026-09-07T10:05:00+08:00');
const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

function used<T extends { close(): Promise<void> }>(thing: T): T {
  cleanups.push(() => thing.close());
  return thing;
}

const tell = (channel: Channel, to: string, message = alertMessage()) =>
  channel.send({ idempotencyKey: 'n-1', to, message });

describe('WeCom', () => {
  const start = async () => {
    const fake = used(await startFakeWecom());
    const channel = used(createChannel(parse({ type: 'wecom', url: fake.url, key: fake.key }), deps()));
    return { fake, channel };
  };

  it('mentions a person by phone number, by user id, everybody, or nobody', async () => {
    const { fake, channel } = await start();
    for (const to of ['13800000001', 'zhou', '@all', '']) expect(await tell(channel, to)).toMatchObject({ ok: true });
    expect(fake.messages.map(({ mobiles, users }) => [mobiles, users])).toEqual([
      [['13800000001'], []],
      [[], ['zhou']],
      [['@all'], []],
      [[], []],
    ]);
  });

  it('a text of 10,000 characters arrives, cut to 2048 bytes, with its link', async () => {
    const { fake, channel } = await start();
    expect(await tell(channel, '', alertMessage({ text: '楼'.repeat(10_000) }))).toMatchObject({ ok: true });
    expect(fake.messages[0]?.content).toContain('https://guard.furong.example/t/');
  });

  it('the 21st message of a minute is throttled for a minute, not lost', async () => {
    const { channel } = await start();
    for (let i = 0; i < 20; i += 1) expect(await tell(channel, '')).toMatchObject({ ok: true });
    expect(await tell(channel, '')).toMatchObject({ ok: false, code: 'throttled', retry: true, retryAfterMs: 60_000 });
  });
});

describe('DingTalk', () => {
  const start = async (clock: () => number, secret?: string) => {
    const fake = used(await startFakeDingtalk({ now: () => SCHOOL_TIME }));
    const login = { token: fake.token, secret: secret ?? fake.secret };
    const channel = used(createChannel(parse({ type: 'dingtalk', url: fake.url, ...login }), deps({ clock })));
    return { fake, channel };
  };

  it('mentions a person, and is muted for ten minutes by the 21st message of a minute', async () => {
    const { fake, channel } = await start(() => SCHOOL_TIME);
    expect(await tell(channel, '13800000001')).toMatchObject({ ok: true });
    expect(await tell(channel, '@all')).toMatchObject({ ok: true });
    expect(fake.messages).toMatchObject([
      { mobiles: ['13800000001'], all: false },
      { mobiles: [], all: true },
    ]);
    for (let i = 0; i < 18; i += 1) await tell(channel, '');
    expect(await tell(channel, '')).toMatchObject({ code: 'throttled', retry: true, retryAfterMs: 600_000 });
  });

  it('a Pi that thinks it is 1970 says "clock wrong", and gets through on the next attempt', async () => {
    const { fake, channel } = await start(() => 86_400_000);
    const seconds = Math.round((86_400_000 - SCHOOL_TIME) / 1_000);
    expect(await tell(channel, '')).toEqual({
      ok: false,
      code: 'clock-wrong',
      detail: `clock wrong by ${seconds} s`,
      retry: true,
    });
    expect(await tell(channel, '')).toEqual({ ok: true, state: 'sent' });
    expect(fake.messages).toHaveLength(1);
  });

  it('a wrong secret is bad credentials, never the clock, and is not tried again', async () => {
    const { channel } = await start(() => SCHOOL_TIME, 'SECwrong');
    expect(await tell(channel, '')).toMatchObject({ code: 'bad-credentials', retry: false });
  });
});

describe('Feishu', () => {
  const start = async (clock: () => number, over: object = {}) => {
    const fake = used(await startFakeFeishu({ now: () => SCHOOL_TIME }));
    const config = parse({ type: 'feishu', url: fake.url, hook: fake.hook, secret: fake.secret, ...over });
    return { fake, channel: used(createChannel(config, deps({ clock }))) };
  };

  it('signs with seconds and mentions by open id', async () => {
    const { fake, channel } = await start(() => SCHOOL_TIME + 999);
    expect(await tell(channel, 'ou_5ad573a6411d72b8305fda3a9c15c70e')).toEqual({ ok: true, state: 'sent' });
    expect(fake.messages[0]).toContain('<at user_id="ou_5ad573a6411d72b8305fda3a9c15c70e"></at>');
  });

  it('tells a wrong clock (19021 and the Date says so) from a wrong secret (19021 and it does not)', async () => {
    let now = SCHOOL_TIME + 2 * 3_600_000;
    const { channel } = await start(() => now);
    expect(await tell(channel, '')).toMatchObject({ code: 'clock-wrong', detail: 'clock wrong by 7200 s' });
    expect(await tell(channel, '')).toMatchObject({ ok: true });
    // NTP has set the clock meanwhile: the old correction is forgotten at the first answer that agrees.
    now = SCHOOL_TIME;
    await tell(channel, '');
    expect(await tell(channel, '')).toMatchObject({ ok: true });
    const wrong = await start(() => SCHOOL_TIME, { secret: 'wrong' });
    expect(await tell(wrong.channel, '')).toMatchObject({ code: 'bad-credentials', retry: false });
  });

  it('the sixth message of a second is throttled briefly; an unknown hook is bad credentials', async () => {
    const { channel } = await start(() => SCHOOL_TIME);
    for (let i = 0; i < 5; i += 1) expect(await tell(channel, '')).toMatchObject({ ok: true });
    expect(await tell(channel, '')).toMatchObject({ code: 'throttled', retryAfterMs: 2_000 });
    const unknown = await start(() => SCHOOL_TIME, { hook: 'no-such-hook' });
    expect(await tell(unknown.channel, '')).toMatchObject({ code: 'bad-credentials' });
  });
});

describe('ntfy', () => {
  it('rings through "do not disturb" for a person in need, with the link to tap, to the topic of the person', async () => {
    const fake = used(await startFakeNtfy());
    const channel = used(createChannel(parse({ type: 'ntfy', url: fake.url, token: fake.token }), deps()));
    expect(await tell(channel, 'duty-zhou')).toMatchObject({ ok: true });
    expect(await tell(channel, 'duty-zhou', alertMessage({ level: 'fault' }))).toMatchObject({ ok: true });
    expect(fake.messages).toMatchObject([
      {
        topic: 'duty-zhou',
        priority: 5,
        click: 'https://guard.furong.example/t/dG9rZW4',
        title: '求助报警 · 教学楼三层西侧卫生间外',
      },
      { priority: 4 },
    ]);
    expect(await tell(channel, 'no topic!')).toMatchObject({ code: 'bad-address', retry: false });
  });

  it('a fixed topic is used for everybody; a wrong token is bad credentials', async () => {
    const fake = used(await startFakeNtfy());
    const fixed = { type: 'ntfy', url: fake.url, topic: 'furong-alarm' };
    const channel = used(createChannel(parse({ ...fixed, token: fake.token }), deps()));
    expect(await tell(channel, '13800000001')).toMatchObject({ ok: true });
    expect(fake.messages[0]?.topic).toBe('furong-alarm');
    const wrong = used(createChannel(parse({ ...fixed, token: 'tk_wrong' }), deps()));
    expect(await tell(wrong, '')).toMatchObject({ code: 'bad-credentials', retry: false });
  });
});
