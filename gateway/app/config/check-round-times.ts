/** Rounds of the same route must not run into each other: a tap would not tell which of them it belongs to. */

import type { FixedRound, Patrol } from '../../core/patrol/patrol.ts';
import { field, type Item, items } from './files.ts';
import type { Problem } from './problem.ts';
import { say } from './words.ts';

const DAY = 1440;
const WEEK = 7 * DAY;

interface Span {
  readonly item: Item;
  readonly rule: FixedRound;
  /** Minutes from Monday 00:00; `end` has the tolerance in it. */
  readonly from: number;
  readonly end: number;
}

export function roundTimes(root: Item, patrol: Patrol): readonly Problem[] {
  const ruled = [
    ...items(field(root, 'rounds')).map((item, index) => ({ item, rule: patrol.rounds[index] })),
    ...items(field(root, 'generated')).map((item, index) => ({ item, rule: patrol.generated[index] })),
  ];
  const spans = ruled.flatMap(({ item, rule }) => (rule === undefined ? [] : spansOf(item, rule)));
  const found = new Map<string, Problem>();
  for (const later of spans) {
    for (const earlier of spans) {
      if (earlier === later || earlier.rule.route !== later.rule.route || areApart(earlier.rule, later.rule)) continue;
      const ahead = (((later.from - earlier.from) % WEEK) + WEEK) % WEEK;
      const isFirst = ahead > 0 || spans.indexOf(earlier) < spans.indexOf(later);
      if (!isFirst || ahead >= earlier.end - earlier.from) continue;
      const from = field(later.item, 'from');
      const line = from.source.line(earlier.item.path);
      const message = say(
        `第 ${line} 行的巡查连同容差还没结束：同一路线的两轮要错开`,
        `the round on line ${line} is not over yet, its tolerance included: rounds of one route must not overlap`,
      );
      found.set(`${later.rule.id} ${earlier.rule.id}`, from.source.at(from.path, message));
    }
  }
  return [...found.values()];
}

/** One on school days, the other on free days: never on the same date. */
const areApart = (a: FixedRound, b: FixedRound): boolean => a.on !== b.on && a.on !== 'all-days' && b.on !== 'all-days';

const spansOf = (item: Item, rule: FixedRound): readonly Span[] =>
  rule.days.map((day) => {
    const from = (day - 1) * DAY + rule.fromMinute;
    return { item, rule, from, end: from + (rule.toMinute - rule.fromMinute) + rule.tolerance / 60_000 };
  });
