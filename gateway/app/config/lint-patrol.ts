/** Worries about the patrol: blind spots seen too rarely, guards with nothing to tap with, rounds too tight for a slow walk. */

import { visitsOf } from '../../core/patrol/guarantee.ts';
import type { FixedRound, Patrol } from '../../core/patrol/patrol.ts';
import { shortestOrder, walkAlong } from '../../core/patrol/walk.ts';
import type { School } from '../../core/school.ts';
import { field, items, rootOf, type Sources } from './files.ts';
import type { Problem } from './problem.ts';
import { say } from './words.ts';

/** GB/T 29315-2022: key areas are patrolled at least five times a day. */
const ROUNDS_A_DAY = 5;
const DAYS = [1, 2, 3, 4, 5, 6, 7] as const;

export function lintPatrol(sources: Sources, school: School): readonly Problem[] {
  const root = rootOf(sources, 'patrol.yaml');
  const { patrol } = school;
  if (root === null || !patrol || patrol.rounds.length + patrol.generated.length === 0) return [];
  return [...rareBlindSpots(school, patrol, root), ...tooTight(patrol, root), ...emptyHanded(patrol, root)];
}

type Root = NonNullable<ReturnType<typeof rootOf>>;

/** Visits that a zone is sure to get from rounds that begin on a school day with that weekday's timetable. */
function visitsOn(patrol: Patrol, zone: string, weekday: number): number {
  const runs = (rule: FixedRound): boolean => rule.on !== 'free-days' && rule.days.includes(weekday);
  const covers = (checkpoint: string): boolean => patrol.checkpoints.get(checkpoint)?.covers.includes(zone) ?? false;
  const fixed = patrol.rounds.filter(
    (rule) => runs(rule) && (patrol.routes.get(rule.route)?.checkpoints.some(covers) ?? false),
  );
  const drawn = patrol.generated.filter(runs).map((rule) => {
    const visits = visitsOf(patrol, rule).filter((one) => covers(one.checkpoint));
    return Math.max(0, ...visits.map((one) => one.visitsAtLeast));
  });
  return fixed.length + drawn.reduce((sum, n) => sum + n, 0);
}

/** All of them in one line: a school that begins with a small patrol knows that it is small. */
function rareBlindSpots(school: School, patrol: Patrol, root: Root): readonly Problem[] {
  const rare = [...school.zones.values()]
    .filter((zone) => zone.blindSpot)
    .map((zone) => ({ zone, visits: Math.min(...DAYS.map((weekday) => visitsOn(patrol, zone.id, weekday))) }))
    .filter(({ visits }) => visits < ROUNDS_A_DAY);
  if (rare.length === 0) return [];
  const item = field(root, 'checkpoints');
  const zh = rare.map(({ zone, visits }) => `${zone.name}（${visits} 次）`).join('、');
  const en = rare.map(({ zone, visits }) => `${zone.id} (${visits})`).join(', ');
  const message = say(
    `这些监管盲区一天保证巡到的次数不到 ${ROUNDS_A_DAY} 次（GB/T 29315）：${zh}`,
    `blind spots that are sure of fewer than ${ROUNDS_A_DAY} visits a day (GB/T 29315): ${en}`,
  );
  return [item.source.atKey(item.path, message)];
}

function tooTight(patrol: Patrol, root: Root): readonly Problem[] {
  const rules = [
    ...patrol.rounds.map((rule, index) => ({
      rule,
      index,
      list: 'rounds',
      ms: (rule.toMinute - rule.fromMinute) * 60_000,
    })),
    ...patrol.generated.map((rule, index) => ({ rule, index, list: 'generated', ms: Number(rule.within) })),
  ];
  return rules.flatMap(({ rule, index, list, ms }) => {
    const route = patrol.routes.get(rule.route);
    if (!route) return [];
    const order = route.order === 'strict' ? route.checkpoints : shortestOrder(patrol, route.checkpoints, 'max');
    const needs = walkAlong(patrol, order).max;
    if (needs <= ms) return [];
    const item = field(root, list, index);
    const words = say(
      `慢走要 ${needs / 1000} 秒，只给了 ${ms / 1000} 秒：走得慢就会迟到`,
      `a slow walk takes ${needs / 1000} s, and it has ${ms / 1000} s: slow walkers will be late`,
    );
    return [item.source.at(item.path, words)];
  });
}

function emptyHanded(patrol: Patrol, root: Root): readonly Problem[] {
  const able = new Set([...patrol.cards.values(), ...patrol.handhelds.values()]);
  return ['rounds', 'generated'].flatMap((list) =>
    items(field(root, list)).flatMap((rule) => {
      const guard = field(rule, 'guard');
      if (typeof guard.value !== 'string' || able.has(guard.value)) return [];
      const route = patrol.routes.get(String(field(rule, 'route').value));
      const looks = (id: string): boolean => (patrol.checkpoints.get(id)?.camera ?? null) !== null;
      if (route?.checkpoints.every(looks) === true) return [];
      const words = say(
        `${guard.value} 没有巡更卡也没有手持机：刷不了卡`,
        `${guard.value} has neither a card nor a handheld, and cannot tap`,
      );
      return [guard.source.at(guard.path, words)];
    }),
  );
}
