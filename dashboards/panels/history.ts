/** A row for each thing, a cell for each day: grey where all went well, coloured where somebody must look, blank where nothing is known. */

import {
  LegendDisplayMode,
  LegendPlacement,
  VisibilityMode,
  VizLegendOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/statushistory';
import { byThresholds, type Concern, GREY, thresholdsOf } from './colours.ts';
import { dress, type Panel, type PanelSpec } from './panel.ts';

export interface HistorySpec extends PanelSpec {
  readonly concern: Concern;
}

export const history = (spec: HistorySpec): Panel => ({
  spec,
  build: (speech) =>
    dress(new PanelBuilder(), spec, speech)
      // As many cells as fit: beyond that the panel shows none at all.
      .maxDataPoints(72)
      .showValue(VisibilityMode.Auto)
      .rowHeight(0.9)
      .colWidth(0.9)
      .legend(
        new VizLegendOptionsBuilder()
          .showLegend(true)
          .displayMode(LegendDisplayMode.List)
          .placement(LegendPlacement.Bottom)
          .calcs([]),
      )
      .thresholds(thresholdsOf({ calm: GREY, ...spec.concern }))
      .colorScheme(byThresholds()),
});
