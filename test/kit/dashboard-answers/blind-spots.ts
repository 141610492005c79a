import { freshnessAnswer } from './now.ts';
import { type Hour, hoursOf } from './hours.ts';
import { type Answer, type Answers, grouped, isChosen, type Question, sum, weekOf, within } from './question.ts';

const places = (question: Question): readonly Hour[] =>
  hoursOf(question).filter(
    ({ zoneName, blind }) => isChosen(question, 'zone', zoneName) && isChosen(question, 'blind', blind),
  );
const chosen = (question: Question): readonly Hour[] =>
  places(question).filter(({ startMs }) => within(startMs, question));

type Count = 'minutes' | 'watched' | 'uncovered' | 'presses' | 'alarms' | 'activity';
const total = (hours: readonly Hour[], count: Count): number => sum(hours.map((hour) => hour[count]));

/** No row where no hour was gathered: that is not the same as 0. */
const figure =
  (of: (hours: readonly Hour[]) => number): Answer =>
  (question) => {
    const hours = chosen(question);
    return hours.length === 0 ? [] : [{ value: of(hours) }];
  };

const grid =
  (count: Count, across: 'hour' | 'slot'): Answer =>
  (question) =>
    [...grouped(chosen(question), (hour) => `${hour[across]}\n${hour.zoneName}`)].map(([key, hours]) => {
      const [value = '', zone = ''] = key.split('\n');
      return { [across]: value, zone_name: zone, [count]: total(hours, count) };
    });

const weekly = (question: Question, counts: readonly Count[]) =>
  [...grouped(chosen(question), ({ startMs }) => String(weekOf(question, startMs)))].map(([week, hours]) => ({
    time: Number(week),
    ...Object.fromEntries(counts.map((count) => [count, total(hours, count)])),
  }));

const DAY = 86_400_000;
const STRETCH = 28 * DAY;

const movers =
  (count: Count): Answer =>
  (question) => {
    const to = question.range.toMs;
    const compared = places(question).filter(({ startMs }) => startMs >= to - 2 * STRETCH && startMs < to);
    return [...grouped(compared, ({ zoneName }) => zoneName)].flatMap(([zone, hours]) => {
      const now = total(
        hours.filter(({ startMs }) => startMs >= to - STRETCH),
        count,
      );
      const before = total(
        hours.filter(({ startMs }) => startMs < to - STRETCH),
        count,
      );
      return now === before ? [] : [{ zone_name: zone, change: now - before, now, before }];
    });
  };

export const blindSpotAnswers: Answers = {
  'blind-spots/1/A': freshnessAnswer,
  'blind-spots/2/A': figure((hours) => total(hours, 'presses')),
  'blind-spots/3/A': figure((hours) => total(hours, 'alarms')),
  'blind-spots/4/A': figure((hours) => total(hours, 'uncovered')),
  'blind-spots/5/A': figure((hours) => total(hours, 'uncovered') / total(hours, 'minutes')),
  'blind-spots/6/A': figure((hours) => total(hours, 'watched') / total(hours, 'minutes')),
  'blind-spots/10/A': grid('presses', 'hour'),
  'blind-spots/11/A': grid('activity', 'hour'),
  'blind-spots/12/A': grid('uncovered', 'hour'),
  'blind-spots/20/A': grid('presses', 'slot'),
  'blind-spots/21/A': grid('activity', 'slot'),
  'blind-spots/22/A': grid('uncovered', 'slot'),
  'blind-spots/30/A': (question) => weekly(question, ['presses', 'alarms']),
  'blind-spots/31/A': (question) => weekly(question, ['uncovered']),
  'blind-spots/32/A': movers('presses'),
  'blind-spots/33/A': movers('activity'),
};
