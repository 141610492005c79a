/** Duty and coverage as the API shows them. */

import type { CoverageView, Duty } from '../../contract/duty-api.ts';
import { isoDate } from '../../core/calendar/civil-date.ts';
import { localTime } from '../../core/calendar/school-clock.ts';
import { schoolDay } from '../../core/calendar/school-day.ts';
import { windowAt } from '../../core/calendar/windows.ts';
import type { CampusState } from '../../core/campus.ts';
import { type Coverage, coverageOf } from '../../core/duty/coverage.ts';
import { FORECAST_DAYS, forecastFrom } from '../../core/duty/daily-check.ts';
import type { RosterFinding } from '../../core/duty/duty-facts.ts';
import { changesOf, onDuty, type OnDuty } from '../../core/duty/on-duty.ts';
import { periodAt } from '../../core/duty/presence.ts';
import { channelsOf } from '../../core/duty/reachable.ts';
import { checkRosterOver } from '../../core/duty/roster-check.ts';
import { nextChange } from '../../core/duty/timeline.ts';
import type { School } from '../../core/school.ts';
import type { EpochMs } from '../../core/time.ts';
import { iso } from './incident-view.ts';

type State = Pick<CampusState, 'channelsDown' | 'duty'>;
const DAY_MS = 86_400_000;
const isoOrNull = (ms: number | null): string | null => (ms === null ? null : iso(ms));

function entryView(school: School, { channelsDown }: State, one: OnDuty): Duty['items'][number] {
  const channels = channelsOf(school, one.person);
  return {
    post: one.post,
    person: one.person.id,
    name: one.person.name,
    title: one.person.title,
    from: iso(one.fromMs),
    to: iso(one.toMs),
    channels: [...channels],
    reachable: channels.some((id) => !channelsDown.has(id)),
    by: one.by,
    insteadOf: one.insteadOf,
  };
}

function dayView(school: School, wallMs: number): Duty['day'] {
  const { day, timetable, why, name, known } = schoolDay(school.calendar, localTime(school.timeZone, wallMs).day);
  return { date: isoDate(day), timetable, why, name, holidaysKnown: known };
}

function presenceView(school: School, { duty }: State, wallMs: number): Duty['presence'] {
  const watch = school.roster.presence;
  if (watch === null) return null;
  const { fromMs, toMs } = periodAt(school, watch, wallMs);
  const seen = duty.seenFromMs.includes(fromMs);
  return { from: iso(fromMs), to: iso(toMs), seen, lastMissed: isoOrNull(duty.missedToMs) };
}

const findingView = ({ code, about, fromMs, toMs }: RosterFinding): CoverageView['findings'][number] => {
  return { code, about, from: isoOrNull(fromMs), to: isoOrNull(toMs) };
};

/** @param at wall time to ask for; `trusted` false gives everybody who ever holds a post */
export function dutyView(school: School, at: { wall: EpochMs; trusted: boolean }, state: State): Duty {
  const { duty } = state;
  const answer = onDuty(school, at, duty);
  const next = at.trusted ? nextChange(school, duty, at.wall, FORECAST_DAYS * DAY_MS) : null;
  const changes = changesOf(school, duty).filter((change) => !at.trusted || change.toMs > at.wall);
  return {
    at: iso(at.wall),
    clockTrusted: answer.clockTrusted,
    items: answer.items.map((one) => entryView(school, state, one)),
    next: isoOrNull(next),
    window: windowAt(school.calendar, at),
    day: dayView(school, at.wall),
    schedules: duty.suspendedT === null && answer.clockTrusted ? 'running' : 'suspended',
    changes: changes.map(({ fromMs, toMs, in: people, ...rest }) => {
      return { ...rest, from: iso(fromMs), to: iso(toMs), in: [...people] };
    }),
    handovers: duty.handovers.slice(-20).map(({ outgoingMs, incomingMs, notes, ...rest }) => {
      return { ...rest, outgoingAt: isoOrNull(outgoingMs), incomingAt: isoOrNull(incomingMs), notes: [...notes] };
    }),
    presence: presenceView(school, state, at.wall),
    check: duty.checked && { ...duty.checked, findings: duty.checked.findings.map(findingView) },
  };
}

const areaView = (school: School, { zone, uncoveredMinutes, minutesBy, gaps }: Coverage['areas'][number]) => ({
  zone,
  name: school.zones.get(zone)?.name ?? zone,
  uncoveredMinutes,
  minutesBy: { ...minutesBy },
  gaps: gaps.map(({ why, fromMs, toMs }) => ({ why, from: iso(fromMs), to: iso(toMs) })),
});

/** The forecast of so many days from a moment on. */
export function coverageView(school: School, duty: State['duty'], wallMs: number, days: number): CoverageView {
  const stretch = forecastFrom(wallMs, days);
  const found = coverageOf(school, duty, stretch);
  return {
    from: iso(stretch.fromMs),
    to: iso(stretch.toMs),
    days,
    uncoveredMinutes: found.uncoveredMinutes,
    areas: found.areas.map((area) => areaView(school, area)),
    findings: checkRosterOver(school, duty, stretch).map(findingView),
  };
}
