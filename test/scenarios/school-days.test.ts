/** Days and weeks of the example school: what a holiday, a make-up day, a night shift or a wrong clock change, and what nothing may change. */

import { afterEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../../gateway/app/config/load.ts';
import { dayNumber, isoDate } from '../../gateway/core/calendar/civil-date.ts';
import { wallAt } from '../../gateway/core/calendar/school-clock.ts';
import type { Fact } from '../../gateway/core/facts.ts';
import type { School } from '../../gateway/core/school.ts';
import type { DutyAct } from '../../gateway/ports/duty.ts';
import type { Entry } from '../../gateway/ports/journal.ts';
import { World } from '../kit/world.ts';
import { SchoolLife } from '../kit/school-life.ts';
import { Staff } from '../simulation/days/staff.ts';

function exampleSchool(): School {
  const loaded = loadConfig('config', process.env, {}, Date.parse('2026-09-01T00:00:00+08:00'));
  if (!loaded.ok) throw new Error('the example school does not load');
  return loaded.config.school;
}
const school = exampleSchool();
/** Nobody walks rounds in these stories and nobody sits at the desk: that would be incidents of its own. */
const bare: School = { ...school, patrol: undefined, roster: { ...school.roster, presence: null } };
const BUTTON = 'btn-gym-behind';

class Story {
  readonly entries: Entry[] = [];
  readonly life: SchoolLife;

  constructor(from: string, options: { lookMs?: number; school?: School; trusted?: boolean; staffed?: boolean } = {}) {
    const { lookMs = 1000 } = options;
    this.life = new SchoolLife({
      ...{ school: options.school ?? school, from, lookMs, trusted: options.trusted ?? true },
      told: (entry) => {
        this.entries.push(entry);
        if (options.staffed && entry.fact.kind === 'incident-opened') new Staff(this.life).called(entry.fact);
      },
    });
  }

  facts<K extends Fact['kind']>(kind: K): Extract<Fact, { kind: K }>[] {
    return this.entries.flatMap(({ fact }) => (fact.kind === kind ? [fact as Extract<Fact, { kind: K }>] : []));
  }

  until(iso: string): Promise<void> {
    return this.life.until(Date.parse(iso));
  }

  press(iso: string, device = BUTTON): void {
    this.life.at(Date.parse(iso), () => this.life.publish(device, { type: 'press' }));
  }

  /** Staff told between two moments, in the order of their first notice. */
  told(from: string, to: string): string[] {
    const [fromMs, toMs] = [Date.parse(from), Date.parse(to)];
    const people = this.entries.flatMap(({ fact, at }) =>
      fact.kind === 'notice-queued' && fact.person !== null && at.wall >= fromMs && at.wall < toMs ? [fact.person] : [],
    );
    return [...new Set(people)];
  }
}

let story: Story;
afterEach(() => expect(story.life.bugs).toEqual([]));

describe('a whole month around National Day', () => {
  it('the storeroom door at ten in the morning alarms on free days only: not on the make-up days', async () => {
    story = new Story('2026-09-14T00:00:00+08:00', { lookMs: 30_000, school: bare, staffed: true });
    const [first, last] = [dayNumber('2026-09-14') ?? 0, dayNumber('2026-10-18') ?? 0];
    for (let day = first; day <= last; day += 1) {
      const at = wallAt(school.timeZone, day, 10 * 60);
      story.life.at(at, () => story.life.publish('door-storeroom', { type: 'door', open: true }));
      story.life.at(at + 5000, () => story.life.publish('door-storeroom', { type: 'door', open: false }));
    }
    await story.life.until(wallAt(school.timeZone, last + 1, 0));
    const alarmed = story.entries
      .filter(({ fact }) => fact.kind === 'incident-opened' && fact.of === 'after-hours')
      .map(({ at }) => new Date(at.wall + 8 * 3_600_000).toISOString().slice(0, 10));
    expect(alarmed).toEqual([
      '2026-09-19', // Saturday; Sunday the 20th is a make-up day
      '2026-09-25', // Mid-autumn Festival, Friday to Sunday
      '2026-09-26',
      '2026-09-27',
      '2026-10-01', // National Day, Thursday to Wednesday
      '2026-10-02',
      '2026-10-03',
      '2026-10-04',
      '2026-10-05',
      '2026-10-06',
      '2026-10-07',
      '2026-10-11', // Sunday; Saturday the 10th is a make-up day
      '2026-10-17',
      '2026-10-18',
    ]);
    expect(story.life.spine.service.duty(Date.parse('2026-10-10T10:30:00+08:00'))).toMatchObject({
      window: 'class',
      day: { date: '2026-10-10', timetable: 3, why: 'make-up', name: '国庆节', holidaysKnown: true },
    });
  });
});

describe('a year whose holidays nobody has told the gateway', () => {
  it('is said in the daily check, in duty and in the forecast, and its days count as ordinary ones', async () => {
    const known = new Set([...(school.calendar.knownYears ?? [])].filter((year) => year <= 2026));
    const special = new Map([...school.calendar.special].filter(([day]) => isoDate(day) < '2027'));
    story = new Story('2026-12-20T00:00:00+08:00', {
      lookMs: 60_000,
      school: { ...bare, calendar: { ...school.calendar, knownYears: known, special } },
    });
    await story.until('2027-01-01T10:00:00+08:00');
    const warned = story
      .facts('roster-checked')
      .filter(({ findings }) => findings.some(({ code, about }) => code === 'unknown-holidays' && about === '2027'))
      .map(({ date }) => date);
    // As soon as the 14 days ahead reach the first of January.
    expect(warned).toEqual(Array.from({ length: 13 }, (_, i) => isoDate((dayNumber('2026-12-20') ?? 0) + i)));
    const { service } = story.life.spine;
    expect(service.duty(null)).toMatchObject({
      window: 'break',
      day: { date: '2027-01-01', timetable: 5, why: 'weekday', holidaysKnown: false },
    });
    expect(service.health().unknownHolidays).toEqual(['2027']);
    expect(service.coverage(14).findings).toContainEqual({
      code: 'unknown-holidays',
      about: '2027',
      from: null,
      to: null,
    });
    story.press('2027-01-01T10:00:00+08:00');
    await story.until('2027-01-01T10:00:05+08:00');
    expect(story.told('2027-01-01T10:00:00+08:00', '2027-01-01T10:00:05+08:00')).toContain('zhao-gang');
  });
});

describe('a shift across midnight', () => {
  it.each([
    ['2026-10-09T18:59:59.999+08:00', 'zhao-gang'],
    ['2026-10-09T19:00:00.000+08:00', 'sun-wei'],
    ['2026-10-09T23:59:59.999+08:00', 'sun-wei'],
    ['2026-10-10T00:00:00.000+08:00', 'sun-wei'],
    ['2026-10-10T06:59:59.999+08:00', 'sun-wei'],
    ['2026-10-10T07:00:00.000+08:00', 'zhao-gang'],
  ])('a press at %s is told to %s', async (at, guard) => {
    story = new Story(new Date(Date.parse(at) - 60_000).toISOString());
    story.press(at);
    await story.life.until(Date.parse(at) + 100);
    const told = story.told(at, new Date(Date.parse(at) + 100).toISOString());
    expect(told.filter((one) => one === 'zhao-gang' || one === 'sun-wei')).toEqual([guard]);
  });
});

describe('a swap at the minute of a press', () => {
  const swap = (by: string) => {
    const shift = { post: 'guard', person: 'zhao-gang', atMs: Date.parse('2026-10-09T10:00:00+08:00') } as const;
    return story.life.spine.service.dutyAct('wu-min', { type: 'swap', shift, by, back: null, reason: '家里有事' });
  };

  it('before it the old guard is told, after it the new one, and the climbing alarm finds the new one too', async () => {
    story = new Story('2026-10-09T09:59:00+08:00');
    story.press('2026-10-09T10:00:00.000+08:00', BUTTON);
    story.life.at(Date.parse('2026-10-09T10:00:00.001+08:00'), () => void swap('tang-yi'));
    story.press('2026-10-09T10:00:00.002+08:00', 'btn-bike-shed');
    await story.until('2026-10-09T10:02:00+08:00');
    const guards = ['zhao-gang', 'tang-yi'];
    const by = (button: string, step: number): string[] => {
      const incident = story.facts('incident-opened').find((one) => one.device === button)?.incident;
      const notices = story.facts('notice-queued').filter((one) => one.incident === incident && one.step === step);
      return [
        ...new Set(notices.flatMap(({ person }) => (person !== null && guards.includes(person) ? [person] : []))),
      ];
    };
    expect(by(BUTTON, 1)).toEqual(['zhao-gang']);
    expect(by('btn-bike-shed', 1)).toEqual(['tang-yi']);
    // Step three tells the posts again: by then the swap holds for the older alarm too.
    expect(by(BUTTON, 3)).toEqual(['tang-yi']);
    expect(story.facts('duty-swapped')).toEqual([
      expect.objectContaining({
        given: {
          ...{ post: 'guard', person: 'zhao-gang' },
          fromMs: Date.parse('2026-10-09T10:00:00.001+08:00'),
          toMs: Date.parse('2026-10-09T19:00:00+08:00'),
        },
      }),
    ]);
  });

  it('the actor is who was signed in, and the record names the reason', async () => {
    story = new Story('2026-10-09T10:00:00+08:00');
    const result = await swap('tang-yi');
    expect(result).toMatchObject({ ok: true, stored: true });
    const entry = story.entries.find(({ fact }) => fact.kind === 'duty-swapped');
    expect(entry).toMatchObject({ actor: 'person:wu-min', fact: { reason: '家里有事' } });
  });

  it('leave with nobody to cover leaves the post empty: the alarm goes on to the others at once', async () => {
    story = new Story('2026-10-09T10:00:00+08:00');
    const [fromMs, toMs] = [Date.parse('2026-10-09T10:00:00+08:00'), Date.parse('2026-10-09T19:00:00+08:00')];
    const act = { type: 'leave', person: 'zhao-gang', fromMs, toMs, cover: null, reason: '急诊' } as const;
    await story.life.spine.service.dutyAct('lin-jing', act);
    story.press('2026-10-09T10:01:00+08:00');
    await story.until('2026-10-09T10:01:01+08:00');
    expect(story.told('2026-10-09T10:01:00+08:00', '2026-10-09T10:01:01+08:00')).toEqual(['ma-jun', 'liu-fang']);
    expect(story.facts('step-reached')[0]?.skipped).toContainEqual({ target: 'post:guard', why: 'nobody-on-duty' });
  });
});

describe('a clock that is wrong at boot', () => {
  it('suspends what follows the clock and says so; a press alarms everybody; all goes on once the clock is right', async () => {
    story = new Story('1970-01-01T00:00:05+00:00', { trusted: false });
    const { clock, spine } = story.life;
    await story.life.until(clock.wall + 3000);
    expect(story.facts('schedules-suspended')).toEqual([{ kind: 'schedules-suspended', why: 'clock' }]);
    expect(spine.service.duty(null)).toMatchObject({
      clockTrusted: false,
      schedules: 'suspended',
      window: null,
      next: null,
    });
    expect(spine.service.health()).toMatchObject({ schedules: 'suspended' });
    story.life.publish(BUTTON, { type: 'press' });
    await story.life.until(clock.wall + 1000);
    const told = new Set(story.facts('notice-queued').map(({ person }) => person));
    expect(
      ['zhao-gang', 'sun-wei', 'ma-jun', 'he-ping', 'liu-fang', 'xu-lei', 'zhou-yan'].every((one) => told.has(one)),
    ).toBe(true);
    await story.life.until(clock.wall + 3 * 3_600_000);
    for (const kind of ['roster-checked', 'duty-presence-missed', 'round-planned', 'day-closed'] as const)
      expect(story.facts(kind), kind).toEqual([]);

    clock.setWall(Date.parse('2026-10-10T09:30:00+08:00'));
    clock.trusted = true;
    await story.until('2026-10-10T09:30:05+08:00');
    expect(story.facts('schedules-resumed')).toHaveLength(1);
    expect(story.facts('roster-checked').map(({ date }) => date)).toEqual(['2026-10-10']);
    expect(spine.service.duty(null)).toMatchObject({ clockTrusted: true, schedules: 'running', window: 'class' });
    expect(spine.service.health()).toMatchObject({ schedules: 'running' });
    // The period in which the clock came right is not judged: nobody was looking at its beginning.
    await story.until('2026-10-10T10:20:00+08:00');
    expect(story.facts('duty-presence-missed')).toEqual([]);
    await story.until('2026-10-10T12:10:02+08:00');
    expect(story.facts('duty-presence-missed').map(({ fromMs }) => fromMs)).toEqual([
      Date.parse('2026-10-10T10:00:00+08:00'),
    ]);
  });
});

describe('the watch at the duty desk', () => {
  const unpatrolled: School = { ...school, patrol: undefined };
  const MISSED = { kind: 'duty-presence-missed', device: 'btn-gate-main' };

  it('an empty desk goes to the leader at once, to the second; a second one joins', async () => {
    story = new Story('2026-10-08T22:00:00+08:00', { school: unpatrolled });
    await story.until('2026-10-09T00:09:59.5+08:00');
    expect(story.facts('duty-presence-missed')).toEqual([]);
    await story.until('2026-10-09T00:10:01+08:00');
    expect(story.facts('duty-presence-missed')).toEqual([
      {
        ...MISSED,
        fromMs: Date.parse('2026-10-08T22:00:00+08:00'),
        toMs: Date.parse('2026-10-09T00:00:00+08:00'),
      },
    ]);
    const [incident] = story.facts('incident-opened').filter((one) => one.flags.includes('presence'));
    expect(incident).toMatchObject({ of: 'patrol-missed', level: 'fault', zone: 'gate-main', policy: 'presence' });
    expect(incident?.text).toBe('值班台 22:00–00:00 无人签到');
    // The leader of that night, the gate and the guard.
    const told = story.facts('notice-queued').filter((one) => one.incident === incident?.incident && one.step === 1);
    expect(new Set(told.map(({ person }) => person))).toEqual(new Set(['chen-guohua', 'he-ping', 'sun-wei']));
    await story.until('2026-10-09T02:10:01+08:00');
    expect(story.facts('duty-presence-missed')).toHaveLength(2);
    expect(story.facts('incident-opened').filter((one) => one.flags.includes('presence'))).toHaveLength(1);
  });

  it('a self-test of its button, a moment before the end, is presence; so is the button on the console', async () => {
    story = new Story('2026-10-08T22:00:00+08:00', { school: unpatrolled });
    story.life.at(Date.parse('2026-10-08T23:59:59.9+08:00'), () =>
      story.life.publish('btn-gate-main', { type: 'selftest' }),
    );
    await story.until('2026-10-09T00:30:00+08:00');
    const done = await story.life.spine.service.dutyAct('he-ping', { type: 'present' });
    expect(done).toMatchObject({ ok: true, duty: { presence: { seen: true } } });
    await story.until('2026-10-09T02:30:00+08:00');
    expect(story.facts('duty-presence-missed')).toEqual([]);
    expect(story.facts('duty-presence-seen').map(({ device }) => device)).toEqual(['btn-gate-main', null]);
    // Twenty times over: the period before is still known to have been kept.
    for (let i = 0; i < 20; i += 1) await story.life.spine.service.dutyAct('he-ping', { type: 'present' });
    await story.until('2026-10-09T02:40:00+08:00');
    expect(story.facts('duty-presence-missed')).toEqual([]);
  });

  it.each([
    ["a guard's card", '0A00513C7E', true],
    ["a pupil's card", '94E8AA01', false],
    ['a lost card', '0A00513C55', false],
  ])('%s at a reader of the desk: presence %s', async (_what, card, counts) => {
    const presence = school.roster.presence && { ...school.roster.presence, devices: ['reader-gate-main'] };
    const patrol = school.patrol && { ...school.patrol, rounds: [], generated: [] };
    const desk: School = { ...school, patrol, roster: { ...school.roster, presence } };
    story = new Story('2026-10-08T22:00:00+08:00', { school: desk });
    story.life.at(Date.parse('2026-10-08T23:00:00+08:00'), () =>
      story.life.publish('reader-gate-main', { type: 'checkin', card }),
    );
    await story.until('2026-10-09T00:10:02+08:00');
    expect(story.facts('duty-presence-missed')).toHaveLength(counts ? 0 : 1);
    expect(story.facts('duty-presence-seen')).toHaveLength(counts ? 1 : 0);
  });

  it('a press is no presence: it calls for help', async () => {
    story = new Story('2026-10-08T22:00:00+08:00', { school: unpatrolled });
    story.press('2026-10-08T23:00:00+08:00', 'btn-gate-main');
    await story.until('2026-10-09T00:10:02+08:00');
    expect(story.facts('duty-presence-missed')).toHaveLength(1);
    expect(story.facts('incident-opened').map((one) => one.of)).toContain('panic');
  });

  it('a gateway that did not run all through a period does not judge it', async () => {
    story = new Story('2026-10-08T22:00:01+08:00', { school: unpatrolled });
    await story.until('2026-10-09T01:00:00+08:00');
    expect(story.facts('duty-presence-missed')).toEqual([]);
  });
});

describe('a reload', () => {
  it('a new roster holds at once, with the changes that were made before', async () => {
    story = new Story('2026-10-09T10:00:00+08:00');
    const [fromMs, toMs] = [Date.parse('2026-10-09T10:00:00+08:00'), Date.parse('2026-10-10T10:00:00+08:00')];
    const act = { type: 'override', post: 'gate', people: ['tang-yi'], fromMs, toMs, reason: '临时' } as const;
    const { spine } = story.life;
    await spine.service.dutyAct('lin-jing', act);
    const shifts = school.shifts.map((shift) => (shift.post === 'guard' ? { ...shift, people: ['xu-lei'] } : shift));
    spine.reload({ ...school, shifts }, { telemetry: { perSecond: 50, burst: 100 }, pressesPerMinute: 10 }, new Map());
    const on = (post: string) =>
      spine.service
        .duty(null)
        .items.filter((one) => one.post === post)
        .map(({ person }) => person);
    expect([on('guard'), on('gate')]).toEqual([['xu-lei'], ['tang-yi']]);
  });
});

describe('a power cut', () => {
  it('changes, signatures and the figures of the day are what they were', async () => {
    const world = await World.open({ start: { wall: '2026-09-07T10:05:00+08:00' } });
    const at = Date.parse('2026-09-07T10:05:00+08:00');
    const act = (person: string, what: DutyAct) => {
      const done = world.spine.service.dutyAct(person, what);
      return world.clock.advance(5).then(() => done);
    };
    const span = { fromMs: at, toMs: at + 86_400_000 };
    await act('zhou.minghua', { type: 'override', post: 'gate', people: ['sun.li'], ...span, reason: '培训' });
    await act('li.jianguo', {
      type: 'handover',
      post: 'guard',
      side: 'outgoing',
      with: 'wang.qiang',
      text: '钥匙两把',
    });
    world.press('btn-bike-shed');
    await world.clock.advance(5000);
    const before = world.spine.service.duty(null);
    expect(before.items.find(({ post }) => post === 'gate')).toMatchObject({ person: 'sun.li', by: 'override' });
    await world.crash(60_000);
    const after = world.spine.service.duty(null);
    expect(after.items).toEqual(before.items);
    expect(after.handovers).toEqual(before.handovers);
    expect(after.check).toEqual(before.check);
    expect(await world.spine.service.summary('2026-09-07')).toMatchObject({
      presses: 1,
      incidents: { panic: 1 },
      handovers: { signatures: 1, complete: 0 },
    });
    await world.close();
  });
});

describe('screens', () => {
  it('hear of each change of duty: one that a person makes, and the hour at which somebody comes', async () => {
    story = new Story('2026-10-09T18:59:00+08:00', { school: bare });
    const heard: string[] = [];
    story.life.spine.service.live((event) => {
      if (event.event !== 'duty') return;
      const guards = event.data.items.filter(({ post }) => post === 'guard').map(({ person }) => person);
      heard.push(`${new Date(Date.parse(event.data.at) + 8 * 3_600_000).toISOString().slice(11, 19)} ${guards.join()}`);
    });
    await story.until('2026-10-09T18:59:30+08:00');
    const shift = { post: 'guard', person: 'zhao-gang', atMs: Date.parse('2026-10-09T18:59:30+08:00') } as const;
    const act = { type: 'swap', shift, by: 'tang-yi', back: null, reason: '换班' } as const;
    await story.life.spine.service.dutyAct('wu-min', act);
    await story.until('2026-10-09T19:00:10+08:00');
    expect(heard).toEqual(['18:59:01 zhao-gang', '18:59:30 tang-yi', '19:00:00 sun-wei']);
  });
});
