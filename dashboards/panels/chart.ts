/** Figures over time: lines for gauges, bars for counts. */

import {
  GraphDrawStyle,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { FieldColorBuilder, FieldColorModeId } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import type { Meaning } from '../../gateway/contract/series/measurement.ts';
import { type Concern, GREY, thresholdsOf } from './colours.ts';
import { dress, type Panel, type PanelSpec } from './panel.ts';

/** A series of the chart: its caption, and a colour where it is one that needs a person. */
interface Trace {
  readonly caption: Meaning;
  readonly colour?: string;
}

export interface ChartSpec extends PanelSpec {
  readonly draw: 'lines' | 'bars';
  readonly stacked?: boolean;
  /** By the name that the series has in the answer. */
  readonly traces?: Readonly<Record<string, Trace>>;
  /** Drawn as lines to compare with. */
  readonly concern?: Concern;
}

export const chart = (spec: ChartSpec): Panel => ({
  spec,
  build: (speech) => {
    const builder = dress(new PanelBuilder(), spec, speech)
      .drawStyle(spec.draw === 'bars' ? GraphDrawStyle.Bars : GraphDrawStyle.Line)
      .fillOpacity(spec.draw === 'bars' ? 60 : 5)
      .lineWidth(1)
      .min(0)
      .showPoints(VisibilityMode.Auto)
      .stacking(new StackingConfigBuilder().mode(spec.stacked === true ? StackingMode.Normal : StackingMode.None))
      .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.Fixed).fixedColor(GREY))
      .legend(
        new VizLegendOptionsBuilder()
          .showLegend(true)
          .displayMode(LegendDisplayMode.List)
          .placement(LegendPlacement.Bottom)
          .calcs([]),
      )
      .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi))
      .thresholds(thresholdsOf(spec.concern ?? {}))
      .thresholdsStyle(
        new GraphThresholdsStyleConfigBuilder().mode(
          spec.concern === undefined ? GraphThresholdsStyleMode.Off : GraphThresholdsStyleMode.Dashed,
        ),
      );
    for (const [name, { caption, colour }] of Object.entries(spec.traces ?? {}))
      builder.overrideByName(name, [
        { id: 'displayName', value: speech.say(caption) },
        { id: 'color', value: { mode: 'fixed', fixedColor: colour ?? GREY } },
      ]);
    return builder;
  },
});
