/** The figures of one local day, and the fact that closes it. */

import { type DayNumber, isoDate } from '../calendar/civil-date.ts';
import { localTime, wallAt } from '../calendar/school-clock.ts';
import type { CampusState } from '../campus.ts';
import type { Context } from '../context.ts';
import { coverageOf } from '../duty/coverage.ts';
import type { Fact } from '../facts.ts';
import type { Round } from '../patrol/patrol-state.ts';
import type { School } from '../school.ts';
import type { DaySummary } from './summary-facts.ts';
import { emptyTally, QUARTER_MS, type Tallies, type Tally } from './tally.ts';

/** Rounds of the night before are over, and the readers have delivered what they kept. */
const CLOSES_AT_MINUTE = 9 * 60;

type Known = Pick<CampusState, 'tallies' | 'patrol' | 'duty' | 'closedDay'>;

function addInto<K extends string>(sum: Partial<Record<K, number>>, more: Readonly<Partial<Record<K, number>>>): void {
  for (const key in more) sum[key] = (sum[key] ?? 0) + (more[key] ?? 0);
}

/** All tallies from one moment up to another. */
function sumOf(tallies: Tallies, fromMs: number, toMs: number): Tally {
  const sum = emptyTally();
  for (const [quarter, tally] of tallies) {
    if (quarter * QUARTER_MS < fromMs || quarter * QUARTER_MS >= toMs) continue;
    const { version: _version, incidents, closed, told: keys, ...counts } = tally;
    addInto(sum.incidents, incidents);
    addInto(sum.closed, closed);
    for (const key of keys) sum.told.add(key);
    let figure: keyof typeof counts;
    for (figure in counts) sum[figure] += counts[figure];
  }
  return sum;
}

function alarmsOf(told: ReadonlySet<string>): DaySummary['alarms'] {
  const byPerson = new Map<string, number>();
  for (const key of told) {
    const person = key.slice(0, key.indexOf(' '));
    byPerson.set(person, (byPerson.get(person) ?? 0) + 1);
  }
  return { told: told.size, people: byPerson.size, most: Math.max(0, ...byPerson.values()) };
}

function roundsOf(rounds: readonly Round[]): Pick<DaySummary, 'rounds' | 'checkpoints'> {
  const result = (wanted: Round['result']): number => rounds.filter((round) => round.result === wanted).length;
  const passings = rounds.flatMap((round) => round.checkpoints);
  const state = (wanted: Round['checkpoints'][number]['state']): number =>
    passings.filter((passing) => passing.state === wanted).length;
  return {
    rounds: {
      planned: rounds.length,
      done: result('done'),
      late: result('late'),
      missed: result('missed'),
      partial: result('partial'),
      unknown: result('unknown'),
      open: result(null),
    },
    checkpoints: {
      passed: state('on-time'),
      late: state('late'),
      missed: state('missed'),
      unknown: state('unknown'),
      waiting: state('waiting'),
    },
  };
}

/** Of today and the three days before; older days are in the ledger (`day-closed`). */
export function summarise(state: Known, school: School, day: DayNumber): DaySummary {
  const { timeZone } = school;
  const date = isoDate(day);
  const stretch = { fromMs: wallAt(timeZone, day, 0), toMs: wallAt(timeZone, day + 1, 0) };
  const sum = sumOf(state.tallies, stretch.fromMs, stretch.toMs);
  return {
    date,
    presses: sum.presses,
    drillPresses: sum.drillPresses,
    incidents: sum.incidents,
    closed: sum.closed,
    ...roundsOf([...state.patrol.rounds.values()].filter((round) => round.date === date)),
    doorOpenings: sum.doorOpenings,
    motions: sum.motions,
    taps: sum.taps,
    cardsFlagged: sum.cardsFlagged,
    sensorsQuarantined: sum.sensorsQuarantined,
    devicesSilent: sum.devicesSilent,
    alarms: alarmsOf(sum.told),
    presence: { seen: sum.presenceSeen, missed: sum.presenceMissed },
    handovers: { signatures: sum.signatures, complete: sum.handovers },
    uncoveredMinutes: coverageOf(school, state.duty, stretch).uncoveredMinutes,
  };
}

/** At nine in the morning the day before is put into the ledger, once. */
export function decideDayClosed(state: Known, { school, now }: Context): readonly Fact[] {
  if (!now.trusted) return [];
  const { day, minute } = localTime(school.timeZone, now.wall);
  if (minute < CLOSES_AT_MINUTE || state.closedDay === isoDate(day - 1)) return [];
  // A gateway that did not run yesterday has nothing to say of it.
  const ran = [...state.tallies.keys()].some((quarter) => quarter * QUARTER_MS < wallAt(school.timeZone, day, 0));
  if (!ran) return [];
  return [{ kind: 'day-closed', ...summarise(state, school, day - 1) }];
}
