/** Rows of facts, or of figures by zone, kind, device. */

import { TableCellHeight, TableSortByFieldStateBuilder } from '@grafana/grafana-foundation-sdk/common';
import type {
  DataTransformerConfig,
  DynamicConfigValue,
  ValueMapping,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/table';
import type { Meaning } from '../../gateway/contract/series/measurement.ts';
import type { Say } from '../words/language.ts';
import type { Words } from '../words/values.ts';
import { type Concern, thresholdsOf, wording } from './colours.ts';
import { dress, type Panel, type PanelSpec } from './panel.ts';

export interface Column {
  readonly caption: Meaning;
  readonly unit?: string;
  readonly decimals?: number;
  readonly words?: Words;
  readonly alarming?: Readonly<Record<string, string>>;
  readonly concern?: Concern;
  readonly width?: number;
  /** Asked for, so that rows without any other field are not left out, and not shown. */
  readonly hidden?: boolean;
  /** Address behind the cell; `${__value.raw}` is its value. */
  readonly link?: { readonly title: Meaning; readonly url: string };
}

export interface TableSpec extends PanelSpec {
  /** Every column of the answer, in the order shown. */
  readonly columns: Readonly<Record<string, Column>>;
  readonly sortBy?: { readonly column: string; readonly desc: boolean };
  /** The time of a row says something (events); figures by group have none. */
  readonly timed?: boolean;
}

const TIME: Column = { caption: ['时间', 'Time'], unit: 'dateTimeAsIso', width: 170 };

export const table = (spec: TableSpec): Panel => ({
  spec,
  build: (speech) => {
    const { say } = speech;
    const shown: Readonly<Record<string, Column>> =
      spec.timed === true ? { Time: TIME, ...spec.columns } : spec.columns;
    const builder = dress(new PanelBuilder(), spec, speech).cellHeight(TableCellHeight.Sm).thresholds(thresholdsOf({}));
    builder.withTransformation(order(shown, spec.timed !== true));
    for (const [name, column] of Object.entries(shown)) builder.overrideByName(name, properties(column, say));
    if (spec.sortBy !== undefined) {
      const caption = shown[spec.sortBy.column]?.caption;
      if (caption === undefined) throw new Error(`panel ${spec.id}: sorted by a column it has not`);
      builder.sortBy([new TableSortByFieldStateBuilder().displayName(say(caption)).desc(spec.sortBy.desc)]);
    }
    return builder;
  },
});

/** Columns in our order; an answer's `Time` is hidden where it only marks the start of the range. */
function order(shown: Readonly<Record<string, Column>>, hideTime: boolean): DataTransformerConfig {
  const hidden = Object.entries(shown).flatMap(([name, column]) => (column.hidden === true ? [name] : []));
  const excluded = hideTime ? ['Time', 'time', ...hidden] : hidden;
  return {
    id: 'organize',
    options: {
      excludeByName: Object.fromEntries(excluded.map((name) => [name, true])),
      indexByName: Object.fromEntries(Object.keys(shown).map((name, index) => [name, index])),
      renameByName: {},
    },
  };
}

function properties(column: Column, say: Say): DynamicConfigValue[] {
  const mappings: ValueMapping[] = column.words === undefined ? [] : [wording(column.words, say, column.alarming)];
  const coloured = column.concern !== undefined || column.alarming !== undefined;
  const set = (id: string, value: unknown): DynamicConfigValue[] => (value === undefined ? [] : [{ id, value }]);
  return [
    ...set('displayName', say(column.caption)),
    ...set('unit', column.unit),
    ...set('decimals', column.decimals),
    ...set('custom.width', column.width),
    ...set('mappings', mappings.length === 0 ? undefined : mappings),
    ...set('thresholds', column.concern && thresholdsOf(column.concern).build()),
    ...set('color', coloured ? { mode: 'thresholds' } : undefined),
    ...set('custom.cellOptions', coloured ? { type: 'color-text' } : undefined),
    ...set('links', column.link && [{ title: say(column.link.title), url: column.link.url, targetBlank: true }]),
  ];
}
