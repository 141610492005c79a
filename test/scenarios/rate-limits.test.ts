/** The real channels and the vendors' own limits: a flood of status messages, and presses in the middle of it. */

import { afterEach, describe, expect, it } from 'vitest';
import { createChannel } from '../../gateway/adapters/channels/create.ts';
import type { AccountableFact } from '../../gateway/core/facts.ts';
import { Pager } from '../../gateway/flow/pager/pager.ts';
import { deps, parse } from '../kit/channel-setup.ts';
import { FakeClock, settle } from '../kit/fake-clock.ts';
import { startFakeDingtalk } from '../kit/fake-dingtalk.ts';
import { startFakeFeishu } from '../kit/fake-feishu.ts';
import { startFakeWecom } from '../kit/fake-wecom.ts';
import { messageFor, noticeOrder } from '../kit/notices.ts';
import { SeededRandom } from '../kit/seeded-random.ts';

const clock = new FakeClock();
const now = (): number => clock.wall;
const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

/** Robots of the three vendors, each refusing what the real one refuses, on the story's clock. */
const ROBOTS = {
  wecom: async () => {
    const fake = await startFakeWecom({ now });
    return { fake, config: { type: 'wecom', url: fake.url, key: fake.key } };
  },
  dingtalk: async () => {
    const fake = await startFakeDingtalk({ now });
    return { fake, config: { type: 'dingtalk', url: fake.url, token: fake.token, secret: fake.secret } };
  },
  feishu: async () => {
    const fake = await startFakeFeishu({ now });
    return { fake, config: { type: 'feishu', url: fake.url, hook: fake.hook, secret: fake.secret } };
  },
};

async function station(type: keyof typeof ROBOTS) {
  const { fake, config } = await ROBOTS[type]();
  const facts: AccountableFact[] = [];
  const pager = new Pager({
    clock,
    random: new SeededRandom(3),
    channels: new Map([['hook', createChannel(parse(config), deps({ clock: now }))]]),
    compose: messageFor,
    report: (news) => facts.push(...news),
    head: () => '1·00000000',
    onHealth: () => {},
  });
  cleanups.push(async () => {
    await pager.stop();
    await fake.close();
  });
  /** The network is real: the story's clock stands still until every answer has come. */
  const answered = async (): Promise<void> => {
    while (pager.pending().some((one) => one.sending)) await settle(1);
    await settle();
  };
  const sent = (): string[] => facts.flatMap((fact) => (fact.kind === 'notice-sent' ? [fact.notice] : []));
  return { pager, facts, answered, sent };
}

describe.each(['wecom', 'dingtalk', 'feishu'] as const)('%s', (type) => {
  it('presses go out at once through a flood of status messages; the limit is never met, nothing is lost', async () => {
    const { pager, facts, answered, sent } = await station(type);
    for (let i = 0; i < 60; i += 1) pager.submit(noticeOrder({ urgent: false, reason: 'repeat' }));
    await answered();
    expect(sent().length).toBeLessThan(60);
    const presses = Array.from({ length: type === 'feishu' ? 4 : 5 }, () => noticeOrder());
    for (const press of presses) pager.submit(press);
    await answered();
    expect(sent()).toEqual(expect.arrayContaining(presses.map((press) => press.notice)));
    for (let i = 0; pager.pending().length > 0 && i < 2_000; i += 1) {
      await clock.advance(500);
      await answered();
    }
    expect(sent()).toHaveLength(60 + presses.length);
    expect(facts.filter((fact) => fact.kind === 'notice-failed')).toEqual([]);
  });
});
