/** The choices at the top of a dashboard. "All" is the pattern `.*`, put in as it is: it also finds what no list names. */

import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  CustomVariableBuilder,
  QueryVariableBuilder,
  TextBoxVariableBuilder,
  type VariableModel,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { Meaning } from '../gateway/contract/series/measurement.ts';
import { DATA_SOURCE } from './query/target.ts';
import type { Say } from './words/language.ts';
import type { Words } from './words/values.ts';

export type Variable = (say: Say) => Builder<VariableModel>;

export const ALL = '$__all';
const EVERYTHING = '.*';
const ALL_WORDS: Meaning = ['全部', 'All'];

/** Values found in the data: works for any school, and keeps the names of the past. */
export const found =
  (name: string, label: Meaning, from: string, tag: string): Variable =>
  (say) => {
    const query = `SHOW TAG VALUES FROM ${from} WITH KEY = ${tag}`;
    return new QueryVariableBuilder(name)
      .label(say(label))
      .datasource(DATA_SOURCE)
      .query(query)
      .definition(query)
      .refresh(VariableRefresh.OnDashboardLoad)
      .sort(VariableSort.NaturalAsc)
      .multi(true)
      .includeAll(true)
      .allValue(EVERYTHING)
      .current({ selected: true, text: [say(ALL_WORDS)], value: [ALL] });
  };

/** Values of one of our enumerations, shown in words. Without `chosen`, all of them. */
export const listed =
  (name: string, label: Meaning, words: Words, chosen?: readonly string[]): Variable =>
  (say) => {
    const text = (value: string) => say(words[value] ?? [value, value]);
    const values = chosen ?? [ALL];
    return new CustomVariableBuilder(name)
      .label(say(label))
      .values(
        Object.keys(words)
          .map((value) => `${text(value)} : ${value}`)
          .join(','),
      )
      .options([
        { selected: chosen === undefined, text: say(ALL_WORDS), value: ALL },
        ...Object.keys(words).map((value) => ({
          selected: chosen?.includes(value) ?? false,
          text: text(value),
          value,
        })),
      ])
      .multi(true)
      .includeAll(true)
      .allValue(EVERYTHING)
      .current({
        selected: true,
        text: values.map((value) => (value === ALL ? say(ALL_WORDS) : text(value))),
        value: [...values],
      });
  };

/** The address of the console, for links to incidents. */
export const consoleAddress =
  (address: string): Variable =>
  (say) =>
    new TextBoxVariableBuilder('console')
      .label(say(['控制台地址', 'Console address']))
      .defaultValue(address)
      .current({ selected: true, text: address, value: address });
