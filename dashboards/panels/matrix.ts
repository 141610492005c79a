/** A grid of one figure by two tags, e.g. zone × hour: coloured where a person should look, plain elsewhere. */

import {
  TableCellBackgroundDisplayMode,
  TableCellDisplayMode,
  TableCellHeight,
} from '@grafana/grafana-foundation-sdk/common';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/table';
import type { Meaning } from '../../gateway/contract/series/measurement.ts';
import type { Words } from '../words/values.ts';
import { byThresholds, type Concern, NO_COLOUR, thresholdsOf, wording } from './colours.ts';
import { dress, type Panel, type PanelSpec } from './panel.ts';

export interface MatrixSpec extends PanelSpec {
  /** Tag of the rows and its caption. */
  readonly rows: { readonly tag: string; readonly caption: Meaning; readonly words: Words };
  /** Tag across the top; words where its values are not for people. */
  readonly across: { readonly tag: string; readonly words?: Words };
  readonly value: string;
  readonly concern: Concern;
}

export const matrix = (spec: MatrixSpec): Panel => ({
  spec,
  build: (speech) => {
    const { say } = speech;
    const builder = dress(new PanelBuilder(), spec, speech)
      .cellHeight(TableCellHeight.Sm)
      .decimals(0)
      .thresholds(thresholdsOf({ calm: NO_COLOUR, ...spec.concern }))
      .colorScheme(byThresholds())
      .cellOptions({ type: TableCellDisplayMode.ColorBackground, mode: TableCellBackgroundDisplayMode.Basic })
      .withTransformation({
        id: 'groupingToMatrix',
        options: {
          columnField: spec.across.tag,
          rowField: spec.rows.tag,
          valueField: spec.value,
          emptyValue: 'null',
        },
      })
      // The transformation names the corner after both tags.
      .overrideByName(`${spec.rows.tag}\\${spec.across.tag}`, [
        { id: 'displayName', value: say(spec.rows.caption) },
        { id: 'unit', value: 'string' },
        { id: 'custom.width', value: 260 },
        { id: 'custom.cellOptions', value: { type: 'auto' } },
        { id: 'mappings', value: [wording(spec.rows.words, say)] },
      ]);
    for (const [value, caption] of Object.entries(spec.across.words ?? {}))
      builder.overrideByName(value, [{ id: 'displayName', value: say(caption) }]);
    return builder;
  },
});
