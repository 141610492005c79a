import { describe, expect, it } from 'vitest';
import { FakeChannel, SENT, TIMED_OUT } from '../../../test/kit/fake-channel.ts';
import { FakeClock, settle } from '../../../test/kit/fake-clock.ts';
import { messageFor, noticeOrder } from '../../../test/kit/notices.ts';
import { SeededRandom } from '../../../test/kit/seeded-random.ts';
import type { AccountableFact, NoticeOrder } from '../../core/facts.ts';
import type { AlertMessage } from '../../contract/alert.ts';
import type { ChannelHealth } from './lane-health.ts';
import { Pager } from './pager.ts';

function station(...channels: FakeChannel[]) {
  const clock = new FakeClock();
  const facts: AccountableFact[] = [];
  const health: [string, ChannelHealth][] = [];
  const composing: { compose(order: NoticeOrder): AlertMessage | null } = { compose: messageFor };
  const pager = new Pager({
    clock,
    random: new SeededRandom(5),
    channels: new Map(channels.map((channel) => [channel.id, channel])),
    compose: (order) => composing.compose(order),
    report: (news) => facts.push(...news),
    head: () => '42·9f8e7d6c',
    onHealth: (channel, state) => health.push([channel, state]),
  });
  const of = (kind: AccountableFact['kind']) => facts.filter((fact) => fact.kind === kind);
  return { clock, facts, health, pager, of, composing };
}

const status = (over: Partial<NoticeOrder> = {}) => noticeOrder({ urgent: false, reason: 'repeat', ...over });

describe('a press is paged at once', () => {
  it('the attempt starts inside submit, and its checked answer becomes a fact', async () => {
    const hook = new FakeChannel();
    const { pager, facts } = station(hook);
    const order = noticeOrder();
    pager.submit(order);
    expect(hook.attempts).toHaveLength(1);
    expect(facts).toEqual([]);
    await settle();
    const sent = { kind: 'notice-sent', notice: order.notice, attempt: 1, tookMs: 0, head: '42·9f8e7d6c' };
    expect(facts).toMatchObject([sent]);
    expect(pager.pending()).toEqual([]);
  });

  it('delivered is said only where a receipt said so, beside sent', async () => {
    const siren = new FakeChannel('hook', { behave: () => ({ ok: true, state: 'delivered' }) });
    const { pager, facts } = station(siren);
    pager.submit(noticeOrder());
    await settle();
    expect(facts.map((fact) => fact.kind)).toEqual(['notice-sent', 'notice-delivered']);
  });

  it('while sixteen status messages hang in a black hole', () => {
    const hook = new FakeChannel('hook', { behave: () => null });
    const { pager } = station(hook);
    for (let i = 0; i < 100; i += 1) pager.submit(status({ to: `person-${i}` }));
    expect(hook.attempts).toHaveLength(16);
    pager.submit(noticeOrder({ incident: 'press' }));
    expect(hook.told().at(-1)).toBe('press');
  });

  it('while another channel hangs, and while the breaker of its own is open', async () => {
    const dead = new FakeChannel('dead', { behave: () => TIMED_OUT });
    const live = new FakeChannel('live');
    const { pager } = station(dead, live);
    for (let i = 0; i < 5; i += 1) pager.submit(status({ channel: 'dead', to: `p${i}` }));
    await settle();
    expect(pager.channelState().get('dead')?.breaker).toBe('open');
    const before = dead.attempts.length;
    pager.submit(noticeOrder({ channel: 'dead' }));
    pager.submit(noticeOrder({ channel: 'live' }));
    expect(dead.attempts).toHaveLength(before + 1);
    expect(live.attempts).toHaveLength(1);
  });

  it('five at once over a channel of 20 a minute that status messages have flooded', async () => {
    const robot = new FakeChannel('hook', { limit: { count: 20, perMs: 60_000, reserved: 10 } });
    const { pager } = station(robot);
    for (let i = 0; i < 50; i += 1) pager.submit(status());
    await settle();
    expect(robot.attempts).toHaveLength(10);
    for (let i = 0; i < 5; i += 1) pager.submit(noticeOrder({ incident: `press-${i}` }));
    expect(robot.told().slice(10)).toEqual(['press-0', 'press-1', 'press-2', 'press-3', 'press-4']);
  });

  it("one person's hanging address leaves sockets for the others", () => {
    const hook = new FakeChannel('hook', { behave: ({ to }) => (to === 'hangs' ? null : SENT) });
    const { pager } = station(hook);
    for (let i = 0; i < 40; i += 1) pager.submit(status({ to: 'hangs' }));
    pager.submit(status({ to: 'fine', incident: 'other' }));
    expect(hook.told()).toContain('other');
  });

  it('the same notice submitted twice while it is pending is sent once', () => {
    const hook = new FakeChannel('hook', { behave: () => null });
    const { pager } = station(hook);
    const order = noticeOrder();
    pager.submit(order);
    pager.submit(order);
    expect(hook.attempts).toHaveLength(1);
  });
});

