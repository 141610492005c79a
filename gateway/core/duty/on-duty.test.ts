import { describe, expect, it } from 'vitest';
import { fakeSchool } from '../../../test/kit/fake-school.ts';
import type { School, Shift } from '../school.ts';
import { epochMs, ms as toMs } from '../time.ts';
import { localTime } from '../calendar/school-clock.ts';
import { emptyDuty, evolveDuty } from './duty-state.ts';
import { onDuty } from './on-duty.ts';

const night: Shift = { post: 'guard', people: ['wang.qiang'], days: [5], fromMinute: 22 * 60, toMinute: 30 * 60 };
const school = (...shifts: Shift[]): School => ({ ...fakeSchool(), shifts });
const at = (iso: string, trusted = true) => ({ wall: epochMs(Date.parse(iso)), trusted });
const names = (s: School, iso: string, trusted = true) =>
  onDuty(s, at(iso, trusted), emptyDuty).items.map((one) => one.person.id);

describe('who is on duty', () => {
  it("reads the clock in the school's zone, not in the machine's", () => {
    // 2026-11-22 is a Sunday in UTC and already Monday in Shanghai.
    expect(localTime('Asia/Shanghai', Date.parse('2026-11-22T16:30:00Z'))).toMatchObject({ weekday: 1, minute: 30 });
  });

  it.each([
    ['21:59 on Friday: not yet', '2026-11-27T21:59:59+08:00', []],
    ['22:00 on Friday: the night guard', '2026-11-27T22:00:00+08:00', ['wang.qiang']],
    ['03:00 on Saturday: still the guard of Friday night', '2026-11-28T03:00:00+08:00', ['wang.qiang']],
    ['06:00 on Saturday: over, to the minute', '2026-11-28T06:00:00+08:00', []],
    ['03:00 on Friday: the shift of Thursday does not exist', '2026-11-27T03:00:00+08:00', []],
  ])('%s', (_what, iso, expected) => {
    expect(names(school(night), iso)).toEqual(expected);
  });

  it('a shift that runs from Sunday into Monday is found on Monday', () => {
    expect(names(school({ ...night, days: [7] }), '2026-11-23T01:00:00+08:00')).toEqual(['wang.qiang']);
  });

  it('says from when to when, across midnight', () => {
    const [one] = onDuty(school(night), at('2026-11-28T03:00:00+08:00'), emptyDuty).items;
    expect([one?.fromMs, one?.toMs]).toEqual([
      Date.parse('2026-11-27T22:00:00+08:00'),
      Date.parse('2026-11-28T06:00:00+08:00'),
    ]);
  });

  it('a clock that cannot be believed excludes nobody', () => {
    expect(names(school(night), '1970-01-01T12:00:00Z', false)).toEqual(['wang.qiang']);
  });

  it('a clock that cannot be believed does not leave out who stands in for somebody on leave', () => {
    const [cover = ''] = [...fakeSchool().people.keys()].filter((id) => id !== 'wang.qiang');
    const leave = { id: 'c1', is: 'leave', post: null, fromMs: 0, toMs: 1, out: 'wang.qiang', in: [cover] } as const;
    const { items } = onDuty(school(night), at('1970-01-01T12:00:00Z', false), { changes: [leave] });
    expect(items.map(({ post, person }) => `${post} ${person.id}`)).toEqual(['guard wang.qiang', `guard ${cover}`]);
  });

  it('names a person once per post, however many shifts overlap', () => {
    expect(names(school(night, night), '2026-11-27T23:00:00+08:00')).toEqual(['wang.qiang']);
  });

  it('leaves out a person who is on the roster but not on the staff list', () => {
    expect(names(school({ ...night, people: ['gone', 'wang.qiang'] }), '2026-11-27T23:00:00+08:00')).toEqual([
      'wang.qiang',
    ]);
  });
});

describe('two who swap shifts of one post that overlap', () => {
  const [early = '', late = ''] = fakeSchool().people.keys();
  const friday = { post: 'guard', days: [5] } as const;
  const s = school(
    { ...friday, people: [early], fromMinute: 8 * 60, toMinute: 16 * 60 },
    { ...friday, people: [late], fromMinute: 12 * 60, toMinute: 20 * 60 },
  );
  const ms = (iso: string): number => Date.parse(`2026-11-27T${iso}:00+08:00`);
  const stint = (person: string, from: string, to: string) =>
    ({ post: 'guard', person, fromMs: ms(from), toMs: ms(to) }) as const;
  const swapped = (
    change: string,
    given: ReturnType<typeof stint>,
    taken: ReturnType<typeof stint> | null,
    by: string,
  ) => ({ kind: 'duty-swapped', change, given, by, taken, reason: '家里有事' }) as const;
  const then = { t: toMs(0), wall: epochMs(ms('07:00')), trusted: true, boot: 'b' };
  const swap = evolveDuty(
    emptyDuty,
    swapped('c1', stint(early, '08:00', '16:00'), stint(late, '12:00', '20:00'), late),
    then,
  );
  const at = (iso: string, duty = swap): string[] =>
    onDuty(s, { wall: epochMs(ms(iso)), trusted: true }, duty).items.map((one) => one.person.id);

  it('are both paged while both are on', () => {
    expect(at('09:00')).toEqual([late]);
    expect(at('13:00').sort()).toEqual([early, late].sort());
    expect(at('17:00')).toEqual([early]);
  });

  it('may give one of them back by a swap of its own', () => {
    const back = evolveDuty(swap, swapped('c2', stint(late, '08:00', '12:00'), null, early), then);
    expect(at('09:00', back)).toEqual([early]);
  });
});
