/** What is wrong with the roster of the days to come: the lint that runs when a configuration is loaded, and every day. */

import { schoolDay } from '../calendar/school-day.ts';
import { localTime } from '../calendar/school-clock.ts';
import { yearOf } from '../calendar/civil-date.ts';
import { DUTY_POSTS, type School } from '../school.ts';
import type { FindingCode, RosterFinding } from './duty-facts.ts';
import type { DutyState } from './duty-state.ts';
import { changesOf } from './on-duty.ts';
import { channelsOf } from './reachable.ts';
import { type DutyPiece, dutyPieces, merged, type Stretch } from './timeline.ts';

type Changes = Pick<DutyState, 'changes'>;

const always = (code: FindingCode, about: string): RosterFinding => ({ code, about, fromMs: null, toMs: null });

const during = (code: FindingCode, about: string, pieces: readonly Stretch[]): readonly RosterFinding[] =>
  merged(pieces).map(({ fromMs, toMs }) => ({ code, about, fromMs, toMs }));

function emptyPosts(pieces: readonly DutyPiece[]): readonly RosterFinding[] {
  return DUTY_POSTS.flatMap((post) =>
    during(
      'nobody-on-post',
      post,
      pieces.filter(({ items }) => !items.some((item) => item.post === post)),
    ),
  );
}

/** `<person>: <post>, <post>`. */
function twiceAtOnce(pieces: readonly DutyPiece[]): readonly RosterFinding[] {
  const found = new Map<string, Stretch[]>();
  for (const piece of pieces) {
    const posts = new Map<string, string[]>();
    for (const { person, post } of piece.items) posts.set(person.id, [...(posts.get(person.id) ?? []), post]);
    for (const [person, held] of posts) {
      if (held.length < 2) continue;
      const about = `${person}: ${held.join(', ')}`;
      found.set(about, [...(found.get(about) ?? []), piece]);
    }
  }
  return [...found].flatMap(([about, stretches]) => during('twice-at-once', about, stretches));
}

function reach(school: School, pieces: readonly DutyPiece[]): readonly RosterFinding[] {
  const people = new Map(pieces.flatMap(({ items }) => items.map(({ person }) => [person.id, person])));
  const channels = [...people.values()].map((person) => [person.id, channelsOf(school, person).length] as const);
  const silent = pieces.filter(({ items }) => !items.some(({ person }) => channelsOf(school, person).length > 0));
  return [
    ...channels.filter(([, count]) => count === 0).map(([id]) => always('no-channel', id)),
    ...channels.filter(([, count]) => count === 1).map(([id]) => always('one-channel', id)),
    ...during('nobody-reachable', 'duty', silent),
  ];
}

function strangers(school: School, duty: Changes, { fromMs, toMs }: Stretch): readonly RosterFinding[] {
  const named = changesOf(school, duty)
    .filter((change) => change.fromMs < toMs && change.toMs > fromMs)
    .flatMap((change) => change.in);
  return [...new Set(named)].filter((id) => !school.people.has(id)).map((id) => always('unknown-person', id));
}

/** Years of the stretch whose holidays nobody has told the calendar. */
export function unknownYears(school: School, { fromMs, toMs }: Stretch): readonly number[] {
  const years = new Set<number>();
  const last = localTime(school.timeZone, toMs - 1).day;
  for (let { day } = localTime(school.timeZone, fromMs); day <= last; day += 1)
    if (!schoolDay(school.calendar, day).known) years.add(yearOf(day));
  return [...years];
}

/** Everything wrong between two moments, the worst first. */
export function checkRosterOver(school: School, duty: Changes, stretch: Stretch): readonly RosterFinding[] {
  const pieces = dutyPieces(school, duty, stretch);
  return [
    ...reach(school, pieces),
    ...emptyPosts(pieces),
    ...twiceAtOnce(pieces),
    ...strangers(school, duty, stretch),
    ...unknownYears(school, stretch).map((year) => always('unknown-holidays', String(year))),
  ];
}
