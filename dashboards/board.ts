/** A dashboard: panels packed into rows of 24 columns, built once for each language. */

import {
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  type Dashboard,
  RowBuilder,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { Meaning } from '../gateway/contract/series/measurement.ts';
import type { Panel, Speech } from './panels/panel.ts';
import type { Plan } from './plan.ts';
import type { Variable } from './variables.ts';
import { type Language, sayIn } from './words/language.ts';

export interface Section {
  /** Null: the panels at the top. */
  readonly title: Meaning | null;
  /** Left to right; a line ends where the next panel does not fit. */
  readonly panels: readonly Panel[];
}

export interface Board {
  /** File name, and part of the uid. */
  readonly id: string;
  readonly title: Meaning;
  readonly description: Meaning;
  readonly range: string;
  readonly refresh: string;
  readonly variables: readonly Variable[];
  readonly sections: readonly Section[];
}

export const GRID_COLUMNS = 24;
/** Ids of section titles, far from those of panels. */
const FIRST_SECTION_ID = 9000;

const suffix = (language: Language): string => (language === 'en' ? 'en' : 'zh');

export const uidOf = (board: Board, language: Language): string => `campus-guard-${board.id}-${suffix(language)}`;

export function render(board: Board, plan: Plan, language: Language): Dashboard {
  const say = sayIn(language);
  const tag = `campus-guard-${suffix(language)}`;
  const builder = new DashboardBuilder(say(board.title))
    .uid(uidOf(board, language))
    .description(say(board.description))
    .tags([tag])
    .timezone(plan.timeZone)
    .weekStart('monday')
    .time({ from: board.range, to: 'now' })
    .refresh(board.refresh)
    .tooltip(DashboardCursorSync.Crosshair)
    .readonly()
    .link(
      new DashboardLinkBuilder(say(['校园守护', 'Campus Guard']))
        .type(DashboardLinkType.Dashboards)
        .tags([tag])
        .asDropdown(true)
        .includeVars(false)
        .keepTime(false),
    );
  for (const variable of board.variables) builder.withVariable(variable(say));
  place(board, builder, { language, say });
  return builder.build();
}

function place(board: Board, builder: DashboardBuilder, speech: Speech): void {
  let y = 0;
  board.sections.forEach((section, index) => {
    if (section.title !== null) {
      const gridPos = { x: 0, y, w: GRID_COLUMNS, h: 1 };
      builder.withRow(new RowBuilder(speech.say(section.title)).id(FIRST_SECTION_ID + index).gridPos(gridPos));
      y += 1;
    }
    let x = 0;
    let height = 0;
    for (const panel of section.panels) {
      const { w, h } = panel.spec;
      if (x + w > GRID_COLUMNS) {
        x = 0;
        y += height;
        height = 0;
      }
      builder.withPanel({ build: () => ({ ...panel.build(speech).build(), gridPos: { x, y, w, h } }) });
      x += w;
      height = Math.max(height, h);
    }
    y += height;
  });
}
