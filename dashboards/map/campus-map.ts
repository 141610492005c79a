/** The school from its configuration: a block for each building, its floors as lines, a box for each zone; outdoors below. */

import {
  HorizontalConstraint,
  PanelBuilder,
  VerticalConstraint,
  type CanvasElementOptions,
} from '@grafana/grafana-foundation-sdk/canvas';
import { TextDimensionMode } from '@grafana/grafana-foundation-sdk/common';
import type { Meaning } from '../../gateway/contract/series/measurement.ts';
import { byThresholds, DARK_GREY, LIGHT_GREY, thresholdsOf } from '../panels/colours.ts';
import { dress, type Panel, type PanelSpec } from '../panels/panel.ts';
import type { PlannedZone, Plan } from '../plan.ts';
import type { Say } from '../words/language.ts';

interface Line {
  readonly name: Meaning;
  readonly zones: readonly PlannedZone[];
}

/** Percent of the panel. */
interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

const NAME_WIDTH = 12;
/** White words stand on it at 9:1, on the grey of a zone at 6:1, on red at 5:1. */
const NAME_GREY = '#3d424b';
const GAP = 0.6;

/** Lines from the top down: the highest floor first, zones of no floor at the end of their building. */
export function linesOf(plan: Plan): readonly Line[] {
  const inBuildings = plan.buildings.flatMap((building) => {
    const floors = [...building.floors].sort((a, b) => b.level - a.level);
    const lines = floors.map((floor) => ({
      name: [`${building.name[0]} ${floor.name[0]}`, `${building.name[1]}, ${floor.name[1]}`] as Meaning,
      zones: plan.zones.filter((zone) => zone.building === building.id && zone.floor === floor.level),
    }));
    const known = new Set(floors.map((floor) => floor.level));
    const elsewhere = plan.zones.filter(
      (zone) => zone.building === building.id && (zone.floor === null || !known.has(zone.floor)),
    );
    return [...lines, { name: building.name, zones: elsewhere }];
  });
  const known = new Set(plan.buildings.map((building) => building.id));
  const outdoors = plan.zones.filter((zone) => zone.building === null || !known.has(zone.building));
  return [...inBuildings, ...inLines(['室外与单体', 'Outdoors'], outdoors)].filter((line) => line.zones.length > 0);
}

const ZONES_A_LINE = 6;

function inLines(name: Meaning, zones: readonly PlannedZone[]): readonly Line[] {
  const lines: Line[] = [];
  for (let i = 0; i < zones.length; i += ZONES_A_LINE) lines.push({ name, zones: zones.slice(i, i + ZONES_A_LINE) });
  return lines;
}

const percent = (value: number): number => Math.round(value * 100) / 100;

function element(name: string, text: string, box: Box, background: { fixed: string; field?: string }, border: number) {
  const { left, top, width, height } = box;
  return {
    name,
    type: 'rectangle',
    config: {
      align: 'center',
      valign: 'middle',
      size: 12,
      color: { fixed: '#ffffff' },
      text: { mode: TextDimensionMode.Fixed, fixed: text },
    },
    constraint: { horizontal: HorizontalConstraint.Scale, vertical: VerticalConstraint.Scale },
    placement: {
      left: percent(left),
      right: percent(100 - left - width),
      top: percent(top),
      bottom: percent(100 - top - height),
    },
    background: { color: background },
    border: { color: { fixed: LIGHT_GREY }, width: border },
  } satisfies CanvasElementOptions;
}

/** Elements of a zone take their colour from the field that is called like its id: no field, no open incident, grey. */
export function elementsOf(plan: Plan, say: Say): CanvasElementOptions[] {
  const lines = linesOf(plan);
  const height = 100 / Math.max(1, lines.length);
  return lines.flatMap((line, index) => {
    const top = index * height + GAP / 2;
    const box = { top, height: height - GAP };
    const width = (100 - NAME_WIDTH) / line.zones.length;
    return [
      element(`line-${index}`, say(line.name), { ...box, left: 0, width: NAME_WIDTH - GAP }, { fixed: NAME_GREY }, 0),
      ...line.zones.map((zone, i) =>
        element(
          zone.id,
          zone.blindSpot ? `◇ ${say(zone.name)}` : say(zone.name),
          { ...box, left: NAME_WIDTH + i * width, width: width - GAP },
          { fixed: DARK_GREY, field: zone.id },
          zone.blindSpot ? 2 : 0,
        ),
      ),
    ];
  });
}

export const campusMap = (spec: PanelSpec, plan: Plan): Panel => ({
  spec,
  build: (speech) =>
    dress(new PanelBuilder(), spec, speech)
      .inlineEditing(false)
      .showAdvancedTypes(false)
      .panZoom(false)
      .infinitePan(false)
      .thresholds(thresholdsOf({ calm: DARK_GREY, red: 1 }))
      .colorScheme(byThresholds())
      .root({ name: 'campus', type: 'frame', elements: elementsOf(plan, speech.say) }),
});
