/** One big figure, or a few of them. */

import {
  BigValueColorMode,
  BigValueGraphMode,
  BigValueTextMode,
  ReduceDataOptionsBuilder,
  VizOrientation,
} from '@grafana/grafana-foundation-sdk/common';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/stat';
import type { Meaning } from '../../gateway/contract/series/measurement.ts';
import { byThresholds, type Concern, thresholdsOf } from './colours.ts';
import { dress, type Panel, type PanelSpec } from './panel.ts';

export interface StatSpec extends PanelSpec {
  readonly concern?: Concern;
  readonly decimals?: number;
  /** Several figures of one answer: column to caption. */
  readonly figures?: Readonly<Record<string, Meaning>>;
  /** Shows when the last point was written, instead of a value. */
  readonly showsTime?: boolean;
}

export const stat = (spec: StatSpec): Panel => ({
  spec,
  build: (speech) => {
    const builder = dress(new PanelBuilder(), spec, speech)
      .colorMode(BigValueColorMode.Value)
      .graphMode(BigValueGraphMode.None)
      .orientation(VizOrientation.Auto)
      .textMode(spec.figures === undefined ? BigValueTextMode.Value : BigValueTextMode.ValueAndName)
      .reduceOptions(
        new ReduceDataOptionsBuilder()
          .calcs(['lastNotNull'])
          .fields(spec.showsTime === true ? '/^[Tt]ime$/' : '')
          .values(false),
      )
      .thresholds(thresholdsOf(spec.concern ?? {}))
      .colorScheme(byThresholds());
    if (spec.decimals !== undefined) builder.decimals(spec.decimals);
    for (const [column, caption] of Object.entries(spec.figures ?? {}))
      builder.overrideByName(column, [{ id: 'displayName', value: speech.say(caption) }]);
    return builder;
  },
});