describe('the order of the line', () => {
  it('urgent first, a first news before repeats, then by age', async () => {
    const robot = new FakeChannel('hook', { limit: { count: 1, perMs: 1_000, reserved: 0 } });
    const { pager, clock } = station(robot);
    pager.submit(status({ incident: 'fills the window' }));
    pager.submit(status({ incident: 'status repeat' }));
    pager.submit(status({ incident: 'status opened', reason: 'opened' }));
    pager.submit(noticeOrder({ incident: 'press repeat', reason: 'repeat' }));
    pager.submit(noticeOrder({ incident: 'press opened' }));
    await clock.advance(5_000);
    expect(robot.told()).toEqual([
      'fills the window',
      'press opened',
      'press repeat',
      'status opened',
      'status repeat',
    ]);
  });
});

describe('a failed attempt', () => {
  it('is tried again after 1, 2, 5, 10, 20, 30, 30 seconds, a fifth more or less, with the same idempotency key', async () => {
    const hook = new FakeChannel();
    const { pager, clock } = station(hook);
    const at: number[] = [];
    hook.behave = () => {
      at.push(clock.t);
      return { ok: false, code: 'http-status', detail: 'HTTP 503', retry: true };
    };
    pager.submit(noticeOrder());
    await clock.advance(100_000);
    const gaps = at.slice(1).map((t, i) => (t - (at[i] ?? 0)) / 1_000);
    const expected = [1, 2, 5, 10, 20, 30];
    for (const [i, seconds] of expected.entries()) {
      expect(gaps[i]).toBeGreaterThanOrEqual(seconds * 0.8);
      expect(gaps[i]).toBeLessThanOrEqual(seconds * 1.2);
    }
    expect(new Set(hook.attempts.map((attempt) => attempt.delivery.idempotencyKey)).size).toBe(1);
  });

  it('gives up for good after 15 minutes, and at once where another try is pointless', async () => {
    const hook = new FakeChannel('hook', { behave: () => TIMED_OUT });
    const { pager, clock, of } = station(hook);
    pager.submit(noticeOrder());
    await clock.advance(14 * 60_000);
    expect(of('notice-failed').some((fact) => 'final' in fact && fact.final)).toBe(false);
    await clock.advance(60_000);
    expect(of('notice-failed').at(-1)).toMatchObject({ final: true, code: 'timeout' });
    expect(pager.pending()).toEqual([]);

    hook.behave = () => ({ ok: false, code: 'bad-address', detail: 'no such number', retry: false });
    pager.submit(noticeOrder());
    await settle();
    expect(of('notice-failed').at(-1)).toMatchObject({ final: true, attempt: 1, code: 'bad-address' });
    expect(clock.pending()).toBe(0);
  });

  it('waits as long as the channel asked for; a press of somebody else does not', async () => {
    const hook = new FakeChannel();
    const { pager, clock } = station(hook);
    hook.behave = () => ({ ok: false, code: 'throttled', detail: '45009', retry: true, retryAfterMs: 60_000 });
    pager.submit(noticeOrder());
    await clock.advance(59_000);
    expect(hook.attempts).toHaveLength(1);
    pager.submit(status());
    expect(hook.attempts).toHaveLength(1);
    hook.behave = () => SENT;
    pager.submit(noticeOrder());
    expect(hook.attempts).toHaveLength(2);
    await clock.advance(2_000);
    expect(hook.attempts).toHaveLength(4);
  });

  it('is tried again soon once the channel answers somebody', async () => {
    const hook = new FakeChannel('hook', { behave: () => TIMED_OUT });
    const { pager, clock } = station(hook);
    pager.submit(noticeOrder({ incident: 'earlier' }));
    await clock.advance(25_000);
    hook.behave = () => SENT;
    pager.submit(noticeOrder({ incident: 'later' }));
    await clock.advance(1_000);
    expect(hook.told().slice(-2)).toEqual(['later', 'earlier']);
  });

  it('of an adapter that never settles, or throws, does not hold its place', async () => {
    const hook = new FakeChannel('hook', { behave: () => null });
    const { pager, clock, of } = station(hook);
    pager.submit(noticeOrder());
    await clock.advance(8_000);
    expect(of('notice-failed')).toMatchObject([{ code: 'timeout', final: false }]);
    hook.behave = () => {
      throw new Error('a bug');
    };
    await clock.advance(3_000);
    expect(of('notice-failed').at(-1)).toMatchObject({ code: 'internal', final: false });
  });

  it('to compose holds up nobody else, and is tried again', async () => {
    const hook = new FakeChannel();
    const { pager, clock, composing } = station(hook);
    composing.compose = (order) => {
      if (order.incident === 'bad') throw new Error('a bug');
      return messageFor(order);
    };
    pager.submit(noticeOrder({ incident: 'bad' }));
    pager.submit(noticeOrder({ incident: 'good' }));
    expect(hook.told()).toEqual(['good']);
    composing.compose = messageFor;
    await clock.advance(2_000);
    expect(hook.told()).toEqual(['good', 'bad']);
  });

  it('over a channel that the configuration does not have is final at once', async () => {
    const { pager, facts } = station(new FakeChannel());
    pager.submit(noticeOrder({ channel: 'pigeon' }));
    await settle();
    expect(facts).toMatchObject([{ kind: 'notice-failed', channel: 'pigeon', final: true }]);
  });
});

