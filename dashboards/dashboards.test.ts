/** The dashboards before any query runs: drift, structure, both languages, and every kind of mistake planted once. */

import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SERIES } from '../gateway/contract/series/registry.ts';
import { COMMITTED, committed, exampleFiles, examplePlan } from '../test/kit/dashboards.ts';
import type { DashboardFile, DashboardPanel } from './check/dashboard-json.ts';
import { languageFaults, lint } from './check/lint.ts';
import { drift, filesFor, write } from './generate.ts';
import { series } from './query/series.ts';
import {
  CARD_WORDS,
  DEVICE_EVENT_WORDS,
  DEVICE_KIND_WORDS,
  GATEWAY_EVENT_WORDS,
  KIND_WORDS,
  LIFECYCLE_WORDS,
  MODE_WORDS,
  SLOT_WORDS,
  type Words,
} from './words/values.ts';

const written = committed();

describe('the committed dashboards', () => {
  it('are what the code makes of the example school: run `npm run dashboards` where this fails', () => {
    expect(drift(exampleFiles, COMMITTED)).toEqual([]);
  });

  it('pass the structure lint, which saw all of them', () => {
    expect(written.flatMap(({ dashboard, text, language }) => lint(dashboard, text, language))).toEqual([]);
    const panels = written.flatMap(({ dashboard }) => dashboard.panels.filter(({ type }) => type !== 'row'));
    const targets = panels.flatMap((panel) => panel.targets);
    expect(written).toHaveLength(12);
    expect(panels.length).toBeGreaterThan(100);
    process.stdout.write(
      `dashboards: ${written.length} files, ${panels.length} panels, ${targets.length} queries seen\n`,
    );
  });

  it('differ between the languages in their words alone', () => {
    const half = written.length / 2;
    const faults = written.slice(0, half).flatMap(({ dashboard }, i) => {
      const other = written[half + i];
      return other === undefined ? ['no English one'] : languageFaults(dashboard, other.dashboard);
    });
    expect(faults).toEqual([]);
  });

  it('keep the ids that links and alerts of a school hang on', () => {
    const ids = written
      .filter(({ language }) => language === 'zh-CN')
      .map(({ dashboard }) => [
        dashboard.uid,
        dashboard.panels.filter(({ type }) => type !== 'row').map(({ id }) => id),
      ]);
    expect(Object.fromEntries(ids)).toEqual({
      'campus-guard-now-zh': [1, 2, 3, 4, 5, 6, 10, 11, 12, 13, 14],
      'campus-guard-response-zh': [1, 2, 3, 4, 5, 6, 10, 11, 12, 13, 14, 20, 21, 22, 30, 31, 40],
      'campus-guard-blind-spots-zh': [1, 2, 3, 4, 5, 6, 10, 11, 12, 20, 21, 22, 30, 31, 32, 33],
      'campus-guard-patrol-zh': [1, 2, 3, 4, 5, 7, 6, 10, 11, 20, 21, 30, 31],
      'campus-guard-devices-zh': [1, 2, 3, 4, 5, 6, 10, 11, 12, 13, 20, 21, 22],
      'campus-guard-internals-zh': [1, 2, 3, 4, 5, 6, 10, 11, 12, 13, 14, 15, 20, 21, 30, 31, 40],
    });
  });

  it('draw every zone of the configuration once on the map, and grey where nothing is wrong', () => {
    const now = written.find(({ dashboard }) => dashboard.uid === 'campus-guard-now-zh');
    const missing = examplePlan.zones.filter(({ id }) => !now?.text.includes(`"field": "${id}"`));
    expect(missing).toEqual([]);
    expect(now?.text.match(/"field": "[^"]+"/g)).toHaveLength(examplePlan.zones.length);
  });

  it('have words for every value that the registry allows', () => {
    const { incident, incident_event, patrol_card, device_health, gateway_event, zone_hour } = SERIES;
    const pairs: readonly (readonly [readonly string[], Words])[] = [
      [incident.tags.kind.values, KIND_WORDS],
      [incident.tags.mode.values, MODE_WORDS],
      [incident_event.tags.event.values, LIFECYCLE_WORDS],
      [patrol_card.tags.why.values, CARD_WORDS],
      [device_health.tags.event.values, DEVICE_EVENT_WORDS],
      [device_health.tags.device_kind.values, DEVICE_KIND_WORDS],
      [gateway_event.tags.event.values, GATEWAY_EVENT_WORDS],
      [zone_hour.tags.slot.values, SLOT_WORDS],
    ];
    expect(pairs.flatMap(([values, words]) => values.filter((value) => words[value] === undefined))).toEqual([]);
  });
});

describe('a folder of dashboards', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'campus-dashboards-'));
    cpSync(COMMITTED, folder, { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('that somebody edited by hand, or left a dashboard in, is named as drifted, and put right', () => {
    const path = join(folder, 'en/now.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace('Open incidents', 'Open things'));
    writeFileSync(join(folder, 'zh-CN/old.json'), '{}');
    rmSync(join(folder, 'zh-CN/patrol.json'));
    expect(drift(exampleFiles, folder)).toEqual(['zh-CN/patrol.json', 'en/now.json', 'zh-CN/old.json']);
    write(exampleFiles, folder);
    expect(drift(exampleFiles, folder)).toEqual([]);
  });

  it('of another school has its zones on the map and its console behind the links', () => {
    const zone = {
      id: '3f.west+1',
      name: ['三楼.西+1', '3F.West+1'],
      building: null,
      floor: null,
      blindSpot: true,
    } as const;
    const files = filesFor({ ...examplePlan, zones: [zone], buildings: [], console: 'https://guard.school.example' });
    const now = files.get('en/now.json') ?? '';
    expect(now).toContain('"field": "3f.west+1"');
    expect(now).toContain('◇ 3F.West+1');
    expect(now).not.toContain('teach-1f-hall');
    expect(now).toContain('https://guard.school.example');
  });
});

describe('a planted mistake is caught:', () => {
  const [first] = written;
  if (first === undefined) throw new Error('no dashboards');
  const { dashboard, text } = first;

  const withPanel = (id: number, change: (panel: DashboardPanel) => Partial<DashboardPanel>): DashboardFile => ({
    ...dashboard,
    panels: dashboard.panels.map((panel) => (panel.id === id ? { ...panel, ...change(panel) } : panel)),
  });
  const withQuery = (query: string): DashboardFile =>
    withPanel(2, (panel) => ({ targets: panel.targets.map((target) => ({ ...target, query })) }));
  const defaultsOf = (panel: DashboardPanel, change: { unit?: string; noValue?: string }) => ({
    fieldConfig: {
      overrides: panel.fieldConfig?.overrides ?? [],
      defaults: { unit: 'short', noValue: '没有', ...panel.fieldConfig?.defaults, ...change },
    },
  });

  const faults: readonly (readonly [string, DashboardFile, RegExp])[] = [
    [
      'two panels overlap',
      withPanel(3, ({ gridPos }) => ({ gridPos: { ...gridPos, x: gridPos.x - 1 } })),
      /panels 2 and 3 overlap/,
    ],
    [
      'a panel hangs over the edge',
      withPanel(6, ({ gridPos }) => ({ gridPos: { ...gridPos, w: 5 } })),
      /panel 6 lies outside/,
    ],
    ['two panels share an id', withPanel(3, () => ({ id: 2 })), /panel id 2 is there twice/],
    ['two panels share a title', withPanel(3, () => ({ title: '未办结事件' })), /title 未办结事件 is there twice/],
    ['a panel has no title', withPanel(2, () => ({ title: '' })), /no title/],
    ['a panel has no description', withPanel(2, () => ({ description: ' ' })), /no description/],
    ['a panel speaks the other language', withPanel(2, () => ({ title: 'Open' })), /wrong language: Open/],
    ['a panel has no unit', withPanel(2, (panel) => defaultsOf(panel, { unit: '' })), /no unit/],
    ['a panel has no empty state', withPanel(2, (panel) => defaultsOf(panel, { noValue: '' })), /empty state/],
    ['a panel asks nothing', withPanel(2, () => ({ targets: [] })), /no query/],
    ['a query has no range', withQuery('SELECT last("x") FROM "raw"."gateway"'), /without a time range/],
    [
      'a variable is not defined',
      withQuery('SELECT 1 FROM x WHERE "z" =~ /^${zone:regex}$/ AND $timeFilter'),
      /variable zone is not defined/,
    ],
    [
      'a pattern is not escaped',
      withQuery('SELECT 1 FROM x WHERE "z" =~ /^$console$/ AND $timeFilter'),
      /without :regex/,
    ],
    [
      'a variable is used nowhere',
      {
        ...dashboard,
        templating: {
          list: [
            ...dashboard.templating.list,
            { type: 'query', name: 'floor', label: '楼层', query: '', multi: false, includeAll: false },
          ],
        },
      },
      /variable floor is used nowhere/,
    ],
    ['the freshness is gone', { ...dashboard, panels: dashboard.panels.slice(1) }, /how fresh/],
  ];
  it.each(faults)('%s', (_story, broken, says) => {
    expect(lint(broken, text, 'zh-CN').filter((fault) => says.test(fault))).not.toEqual([]);
  });

  it('green', () => {
    expect(lint(dashboard, text.replace('"color": "text"', '"color": "dark-green"'), 'zh-CN').join()).toMatch(/green/);
  });

  it('a field that the registry does not have', () => {
    const press = series('press');
    // @ts-expect-error: a wrong field does not compile
    expect(() => press.at.fluency).toThrow(/registry has no "fluency" in measurement press/);
    // @ts-expect-error: nor does a value that the tag cannot have
    expect(press.is('mode', 'maybe')).toBe(`"mode" = 'maybe'`);
  });

  it('an English dashboard that asks something else', () => {
    expect(languageFaults(dashboard, withQuery('SELECT 1'))).toHaveLength(1);
  });
});
