/** What every panel has: a stable id, a title, a description, a unit, and words for when there is nothing to show. */

import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import type { DataSourceRef } from '@grafana/grafana-foundation-sdk/common';
import type { Panel as GrafanaPanel } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Meaning } from '../../gateway/contract/series/measurement.ts';
import { asQuery, DATA_SOURCE, type Target } from '../query/target.ts';
import type { Language, Say } from '../words/language.ts';

/**
 * `nothing`: the query counts events, so an empty answer says that nothing happened; whether data arrives at all is said by the
 * freshness panel of the same dashboard. `silent`: points are due all the time, zeros among them, so an empty answer says that no
 * data arrives.
 */
export type Empty = 'nothing' | 'silent';

export const EMPTY_WORDS: Readonly<Record<Empty, Meaning>> = {
  nothing: [
    '没有发生（数据是否到达，看“数据新鲜度”）',
    'Nothing happened (whether data arrives: see “Data freshness”)',
  ],
  silent: ['没有数据到达', 'No data arrives'],
};

export interface PanelSpec {
  /** Never changes once released: links and alerts of the school hang on it. */
  readonly id: number;
  readonly title: Meaning;
  readonly description: Meaning;
  /** Grafana's unit id. */
  readonly unit: string;
  readonly empty: Empty;
  /** Columns of 24, and rows. */
  readonly w: number;
  readonly h: number;
  readonly targets: readonly Target[];
  /** Instead of the range chosen above: `5m`, `90d`, counted back from now. */
  readonly last?: string;
}

export interface Speech {
  readonly language: Language;
  readonly say: Say;
}

export interface Panel {
  readonly spec: PanelSpec;
  build(speech: Speech): Builder<GrafanaPanel>;
}

/** The part of the SDK's panel builders that is the same for all of them. */
interface Dressable {
  id(id: number): this;
  title(title: string): this;
  description(description: string): this;
  datasource(ref: DataSourceRef): this;
  unit(unit: string): this;
  noValue(text: string): this;
  timeFrom(range: string): this;
  withTarget(target: Builder<Dataquery>): this;
}

export function dress<B extends Dressable>(builder: B, spec: PanelSpec, { say }: Speech): B {
  builder
    .id(spec.id)
    .title(say(spec.title))
    .description(say(spec.description))
    .datasource(DATA_SOURCE)
    .unit(spec.unit)
    .noValue(say(EMPTY_WORDS[spec.empty]));
  if (spec.last !== undefined) builder.timeFrom(spec.last);
  for (const target of spec.targets) builder.withTarget(asQuery(target));
  return builder;
}
