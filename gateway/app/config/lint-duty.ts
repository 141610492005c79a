/** Worries about the days to come: posts that leave or overrides empty, one person twice at once, a year without holidays. */

import { momentText } from '../../core/calendar/school-clock.ts';
import { forecastFrom } from '../../core/duty/daily-check.ts';
import type { RosterFinding } from '../../core/duty/duty-facts.ts';
import { emptyDuty } from '../../core/duty/duty-state.ts';
import { checkRosterOver, unknownYears } from '../../core/duty/roster-check.ts';
import type { School } from '../../core/school.ts';
import { field, rootOf, type Sources } from './files.ts';
import type { Problem } from './problem.ts';
import { say } from './words.ts';

/** Holidays are published about a month before the year begins. */
const HOLIDAYS_AHEAD_DAYS = 30;

export function lintDuty(sources: Sources, school: School, nowMs: number): readonly Problem[] {
  return [
    ...twiceAtOnce(sources, school, nowMs),
    ...emptied(sources, school, nowMs),
    ...holidays(sources, school, nowMs),
  ];
}

function findings(school: School, nowMs: number, code: RosterFinding['code']): readonly RosterFinding[] {
  return checkRosterOver(school, emptyDuty, forecastFrom(nowMs)).filter((finding) => finding.code === code);
}

/** The first stretch of each: the others are the same again a day or a week later. */
function twiceAtOnce(sources: Sources, school: School, nowMs: number): readonly Problem[] {
  const root = rootOf(sources, 'staff.yaml');
  if (root === null) return [];
  const first = new Map<string, RosterFinding>();
  for (const one of findings(school, nowMs, 'twice-at-once')) if (!first.has(one.about)) first.set(one.about, one);
  return [...first.values()].map((one) => {
    const when = span(school, one);
    const message = say(
      `同一人同时值两个岗（${one.about}），如 ${when}：请错开`,
      `the same person holds two posts at once (${one.about}), e.g. ${when}: move one of them`,
    );
    return root.source.atKey(['shifts'], message);
  });
}

/** Only what leave and overrides do: the gaps of the week itself are listed by post. */
function emptied(sources: Sources, school: School, nowMs: number): readonly Problem[] {
  const root = rootOf(sources, 'staff.yaml');
  if (root === null || school.roster.changes.length === 0) return [];
  const key = (one: RosterFinding): string => `${one.about} ${one.fromMs} ${one.toMs}`;
  const without = { ...school, roster: { ...school.roster, changes: [] } };
  const known = new Set(findings(without, nowMs, 'nobody-on-post').map(key));
  const item = field(root, 'leave').value === undefined ? 'overrides' : 'leave';
  return findings(school, nowMs, 'nobody-on-post')
    .filter((one) => !known.has(key(one)))
    .map((one) => {
      const when = span(school, one);
      const message = say(
        `请假后 ${one.about} 岗 ${when} 没人：请写 cover 或 overrides`,
        `with it nobody holds ${one.about} ${when}: name a cover, or write an override`,
      );
      return root.source.atKey([item], message);
    });
}

function holidays(sources: Sources, school: School, nowMs: number): readonly Problem[] {
  const root = rootOf(sources, 'school.yaml');
  if (root === null) return [];
  return unknownYears(school, forecastFrom(nowMs, HOLIDAYS_AHEAD_DAYS)).map((year) => {
    const message = say(
      `没有 ${year} 年的节假日数据，作息将按平常星期算：请升级程序，或把放假写进 calendar.days 并加 knownYears: [${year}]`,
      `the holidays of ${year} are not known, its days count as ordinary weekdays: update the program, or write them in calendar.days and add knownYears: [${year}]`,
    );
    return root.source.atKey(field(root, 'calendar').value === undefined ? ['name'] : ['calendar'], message);
  });
}

/** `2026-12-01 07:00–2026-12-01 19:00`, in the school's zone. */
const span = ({ timeZone }: School, { fromMs, toMs }: RosterFinding): string =>
  `${momentText(timeZone, fromMs ?? 0)}–${momentText(timeZone, toMs ?? 0)}`;
