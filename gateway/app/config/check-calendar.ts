/** Terms, special days and windows: dates in order, no day said two things of, every make-up day with a timetable. */

import { dayNumber } from '../../core/calendar/civil-date.ts';
import { minuteOf } from './fields.ts';
import { field, type Item, items, rootOf, type Sources } from './files.ts';
import type { Problem } from './problem.ts';
import { say } from './words.ts';

export function checkCalendar(sources: Sources): readonly Problem[] {
  const root = rootOf(sources, 'school.yaml');
  if (root === null) return [];
  const terms = items(field(root, 'calendar', 'terms'));
  const days = items(field(root, 'calendar', 'days'));
  const night = field(root, 'calendar', 'night');
  return [
    ...[...terms.map((item) => rangeOf(item, 'from')), ...days.map((item) => rangeOf(item, 'date'))].flatMap(backwards),
    ...overlaps(
      terms.map((item) => rangeOf(item, 'from')),
      'from',
      ['和另一个学期重叠', 'overlaps the term'],
    ),
    ...overlaps(
      days.map((item) => rangeOf(item, 'date')),
      'date',
      ['这一天已经写过', 'says of a day what is said'],
    ),
    ...days.flatMap(timetable),
    ...[...items(field(root, 'calendar', 'windows')), night].flatMap(noLength),
  ];
}

interface Range {
  readonly item: Item;
  readonly first: number | null;
  readonly last: number | null;
}

const dateOf = (item: Item): number | null => (typeof item.value === 'string' ? dayNumber(item.value) : null);

function rangeOf(item: Item, start: 'from' | 'date'): Range {
  const to = field(item, 'to');
  const first = dateOf(field(item, start));
  return { item, first, last: to.value === undefined ? first : dateOf(to) };
}

function backwards({ item, first, last }: Range): readonly Problem[] {
  if (first === null || last === null || first <= last) return [];
  const to = field(item, 'to');
  return [to.source.at(to.path, say('不能早于开始的日期', '`to` must not be before the date it starts with'))];
}

function overlaps(
  ranges: readonly Range[],
  start: 'from' | 'date',
  what: readonly [string, string],
): readonly Problem[] {
  return ranges.flatMap((later, index) => {
    const earlier = ranges
      .slice(0, index)
      .find(
        ({ first, last }) =>
          first !== null &&
          last !== null &&
          later.first !== null &&
          later.last !== null &&
          first <= later.last &&
          later.first <= last,
      );
    if (earlier === undefined) return [];
    const at = field(later.item, start);
    const line = at.source.line(earlier.item.path);
    const message = say(`${what[0]}（第 ${line} 行）：请留一个`, `${what[1]} on line ${line} too: keep one of them`);
    return [at.source.at(at.path, message)];
  });
}

function timetable(day: Item): readonly Problem[] {
  const isMakeUp = field(day, 'is').value === 'make-up';
  const item = field(day, 'timetable');
  if (isMakeUp === (item.value !== undefined)) return [];
  const message = isMakeUp
    ? say('补课日要写 timetable：按星期几的作息', 'a make-up day needs `timetable`: whose bells hold, 1 is Monday')
    : say('放假没有作息：去掉 timetable', 'a holiday has no bells: leave `timetable` out');
  return [item.source.at(item.value === undefined ? day.path : item.path, message)];
}

function noLength(item: Item): readonly Problem[] {
  const to = field(item, 'to');
  const from = minuteOf(field(item, 'from').value);
  if (from === null || from !== minuteOf(to.value)) return [];
  const message = say(
    '开始和结束相同：整天写 from: "00:00", to: "24:00"',
    'from and to are the same: a whole day is from: "00:00", to: "24:00"',
  );
  return [to.source.at(to.path, message)];
}
