/** Every target of a dashboard as Grafana would send it. */

import type { DashboardFile, DashboardPanel, DashboardTarget } from '../../dashboards/check/dashboard-json.ts';
import { type Choice, interpolate, intervalOf, type Range, rangeOf } from '../../dashboards/check/interpolate.ts';

export interface Asked {
  /** `now/2/A`: dashboard, panel, query. */
  readonly place: string;
  readonly panel: DashboardPanel;
  readonly target: DashboardTarget;
  readonly range: Range;
  readonly intervalMs: number;
  readonly query: string;
}

export interface Opened {
  readonly nowMs: number;
  readonly choice: Choice;
  /** Chosen at the top instead of the dashboard's own: `now-30d`. Panels with a range of their own keep it. */
  readonly range?: string;
}

const nameOf = (dashboard: DashboardFile): string =>
  dashboard.uid.replace(/^campus-guard-/, '').replace(/-(zh|en)$/, '');

export function asked(dashboard: DashboardFile, { nowMs, choice, range }: Opened): readonly Asked[] {
  return dashboard.panels.flatMap((panel) =>
    panel.targets.map((target) => {
      const over = rangeOf(panel.timeFrom ?? range ?? dashboard.time.from, nowMs);
      const situation = {
        range: over,
        variables: dashboard.templating.list,
        choice,
        ...(panel.maxDataPoints !== undefined && { maxDataPoints: panel.maxDataPoints }),
      };
      return {
        place: `${nameOf(dashboard)}/${panel.id}/${target.refId}`,
        panel,
        target,
        range: over,
        intervalMs: intervalOf(situation),
        query: interpolate(target.query, situation),
      };
    }),
  );
}

/** The queries that fill the selectors. */
export const selectorQueries = (dashboard: DashboardFile): readonly string[] =>
  dashboard.templating.list.filter(({ type }) => type === 'query').map(({ query }) => query);

/** The same value for every selector with several values; the others as they are. */
export function everywhere(dashboard: DashboardFile, values: readonly string[]): Choice {
  const multi = dashboard.templating.list.filter((variable) => variable.multi);
  return Object.fromEntries(multi.map(({ name }) => [name, values]));
}