describe('a newer notice for the same incident and person', () => {
  const same = { incident: 'inc', to: '13800000001' };
  const limited = () => {
    const robot = new FakeChannel('hook', { limit: { count: 1, perMs: 10_000, reserved: 0 } });
    const story = station(robot);
    story.pager.submit(noticeOrder({ incident: 'fills the window' }));
    return { robot, ...story };
  };

  it('replaces the waiting one, takes its place in the line and still says "opened" where that was never said', async () => {
    const { robot, pager, clock, of } = limited();
    const first = noticeOrder(same);
    pager.submit(first);
    await clock.advance(100);
    pager.submit(noticeOrder({ incident: 'another' }));
    pager.submit(noticeOrder({ ...same, reason: 'press-again' }));
    await clock.advance(30_000);
    expect(of('notice-dropped')).toMatchObject([{ notice: first.notice, why: 'superseded' }]);
    expect(robot.told()).toEqual(['fills the window', 'inc', 'another']);
    expect(robot.attempts[1]?.delivery.message.reason).toBe('opened');
  });

  it('"taken over, then nothing" stays that, also for a person who had not heard of it before', async () => {
    const { robot, pager, clock } = limited();
    pager.submit(noticeOrder(same));
    pager.submit(noticeOrder({ ...same, reason: 're-alarm' }));
    await clock.advance(30_000);
    expect(robot.attempts.slice(1).map((attempt) => attempt.delivery.message.reason)).toEqual(['re-alarm']);
  });

  it('never where it is less urgent, nor another person or incident', async () => {
    const { robot, pager, clock, of } = limited();
    pager.submit(noticeOrder(same));
    pager.submit(status({ ...same, reason: 'closed' }));
    pager.submit(noticeOrder({ ...same, person: 'leader-lin' }));
    pager.submit(noticeOrder({ ...same, incident: 'inc-2' }));
    await clock.advance(60_000);
    expect(of('notice-dropped')).toEqual([]);
    expect(robot.attempts).toHaveLength(5);
  });

  it('leaves the one being sent alone, but it is not tried again beside the newer one', async () => {
    const hook = new FakeChannel('hook', { behave: () => null });
    const { pager, clock, of } = station(hook);
    const older = noticeOrder(same);
    pager.submit(older);
    pager.submit(noticeOrder({ ...same, reason: 'press-again' }));
    expect(hook.attempts).toHaveLength(2);
    hook.attempts[0]?.settle(TIMED_OUT);
    await settle();
    expect(of('notice-dropped')).toMatchObject([{ notice: older.notice, why: 'superseded' }]);
    hook.attempts[1]?.settle(TIMED_OUT);
    await clock.advance(1_500);
    expect(hook.attempts).toHaveLength(3);
    expect(hook.attempts[2]?.delivery.message.reason).toBe('opened');
  });
});

