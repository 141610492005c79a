/** What can only be judged once every name has a meaning: walking times, room for chance, rounds that run into each other. */

import { spacingOf } from '../../core/patrol/generate.ts';
import type { GeneratedRounds, Patrol } from '../../core/patrol/patrol.ts';
import { shortestOrder, walkAlong } from '../../core/patrol/walk.ts';
import { buildPatrol } from './build-patrol.ts';
import { roundTimes } from './check-round-times.ts';
import { field, type Item, items, listIn, type Sources, text } from './files.ts';
import type { PatrolFile } from './patrol-file.ts';
import type { Problem } from './problem.ts';
import { say } from './words.ts';

/** Permutations of more are not looked through, and the shortest walk of more is not sought. */
const MOST_FREE = 12;
const MOST_DRAWN = 8;
/** A generated round needs this much room for chance, or it could be guessed. */
const LEAST_SPAN_MINUTES = 20;

export function checkWalks(root: Item, file: PatrolFile, sources: Sources): readonly Problem[] {
  const zoneOf = new Map(
    listIn(sources, 'devices.yaml', 'devices').map((one) => [
      text(field(one, 'id')) ?? '',
      { zone: text(field(one, 'zone')) ?? '' },
    ]),
  );
  const blind = new Map(
    listIn(sources, 'school.yaml', 'zones').map((one) => [
      text(field(one, 'id')) ?? '',
      { blindSpot: field(one, 'blindSpot').value === true },
    ]),
  );
  const patrol = buildPatrol(file, { zones: blind, devices: zoneOf });
  const fixed = items(field(root, 'rounds')).flatMap((item, index) => {
    const rule = patrol.rounds[index];
    const minutes = rule === undefined ? 0 : rule.toMinute - rule.fromMinute;
    return rule === undefined ? [] : tooFar(item, 'to', patrol, rule.route, minutes * 60_000);
  });
  const drawn = items(field(root, 'generated')).flatMap((item, index) => {
    const rule = patrol.generated[index];
    if (rule === undefined) return [];
    return [...tooFar(item, 'within', patrol, rule.route, rule.within), ...chance(item, rule)];
  });
  const long = items(field(root, 'routes')).flatMap((item, index) => tooLong(item, file, index));
  if (long.length > 0) return long;
  return [...fixed, ...drawn, ...roundTimes(root, patrol)];
}

function tooLong(item: Item, file: PatrolFile, index: number): readonly Problem[] {
  const route = file.routes[index];
  if (route === undefined || route.order === 'strict') return [];
  const isDrawn = file.generated.some((rule) => rule.route === route.id);
  const most = isDrawn ? MOST_DRAWN : MOST_FREE;
  if (route.checkpoints.length <= most) return [];
  const list = field(item, 'checkpoints');
  return [
    list.source.at(
      list.path,
      say(
        `不限顺序的路线最多 ${most} 个巡查点：请分成两条`,
        `a route in free order has at most ${most} checkpoints: split it`,
      ),
    ),
  ];
}

function tooFar(item: Item, name: string, patrol: Patrol, routeId: string, availableMs: number): readonly Problem[] {
  const route = patrol.routes.get(routeId);
  if (!route || (route.order === 'free' && route.checkpoints.length > MOST_FREE)) return [];
  const order = route.order === 'strict' ? route.checkpoints : shortestOrder(patrol, route.checkpoints, 'min');
  const needs = walkAlong(patrol, order).min;
  if (needs <= availableMs) return [];
  const at = field(item, name);
  const [need, have] = [Math.ceil(needs / 1000), Math.floor(availableMs / 1000)];
  return [
    at.source.at(
      at.path,
      say(
        `这条路线快走也要 ${need} 秒，只给了 ${have} 秒：延长时间或缩短路线`,
        `even a quick walk of this route takes ${need} s, and it has ${have} s: give it more time or fewer checkpoints`,
      ),
    ),
  ];
}

function chance(item: Item, rule: GeneratedRounds): readonly Problem[] {
  const { within, least, most } = spacingOf(rule);
  const problems: Problem[] = [];
  if (most - least < LEAST_SPAN_MINUTES) {
    const at = field(item, 'maxGap');
    const needed = (least + LEAST_SPAN_MINUTES + within) * 60;
    problems.push(
      at.source.at(
        at.path,
        say(
          `没有留下随机的余地：至少 ${needed} 秒（一轮用时和容差之外再留 ${LEAST_SPAN_MINUTES} 分钟）`,
          `leaves no room for chance: at least ${needed} s (a round, its tolerance, and ${LEAST_SPAN_MINUTES} minutes to draw from)`,
        ),
      ),
    );
  }
  if (Math.min(rule.toMinute - rule.fromMinute - within, most) < LEAST_SPAN_MINUTES) {
    const at = field(item, 'to');
    problems.push(
      at.source.at(
        at.path,
        say(
          `from 到 to 至少要比一轮用时长 ${LEAST_SPAN_MINUTES} 分钟`,
          `from–to must be at least ${LEAST_SPAN_MINUTES} minutes longer than one round`,
        ),
      ),
    );
  }
  return problems;
}
