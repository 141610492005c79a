/**
 * Every query of every panel on a real InfluxDB, with Grafana's variables replaced as Grafana does it. Grafana itself cannot be run
 * here (docs/adr/0014): what it draws from the answers is not tested.
 */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Choice, escapeRegex, UnknownVariable } from '../../dashboards/check/interpolate.ts';
import { committed } from '../kit/dashboards.ts';
import { asked, everywhere, selectorQueries } from '../kit/dashboard-queries.ts';
import { Influxd } from '../kit/influxd.ts';
import { fill, linesOf } from '../kit/school-month/export.ts';
import { factsOf } from '../kit/school-month/month.ts';
import { AWKWARD_NAMES, awkwardSchool } from '../kit/school-month/school.ts';

/** Thursday, 1 October 2026, 00:10 in Shanghai: a full month lies behind. */
const NOW = Date.parse('2026-10-01T00:10:00+08:00');
const boards = committed()
  .filter(({ language }) => language === 'zh-CN')
  .map(({ dashboard }) => dashboard);
const awkward = Object.values(AWKWARD_NAMES);

let empty: Influxd;
let full: Influxd;

beforeAll(async () => {
  [empty, full] = await Promise.all([Influxd.setUp(), Influxd.setUp()]);
  const school = awkwardSchool();
  const facts = factsOf(school, { days: 30, toMs: NOW, incidentsPerDay: 6, gatewayEveryMs: 3_600_000 });
  const lines = await fill(full, linesOf(school, facts, NOW));
  process.stdout.write(`dashboard queries: ${facts.length} facts, ${lines} lines\n`);
});
afterAll(async () => {
  await Promise.all([empty.remove(), full.remove()]);
});

/** Answers in the order of the queries; throws the first that the server refuses. */
const ask = (influxd: Influxd, queries: readonly string[]) => influxd.askAll(queries.join(';\n'), { epoch: 'ms' });

const CHOICES: readonly (readonly [string, (dashboard: (typeof boards)[number]) => Choice])[] = [
  ['All', (dashboard) => everywhere(dashboard, ['$__all'])],
  ['one Chinese name with dots and a plus', (dashboard) => everywhere(dashboard, [awkward[0] ?? ''])],
  ['several awkward names', (dashboard) => everywhere(dashboard, awkward)],
  ['a value that starts like a number', (dashboard) => everywhere(dashboard, ['3.5+/x'])],
];

describe('every query runs', () => {
  const ranges = ['', 'now-1h', 'now-30d'].map((range) => ['as opened', range, () => ({})] as const);
  const cases = [...ranges, ...CHOICES.map(([story, choice]) => [story, 'now-7d', choice] as const)];

  it.each(cases)('with %s, over "%s"', async (_story, range, choice) => {
    const queries = boards.flatMap((dashboard) =>
      asked(dashboard, { nowMs: NOW, choice: choice(dashboard), ...(range !== '' && { range }) }).map(
        ({ query }) => query,
      ),
    );
    expect(queries.length).toBeGreaterThan(80);
    expect(await ask(full, queries)).toHaveLength(queries.length);
    // Nothing was ever written: an empty answer, never an error.
    expect((await ask(empty, queries)).flat()).toEqual([]);
  });

  it('and so do those of the selectors, which find the awkward names', async () => {
    const queries = [...new Set(boards.flatMap(selectorQueries))];
    const answers = await ask(full, queries);
    expect(answers.filter((series) => series.length === 0)).toEqual([]);
    const zones = answers.flat().flatMap(({ values }) => values.map(([, value]) => value));
    expect(zones).toEqual(expect.arrayContaining(awkward));
    expect((await ask(empty, queries)).flat()).toEqual([]);
  });

  it('and every panel has something to show of a month in which everything happened', async () => {
    for (const dashboard of boards) {
      const questions = asked(dashboard, { nowMs: NOW, choice: everywhere(dashboard, ['$__all']), range: 'now-30d' });
      const answers = await ask(
        full,
        questions.map(({ query }) => query),
      );
      const blank = questions.filter((_, i) => answers[i]?.length === 0).map(({ place }) => place);
      expect(blank).toEqual([]);
    }
  });

  it('and every column of a table has a caption, and every caption a column', async () => {
    for (const dashboard of boards) {
      const questions = asked(dashboard, { nowMs: NOW, choice: everywhere(dashboard, ['$__all']), range: 'now-30d' });
      for (const { place, panel, query } of questions.filter(({ panel: { type } }) => type === 'table')) {
        const columns = new Set(
          (await full.rows(query)).flatMap((row) => Object.keys(row)).filter((name) => name !== 'time'),
        );
        if (JSON.stringify(panel).includes('\\\\')) continue; // a matrix: its columns are made by Grafana
        const captions = panel.fieldConfig?.overrides.map(({ matcher }) => matcher.options) ?? [];
        expect([place, [...columns].filter((name) => !captions.includes(name))]).toEqual([place, []]);
        expect([place, captions.filter((name) => name !== 'Time' && !columns.has(String(name)))]).toEqual([place, []]);
      }
    }
  });
});

describe('a planted mistake is caught:', () => {
  const [now] = boards;
  if (now === undefined) throw new Error('no dashboards');
  const withQuery = (query: string) => ({
    ...now,
    panels: now.panels.map((panel) =>
      panel.id === 2 ? { ...panel, targets: panel.targets.map((target) => ({ ...target, query })) } : panel,
    ),
  });
  const queryOf = (query: string) =>
    asked(withQuery(query), { nowMs: NOW, choice: {} }).find(({ place }) => place === 'now/2/A')?.query ?? '';

  it('a wrong field leaves its panel blank where everything happened', async () => {
    expect(await full.ask(queryOf('SELECT last("incidents_opened") FROM "raw"."gateway" WHERE $timeFilter'))).toEqual(
      [],
    );
    expect(
      await full.ask(queryOf('SELECT last("incidents_open") FROM "raw"."gateway" WHERE $timeFilter')),
    ).toHaveLength(1);
  });

  it('a wrong function, a forgotten bracket and a wrong regular expression are refused', async () => {
    const wrong = [
      'SELECT middle("x") FROM "raw"."gateway" WHERE $timeFilter',
      'SELECT last("x" FROM "raw"."gateway" WHERE $timeFilter',
      'SELECT last("x") FROM "raw"."gateway" WHERE "y" =~ /(/ AND $timeFilter',
    ];
    for (const query of wrong) await expect(full.ask(queryOf(query))).rejects.toThrow();
  });

  it('an undefined variable never reaches the server', () => {
    expect(() => queryOf('SELECT last("x") FROM "raw"."gateway" WHERE "zone" = \'$zone\' AND $timeFilter')).toThrow(
      UnknownVariable,
    );
  });

  it('a name put in without escaping finds another zone instead', async () => {
    const names = async (pattern: string) => {
      const found = await full.ask(
        `SHOW TAG VALUES FROM "rollup"."zone_hour" WITH KEY = "zone_name" WHERE "zone_name" =~ /^${pattern}$/`,
      );
      return found.flatMap(({ values }) => values.map(([, name]) => name));
    };
    const [wanted = '', other = ''] = awkward;
    expect(await names(wanted)).toEqual([other]);
    expect(await names(escapeRegex(wanted))).toEqual([wanted]);
  });
});