describe('a closed incident', () => {
  it('drops what waits and tries no further what is being sent', async () => {
    const hook = new FakeChannel('hook', { behave: () => null });
    const { pager, clock, facts } = station(hook);
    const sending = noticeOrder({ incident: 'inc' });
    pager.submit(sending);
    pager.dropIncident('inc');
    hook.attempts[0]?.settle(TIMED_OUT);
    await clock.advance(60_000);
    expect(hook.attempts).toHaveLength(1);
    expect(facts).toMatchObject([
      { kind: 'notice-failed', final: false },
      { kind: 'notice-dropped', notice: sending.notice, why: 'closed' },
    ]);
  });

  it('is not told when the composer finds nothing to say', async () => {
    const hook = new FakeChannel();
    const { pager, composing, of } = station(hook);
    composing.compose = () => null;
    pager.submit(noticeOrder());
    await settle();
    expect(hook.attempts).toHaveLength(0);
    expect(of('notice-dropped')).toMatchObject([{ why: 'closed' }]);
  });

  it('a status message that no attempt could be made for expires', async () => {
    const hook = new FakeChannel('hook', { limit: { count: 2, perMs: 60_000, reserved: 2 } });
    const { pager, clock, of } = station(hook);
    pager.submit(status());
    await clock.advance(15 * 60_000);
    expect(of('notice-dropped')).toMatchObject([{ why: 'expired' }]);
    expect(clock.pending()).toBe(0);
  });
});

describe('promise 7: a dead channel is flagged within three minutes', () => {
  it('by probes alone, and is well again after one success', async () => {
    const hook = new FakeChannel();
    const { pager, clock, health } = station(hook);
    pager.start();
    await clock.advance(10_000);
    expect(health).toEqual([['hook', { ok: true }]]);
    hook.probing = () => ({ ok: false, code: 'connect', detail: 'connection refused' });
    await clock.advance(179_000);
    expect(health.slice(1)).toEqual([['hook', { ok: false, code: 'connect', detail: 'connection refused' }]]);
    hook.probing = () => ({ ok: true });
    await clock.advance(60_000);
    expect(health.at(-1)).toEqual(['hook', { ok: true }]);
    expect(pager.channelState().get('hook')).toMatchObject({ state: 'ok', code: null });
  });

  it('also where the adapter never answers a probe', async () => {
    const hook = new FakeChannel();
    const { pager, clock, health } = station(hook);
    hook.probing = () => null;
    pager.start();
    await clock.advance(180_000);
    expect(health).toMatchObject([['hook', { ok: false, code: 'timeout' }]]);
  });

  it('a wrong key answers every probe and is a fault all the same, until a notice is accepted', async () => {
    const hook = new FakeChannel();
    const { pager, clock, health } = station(hook);
    pager.start();
    await clock.advance(6_000);
    hook.behave = () => ({ ok: false, code: 'bad-credentials', detail: 'errcode 93000', retry: false });
    pager.submit(noticeOrder());
    await clock.advance(300_000);
    expect(health.slice(1)).toEqual([['hook', { ok: false, code: 'bad-credentials', detail: 'errcode 93000' }]]);
    hook.behave = () => SENT;
    pager.submit(noticeOrder());
    await settle();
    expect(health.at(-1)).toEqual(['hook', { ok: true }]);
  });

  it('one failed attempt is not a fault, two in a row are', async () => {
    const hook = new FakeChannel('hook', { behave: () => TIMED_OUT });
    const { pager, clock, health } = station(hook);
    pager.submit(noticeOrder());
    await settle();
    expect(health).toEqual([]);
    await clock.advance(1_500);
    expect(health).toMatchObject([['hook', { ok: false, code: 'timeout' }]]);
  });

  it("one person's bad address says nothing about the channel", async () => {
    const hook = new FakeChannel();
    const { pager, clock, health } = station(hook);
    hook.behave = () => ({ ok: false, code: 'bad-address', detail: 'no', retry: false });
    for (let i = 0; i < 5; i += 1) pager.submit(noticeOrder());
    await clock.advance(1_000);
    expect(health.filter(([, state]) => !state.ok)).toEqual([]);
  });
});

