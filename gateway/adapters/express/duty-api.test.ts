/** Changing the roster over HTTP: who may, what is refused and how, and that the answer is what holds now. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { coverage, duty, dutyDone } from '../../contract/duty-api.ts';
import { type Answer, HttpWorld } from '../../../test/kit/http-world.ts';

let world: HttpWorld;
beforeAll(async () => {
  world = await HttpWorld.open();
});
afterAll(() => world.close());

/** The clock of the school stands at 2026-11-23 10:12. */
const TOMORROW = '2026-11-24T10:00:00+08:00';
const DAY_AFTER = '2026-11-25T10:00:00+08:00';
const post = (path: string, body: unknown, as: 'leader' | 'duty' | 'security' | 'auditor' | 'admin' = 'leader') =>
  world.ask('POST', path, { as, body });
const errorOf = (answer: Answer) =>
  z.object({ error: z.object({ code: z.string(), path: z.string().nullable() }) }).parse(answer.json).error;
const override = (more: Record<string, unknown> = {}) => {
  return { post: 'gate', people: ['sun.li'], from: TOMORROW, to: DAY_AFTER, reason: '培训', ...more };
};

describe('the roster over HTTP', () => {
  test('an override is made, shown, and taken back', async () => {
    const made = await post('/api/duty/overrides', override());
    expect(made.status).toBe(201);
    const { id, duty: after } = dutyDone.parse(made.json);
    expect(after.changes.map((one) => one.id)).toContain(id);
    const then = '2026-11-24T20:00:00+08:00';
    const asked = await world.ask('GET', `/api/duty?at=${encodeURIComponent(then)}`, { as: 'auditor' });
    expect(duty.parse(asked.json).items.find((one) => one.by === 'override')).toMatchObject({ person: 'sun.li' });
    const back = await post(`/api/duty/changes/${id}/withdraw`, { reason: '不用了' });
    expect(back.status).toBe(201);
    expect(dutyDone.parse(back.json).duty.changes).toEqual([]);
    expect(errorOf(await post(`/api/duty/changes/${id}/withdraw`, { reason: '再来' })).code).toBe('unknown-change');
  });

  test('dates are days of the school, the last one included', async () => {
    const made = await post('/api/duty/leave', {
      person: 'liu.yang',
      from: '2027-03-01',
      to: '2027-03-02',
      reason: '事假',
    });
    const change = dutyDone.parse(made.json).duty.changes.at(-1);
    expect(change).toMatchObject({ from: '2027-02-28T16:00:00.000Z', to: '2027-03-02T16:00:00.000Z', out: 'liu.yang' });
  });

  test.each([
    ['a stranger', override({ people: ['nobody'] }), 404, 'unknown-person', 'people[0]'],
    ['backwards', override({ from: DAY_AFTER, to: TOMORROW }), 400, 'backwards', 'to'],
    ['over already', override({ from: '2020-01-01', to: '2020-01-02' }), 409, 'already-over', 'to'],
    ['for ever', override({ to: '2099-01-01' }), 400, 'too-long', 'to'],
    ['no people', override({ people: [] }), 400, 'invalid', 'people'],
    ['somebody else as the actor', override({ actor: 'li.jianguo' }), 400, 'invalid', 'actor'],
  ])('%s is refused, with the field that is wrong', async (_what, body, status, code, path) => {
    const answer = await post('/api/duty/overrides', body);
    expect(answer.status).toBe(status);
    const error = errorOf(answer);
    expect([code === 'invalid' ? 'invalid' : error.code, error.path]).toEqual([code, path]);
  });

  test('only those who answer for the roster change it', async () => {
    for (const as of ['duty', 'security', 'auditor'] as const)
      expect((await post('/api/duty/overrides', override(), as)).status).toBe(403);
    expect((await post('/api/duty/overrides', override(), 'admin')).status).toBe(201);
  });

  test('a shift that nobody has cannot be swapped', async () => {
    const shift = { post: 'teacher', person: 'liu.yang', at: '2027-03-06T03:00:00+08:00' };
    const answer = await post('/api/duty/swaps', { shift, by: 'sun.li', reason: '换班' });
    expect([answer.status, errorOf(answer).path]).toEqual([409, 'shift.at']);
  });

  test('a hand-over takes two signatures by two people', async () => {
    const sign = (as: 'duty' | 'security', side: string, other: string) =>
      post('/api/duty/handovers', { post: 'guard', side, with: other, text: '钥匙三把' }, as);
    const people = { security: await world.account('security'), duty: await world.account('duty') };
    const first = await sign('security', 'outgoing', people.duty);
    expect(first.status).toBe(201);
    expect(errorOf(await sign('security', 'outgoing', people.duty)).code).toBe('already-signed');
    expect(errorOf(await sign('security', 'incoming', people.security)).code).toBe('same-person');
    const second = await sign('duty', 'incoming', people.security);
    const handover = dutyDone.parse(second.json).duty.handovers.at(-1);
    expect(handover).toMatchObject({
      outgoing: people.security,
      incoming: people.duty,
      notes: ['钥匙三把', '钥匙三把'],
    });
    expect(handover?.outgoingAt).not.toBeNull();
    expect(handover?.incomingAt).not.toBeNull();
  });

  test('without a watch at the desk there is nothing to sign in to', async () => {
    expect((await post('/api/duty/presence', {}, 'duty')).status).toBe(409);
  });

  test('the forecast names each key area with its gaps', async () => {
    const answer = coverage.parse((await world.ask('GET', '/api/coverage?days=3', { as: 'auditor' })).json);
    expect(answer.days).toBe(3);
    expect(answer.areas.length).toBeGreaterThan(4);
    // Nobody patrols in the small school, so no key area is looked after at any minute.
    expect(answer.areas.map((area) => area.uncoveredMinutes)).toEqual(answer.areas.map(() => 3 * 1440));
    expect((await world.ask('GET', '/api/coverage?days=61', { as: 'auditor' })).status).toBe(400);
  });
});
