import { describe, expect, it } from 'vitest';
import { fakeSchool } from '../../../test/kit/fake-school.ts';
import type { Context } from '../context.ts';
import { epochMs, ms } from '../time.ts';
import { evolveIncident, type Incident } from './incident.ts';
import { emptyDuty } from '../duty/duty-state.ts';
import { openIncident } from './open.ts';
import { decideRaise, decideStaff, type StaffAct } from './staff.ts';

const ctx: Context = {
  school: fakeSchool(),
  now: { t: ms(1000), wall: epochMs(Date.parse('2026-09-07T10:00:00+08:00')), boot: 'b', trusted: true },
  uid: 'abcdefgh12345678',
  channelsDown: new Set(),
  duty: emptyDuty,
};

function panic(): Incident {
  const facts = openIncident(
    {
      of: 'panic',
      key: 'panic:bike-shed',
      level: 'help',
      zone: 'bike-shed',
      device: 'btn-bike-shed',
      drill: false,
      flags: [],
      text: null,
      press: { device: 'btn-bike-shed', boot: 1, seq: 1 },
      devices: [],
    },
    ctx,
    'device:btn-bike-shed',
  );
  return facts.reduce<Incident | undefined>(
    (i, fact) => evolveIncident(i, fact, ctx.now, 'gateway'),
    undefined,
  ) as Incident;
}

function after(incident: Incident, ...acts: readonly (readonly [string, StaffAct])[]): Incident {
  return acts.reduce((state, [person, act]) => {
    const decision = decideStaff(state, act, person, ctx);
    if (!decision.ok) throw new Error(`${act.type} by ${person}: ${decision.why}`);
    return decision.facts.reduce((i, fact) => evolveIncident(i, fact, ctx.now, `person:${person}`) ?? i, state);
  }, incident);
}

const take: StaffAct = { type: 'take' };
const arrive: StaffAct = { type: 'arrive' };
const close: StaffAct = { type: 'close', outcome: 'real', reason: '已劝开' };
const li = 'li.jianguo';
const chen = 'chen.lan';

describe('what people can do with an incident', () => {
  const open = panic();
  const taken = after(open, [li, take]);
  const arrived = after(taken, [li, arrive]);
  const closed = after(arrived, [li, close]);
  const stale = { ...taken, stale: true };

  it.each([
    ['take an open one', open, take, chen, 'taken'],
    ['arrive at a taken one', taken, arrive, li, 'arrived'],
    ['arrive where another took it', taken, arrive, chen, 'arrived'],
    ['close one where somebody arrived', arrived, close, li, 'closed'],
    ['close an open one, with a reason', open, close, li, 'closed'],
    ['take a stale one from its silent owner', stale, take, chen, 'taken'],
  ] as const)('%s', (_what, before, act, person, status) => {
    expect(after(before, [person, act]).status).toBe(status);
  });

  it.each([
    ['take what another has taken', taken, take, 'already-taken'],
    ['take what is closed', closed, take, 'closed'],
    ['arrive before anybody took it', open, arrive, 'not-taken'],
    ['arrive twice', arrived, arrive, 'already-arrived'],
    ['close twice', closed, close, 'closed'],
    ['hand over what nobody has', open, { type: 'handover', to: li, text: null }, 'not-taken'],
    ['hand over to a stranger', taken, { type: 'handover', to: 'nobody', text: null }, 'unknown-person'],
  ] as const)('nobody can %s', (_what, before, act, why) => {
    expect(decideStaff(before, act, chen, ctx)).toEqual({ ok: false, why });
  });

  it('a hand-over tells the new owner and starts the time to arrive again', () => {
    const decision = decideStaff(taken, { type: 'handover', to: chen, text: '我在二楼' }, li, ctx);
    if (!decision.ok) throw new Error(decision.why);
    expect(decision.facts.filter((f) => f.kind === 'notice-queued').map((f) => f.person)).toEqual([chen, chen]);
    expect(after(taken, [li, { type: 'handover', to: chen, text: null }])).toMatchObject({
      takenBy: chen,
      status: 'taken',
      deadline: { why: 'arrive', dueT: 181_000 },
    });
  });

  it('a note may follow the close: the story goes on after it', () => {
    expect(decideStaff(closed, { type: 'note', text: '家长已到校' }, chen, ctx)).toMatchObject({ ok: true });
  });

  it('the close is told to those who were called, not to the one who closed', () => {
    const told = { ...arrived, told: [li, chen] };
    const decision = decideStaff(told, close, li, ctx);
    if (!decision.ok) throw new Error(decision.why);
    const people = decision.facts.flatMap((f) => (f.kind === 'notice-queued' ? [[f.person, f.reason, f.urgent]] : []));
    expect(people).toEqual([
      [chen, 'closed', false],
      [chen, 'closed', false],
    ]);
  });

  it('seeing it twice is one fact', () => {
    const seen = after(open, [chen, { type: 'see' }]);
    expect(seen.seenBy).toEqual([chen]);
    expect(decideStaff(seen, { type: 'see' }, chen, ctx)).toEqual({ ok: true, facts: [] });
  });

  it('the procedure is ticked off line by line, by whom and when; what is said twice is one fact', () => {
    const two: StaffAct = { type: 'step', step: 'two', done: true };
    const ticked = after(taken, [li, two]);
    expect(ticked.procedure).toEqual({ two: { by: li, ms: ctx.now.wall } });
    expect(decideStaff(ticked, two, chen, ctx)).toEqual({ ok: true, facts: [] });
    expect(after(ticked, [chen, { ...two, done: false }]).procedure).toEqual({});
    expect(after(closed, [chen, two]).procedure).toMatchObject({ two: { by: chen } });
    expect(decideStaff(taken, { ...two, step: 'dance' }, li, ctx)).toEqual({ ok: false, why: 'unknown-step' });
  });

  it('a drill that a person starts is one from the first fact, and nothing real joins it', () => {
    const raise = { zone: 'bike-shed', kind: 'panic', text: '演练：盲区求助', drill: true } as const;
    const facts = decideRaise(raise, li, ctx);
    expect(facts[0]).toMatchObject({ kind: 'incident-opened', drill: true, press: null });
    expect(facts.some((fact) => fact.kind === 'notice-queued')).toBe(true);
    expect(facts[0]).not.toMatchObject({ key: 'panic:bike-shed' });
  });

  it('what a person raises is in need of help at once', () => {
    const [opened] = decideRaise({ zone: 'bike-shed', kind: 'manual', text: '车棚有人打架', drill: false }, li, ctx);
    expect(opened).toMatchObject({
      kind: 'incident-opened',
      of: 'manual',
      level: 'help',
      zone: 'bike-shed',
      text: '车棚有人打架',
    });
  });
});