describe('a reload and a stop', () => {
  it('moves waiting notices to the new channel, keeps what the rate window knows, closes the old one after its last attempt', async () => {
    const limit = { count: 2, perMs: 60_000, reserved: 0 };
    const old = new FakeChannel('hook', { limit, behave: () => null });
    const { pager, clock, of } = station(old);
    pager.start();
    for (let i = 0; i < 3; i += 1) pager.submit(noticeOrder({ incident: `inc-${i}` }));
    old.attempts[0]?.settle(SENT);
    await settle();
    const fresh = new FakeChannel('hook', { limit });
    pager.replaceChannels(new Map([['hook', fresh]]));
    await settle();
    expect([old.closed, fresh.attempts.length]).toEqual([false, 0]);
    old.attempts[1]?.settle(SENT);
    await settle();
    expect(old.closed).toBe(true);
    expect(of('notice-sent')).toHaveLength(2);
    await clock.advance(61_000);
    expect(fresh.told()).toEqual(['inc-2']);
    expect(fresh.probes).toBeGreaterThan(0);
  });

  it('an attempt under way on the old channel that fails is tried again on the new one', async () => {
    const old = new FakeChannel('hook', { behave: () => null });
    const { pager, clock, of } = station(old);
    pager.submit(noticeOrder({ incident: 'inc' }));
    const fresh = new FakeChannel('hook');
    pager.replaceChannels(new Map([['hook', fresh]]));
    old.attempts[0]?.settle(TIMED_OUT);
    await clock.advance(2_000);
    expect(fresh.told()).toEqual(['inc']);
    expect(of('notice-sent')).toMatchObject([{ attempt: 2 }]);
    expect(old.closed).toBe(true);
  });

  it('a notice that comes back from the old channel gives way to a newer one that waits on the new', async () => {
    const old = new FakeChannel('hook', { behave: () => null });
    const { pager, of } = station(old);
    const same = { incident: 'inc', to: '13800000001' };
    const older = noticeOrder(same);
    pager.submit(older);
    const fresh = new FakeChannel('hook', { behave: () => null });
    pager.replaceChannels(new Map([['hook', fresh]]));
    pager.submit(noticeOrder({ ...same, reason: 'press-again' }));
    old.attempts[0]?.settle(TIMED_OUT);
    await settle();
    expect(of('notice-dropped')).toMatchObject([{ notice: older.notice, why: 'superseded' }]);
    expect(fresh.attempts).toHaveLength(1);
  });

  it('what waits for a channel that is gone has failed for good', async () => {
    const old = new FakeChannel('hook', { behave: () => TIMED_OUT });
    const { pager, clock, of } = station(old);
    pager.submit(noticeOrder());
    await settle();
    pager.replaceChannels(new Map());
    await clock.advance(1_000);
    expect(of('notice-failed').at(-1)).toMatchObject({ final: true });
    expect([old.closed, pager.pending()]).toEqual([true, []]);
  });

  it('stop starts nothing more, lets the attempt under way be recorded, closes the channels and leaves no timer', async () => {
    const hook = new FakeChannel('hook', { behave: () => null });
    const { pager, clock, of } = station(hook);
    pager.start();
    pager.submit(noticeOrder());
    const stopped = pager.stop();
    pager.submit(noticeOrder());
    hook.attempts[0]?.settle(SENT);
    await stopped;
    expect(of('notice-sent')).toHaveLength(1);
    expect([hook.attempts.length, hook.closed, clock.pending()]).toEqual([1, true, 0]);
  });
});
