/** The figure in every panel equals what the facts say: counted by hand from the same month that went through the real encoder. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Choice } from '../../dashboards/check/interpolate.ts';
import type { Recorded } from '../../gateway/ports/series.ts';
import { answers } from '../kit/dashboard-answers/all.ts';
import type { Row } from '../kit/dashboard-answers/question.ts';
import { type Asked, asked, everywhere } from '../kit/dashboard-queries.ts';
import { committed } from '../kit/dashboards.ts';
import { Influxd, type InfluxValue } from '../kit/influxd.ts';
import { fill, linesOf } from '../kit/school-month/export.ts';
import { factsOf } from '../kit/school-month/month.ts';
import { AWKWARD_NAMES, awkwardSchool } from '../kit/school-month/school.ts';

/** Thursday, 1 October 2026, 00:10 in Shanghai: a full month lies behind. */
const NOW = Date.parse('2026-10-01T00:10:00+08:00');
const school = awkwardSchool();
const boards = committed()
  .filter(({ language }) => language === 'zh-CN')
  .map(({ dashboard }) => dashboard);
const awkward = Object.values(AWKWARD_NAMES);

let facts: readonly Recorded[] = [];
let influxd: Influxd;

beforeAll(async () => {
  influxd = await Influxd.setUp();
  facts = factsOf(school, { days: 30, toMs: NOW, incidentsPerDay: 8, gatewayEveryMs: 3_600_000 });
  await fill(influxd, linesOf(school, facts, NOW));
});
afterAll(() => influxd.remove());

/** Rows that can be compared: no blanks, figures to seven digits, the time only where it says something, in no order. */
function comparable(rows: readonly Readonly<Record<string, InfluxValue>>[], timed: boolean): readonly string[] {
  const cell = (value: InfluxValue): InfluxValue => (typeof value === 'number' ? Number(value.toPrecision(7)) : value);
  const plain = rows.map((row) => {
    const columns = Object.entries(row).filter(([name, value]) => value !== null && (timed || name !== 'time'));
    return JSON.stringify(columns.map(([name, value]) => [name, cell(value)]).sort());
  });
  return plain.sort();
}

async function compare({ place, query, range, intervalMs }: Asked, choice: Choice): Promise<void> {
  const count = answers[place];
  if (count === undefined) throw new Error(`nobody counts ${place} by hand`);
  const expected: readonly Row[] = count({ school, facts, nowMs: NOW, range, choice, intervalMs });
  const timed = expected.some((row) => 'time' in row);
  const found = comparable(await influxd.rows(query, { epoch: 'ms' }), timed);
  expect([place, query, found]).toEqual([place, query, comparable(expected, timed)]);
}

describe('every figure equals the count from the facts', () => {
  it('and every query has somebody who counts', () => {
    const places = boards.flatMap((dashboard) =>
      asked(dashboard, { nowMs: NOW, choice: {} }).map(({ place }) => place),
    );
    expect(places.toSorted()).toEqual(Object.keys(answers).toSorted());
  });

  it.each(boards.map((dashboard) => [dashboard.title, dashboard] as const))(
    '%s, for All',
    async (_title, dashboard) => {
      const choice = everywhere(dashboard, ['$__all']);
      for (const question of asked(dashboard, { nowMs: NOW, choice, range: 'now-30d' }))
        await compare(question, choice);
    },
  );

  it.each(boards.map((dashboard) => [dashboard.title, dashboard] as const))(
    '%s, as it opens',
    async (_title, dashboard) => {
      const chosen = dashboard.templating.list.flatMap(({ name, current }) =>
        current ? [[name, current.value] as const] : [],
      );
      const choice = Object.fromEntries(chosen);
      for (const question of asked(dashboard, { nowMs: NOW, choice })) await compare(question, choice);
    },
  );

  it('for one zone whose name is a pattern for another, and for several', async () => {
    for (const zones of [awkward.slice(0, 1), awkward]) {
      for (const dashboard of boards.filter(({ templating }) => templating.list.some(({ name }) => name === 'zone'))) {
        const choice = { ...everywhere(dashboard, ['$__all']), zone: zones };
        for (const question of asked(dashboard, { nowMs: NOW, choice, range: 'now-30d' }))
          await compare(question, choice);
      }
    }
  });
});

describe('a planted mistake is caught:', () => {
  const question = (place: string): Asked => {
    const all = boards.flatMap((dashboard) =>
      asked(dashboard, { nowMs: NOW, choice: everywhere(dashboard, ['$__all']) }),
    );
    const found = all.find((one) => one.place === place);
    if (found === undefined) throw new Error(`no ${place}`);
    return found;
  };

  it.each([
    ['drills among the figures', 'response/2/A', '"counted" = 1', '"counted" >= 0'],
    ['a median instead of nine tenths', 'response/12/A', 'percentile("taken_ms", 90)', 'percentile("taken_ms", 50)'],
    ['a week that begins on Thursday', 'response/30/A', 'time(7d, 4d)', 'time(7d)'],
    ['days of UTC', 'patrol/10/A', " tz('Asia/Shanghai')", ''],
    ['all the doors ever opened', 'now/6/A', 'last("open")', 'sum("open")'],
    ['one of two results forgotten', 'patrol/11/A', '"result" = \'missed\'', '"result" = \'unknown\''],
  ])('%s', async (_story, place, right, wrong) => {
    const asks = question(place);
    const choice = { zone: ['$__all'], kind: ['$__all'], slot: ['$__all'], route: ['$__all'], checkpoint: ['$__all'] };
    await compare(asks, choice);
    expect(asks.query).toContain(right);
    await expect(compare({ ...asks, query: asks.query.replace(right, wrong) }, choice)).rejects.toThrow();
  });
});
