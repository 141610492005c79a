/** The structure of the dashboards: what a person would only notice as a broken panel, each with the place where it is. */

import { GRID_COLUMNS } from '../board.ts';
import { DATA_SOURCE } from '../query/target.ts';
import type { Language } from '../words/language.ts';
import type { DashboardFile, DashboardPanel } from './dashboard-json.ts';

const REFERENCE = /\$\{?(\w+)/g;
const IN_ALIAS = /^(tag_\w+|col|m|measurement)$/;
const OF_GRAFANA = new Set(['timeFilter', 'interval', '__interval', '__interval_ms', '__from', '__to', '__value']);
const BOUNDS = ['$timeFilter', '${__to}'];
const PATTERN = /=~ \/\^?\$\{?\w+:?(\w*)/g;
const CHINESE = /\p{Script=Han}/u;

/** Readable faults, none where all is well. `text` is the file itself. */
export function lint(dashboard: DashboardFile, text: string, language: Language): readonly string[] {
  const panels = dashboard.panels.filter((panel) => panel.type !== 'row');
  const faults = [
    ...twice(
      'panel id',
      dashboard.panels.map((panel) => String(panel.id)),
    ),
    ...twice(
      'panel title',
      panels.map((panel) => panel.title),
    ),
    ...panels.flatMap((panel) => panelFaults(panel, language)),
    ...overlaps(dashboard.panels),
    ...variableFaults(dashboard, text),
    ...wordsIn(language, 'dashboard', dashboard.title, dashboard.description),
    ...(panels.length === 0 ? ['no panels'] : []),
    ...(panels[0]?.id === 1 ? [] : ['the first panel does not say how fresh the data is']),
    ...(/"color":\s*"[^"]*green/i.test(text) ? ['green: colour is for what needs a person'] : []),
  ];
  return faults.map((fault) => `${dashboard.uid}: ${fault}`);
}

function twice(what: string, values: readonly string[]): readonly string[] {
  return values
    .filter((value, index) => values.indexOf(value) !== index)
    .map((value) => `${what} ${value} is there twice`);
}

function panelFaults(panel: DashboardPanel, language: Language): readonly string[] {
  const defaults = panel.fieldConfig?.defaults;
  const faults = [
    ...wordsIn(language, 'panel', panel.title, panel.description),
    ...((defaults?.unit ?? '') === '' ? ['no unit'] : []),
    ...((defaults?.noValue ?? '') === '' ? ['no words for the empty state'] : []),
    ...(panel.targets.length === 0 ? ['no query'] : []),
    ...twice(
      'refId',
      panel.targets.map((target) => target.refId),
    ),
    ...panel.targets.flatMap(({ datasource, query }) => [
      ...(datasource.uid === DATA_SOURCE.uid ? [] : [`data source ${datasource.uid}`]),
      ...(BOUNDS.some((bound) => query.includes(bound)) ? [] : ['a query without a time range']),
      ...[...query.matchAll(PATTERN)]
        .filter(([, format]) => format !== 'regex')
        .map(([whole]) => `${whole} without :regex`),
    ]),
  ];
  return faults.map((fault) => `panel ${panel.id} (${panel.title}): ${fault}`);
}

function wordsIn(language: Language, what: string, title: string, description: string): readonly string[] {
  return [['title', title] as const, ['description', description] as const].flatMap(([part, words]) => {
    if (words.trim() === '') return [`no ${part} of the ${what}`];
    return CHINESE.test(words) === (language === 'zh-CN')
      ? []
      : [`${part} of the ${what} in the wrong language: ${words}`];
  });
}

function overlaps(panels: readonly DashboardPanel[]): readonly string[] {
  const faults = panels.flatMap(({ id, gridPos: { x, w, h } }) =>
    x < 0 || w < 1 || h < 1 || x + w > GRID_COLUMNS ? [`panel ${id} lies outside the ${GRID_COLUMNS} columns`] : [],
  );
  panels.forEach((one, index) => {
    for (const other of panels.slice(index + 1)) {
      const [a, b] = [one.gridPos, other.gridPos];
      const apart = a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y || b.y + b.h <= a.y;
      if (!apart) faults.push(`panels ${one.id} and ${other.id} overlap`);
    }
  });
  return faults;
}

function variableFaults(dashboard: DashboardFile, text: string): readonly string[] {
  const names = dashboard.templating.list.map(({ name }) => name);
  const queries = dashboard.panels.flatMap(({ targets }) => targets.map(({ query }) => query));
  const aliases = dashboard.panels.flatMap(({ targets }) => targets.map(({ alias }) => alias));
  const links = [...text.matchAll(/"url": "([^"]*)"/g)].map(([, url = '']) => url);
  const named = (texts: readonly string[]) =>
    texts.flatMap((one) => [...one.matchAll(REFERENCE)].map(([, name = '']) => name));
  const used = new Set([...named(queries), ...named(links)]);
  const known = new Set([...names, ...OF_GRAFANA]);
  return [
    ...twice('variable', names),
    ...[...used].filter((name) => !known.has(name)).map((name) => `variable ${name} is not defined`),
    ...named(aliases)
      .filter((name) => !IN_ALIAS.test(name))
      .map((name) => `alias: ${name} is nothing that the answer has`),
    ...names.filter((name) => !used.has(name)).map((name) => `variable ${name} is used nowhere`),
    ...dashboard.templating.list.filter(({ label }) => label === '').map(({ name }) => `variable ${name} has no label`),
  ];
}

/** The same dashboard in two languages differs in its words alone. */
export function languageFaults(one: DashboardFile, other: DashboardFile): readonly string[] {
  const shape = ({ panels, templating }: DashboardFile) =>
    JSON.stringify([
      panels.map(({ id, type, gridPos, targets, timeFrom }) => [id, type, gridPos, targets, timeFrom]),
      templating.list.map(({ name, type, multi, allValue }) => [name, type, multi, allValue]),
    ]);
  return shape(one) === shape(other) ? [] : [`${one.uid} and ${other.uid} differ in more than their words`];
}
