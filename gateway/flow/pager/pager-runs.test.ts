/** Seeded runs of the pager through bad weather: whatever happens, each notice ends exactly once, in words that are true. */

import { expect, it } from 'vitest';
import { FakeChannel, SENT } from '../../../test/kit/fake-channel.ts';
import { FakeClock } from '../../../test/kit/fake-clock.ts';
import { messageFor, noticeOrder } from '../../../test/kit/notices.ts';
import { SeededRandom } from '../../../test/kit/seeded-random.ts';
import { type AccountableFact, NOTICE_REASONS, type NoticeOrder } from '../../core/facts.ts';
import type { SendCode, SendResult } from '../../ports/channel.ts';
import { Pager } from './pager.ts';

const CODES: readonly SendCode[] = ['timeout', 'dns', 'reset', 'http-status', 'throttled', 'bad-body', 'bad-address'];

function weather(random: SeededRandom): SendResult | null {
  if (random.chance(0.4)) return SENT;
  if (random.chance(0.2)) return null;
  const code = random.pick(CODES);
  const retryAfterMs = code === 'throttled' ? random.integer(60_000) : undefined;
  return { ok: false, code, detail: 'weather', retry: code !== 'bad-address', retryAfterMs };
}

async function run(seed: number) {
  const random = new SeededRandom(seed);
  const clock = new FakeClock();
  const facts: AccountableFact[] = [];
  const orders: NoticeOrder[] = [];
  const make = (id: string) =>
    new FakeChannel(id, {
      behave: () => weather(random),
      ...(id === 'robot' ? { limit: { count: 5, perMs: 60_000, reserved: 2 } } : {}),
    });
  let channels = new Map(['hook', 'robot'].map((id) => [id, make(id)]));
  const pager = new Pager({
    clock,
    random,
    channels,
    compose: (order) => (random.chance(0.02) ? null : messageFor(order)),
    report: (news) => facts.push(...news),
    head: () => '1·00000000',
    onHealth: () => {},
  });
  pager.start();
  for (let step = 0; step < 50; step += 1) {
    const order = noticeOrder({
      notice: `n-${seed}-${step}`,
      incident: `inc-${random.integer(4)}`,
      channel: random.pick(['hook', 'robot', 'gone']),
      to: `p-${random.integer(3)}`,
      reason: random.pick(NOTICE_REASONS),
      urgent: random.chance(0.5),
    });
    orders.push(order);
    pager.submit(order);
    if (random.chance(0.05)) pager.dropIncident(`inc-${random.integer(4)}`);
    if (random.chance(0.03)) {
      channels = new Map([...channels.keys()].map((id) => [id, make(id)]));
      pager.replaceChannels(channels);
    }
    clock.advanceSync(random.integer(3_000));
    await clock.advance(random.integer(2_000));
  }
  await clock.advance(20 * 60_000);
  return { facts, orders, pager, clock };
}

const ends = (fact: AccountableFact): boolean =>
  fact.kind === 'notice-sent' || fact.kind === 'notice-dropped' || (fact.kind === 'notice-failed' && fact.final);

it.each(Array.from({ length: 25 }, (_, i) => i + 1))(
  'seed %i: every notice ends once and says nothing after',
  async (seed) => {
    const { facts, orders, pager, clock } = await run(seed);
    for (const { notice } of orders) {
      const own = facts.filter((fact) => 'notice' in fact && fact.notice === notice);
      expect(
        own.filter(ends).map((fact) => fact.kind),
        notice,
      ).toHaveLength(1);
      expect(ends(own.at(-1) ?? { kind: 'gateway-stopped' }), notice).toBe(true);
      const attempts = own.flatMap((fact) => ('attempt' in fact ? [fact.attempt] : []));
      expect(attempts).toEqual([...attempts].sort((a, b) => a - b));
    }
    expect(pager.pending()).toEqual([]);
    await pager.stop();
    expect(clock.pending()).toBe(0);
  },
);
