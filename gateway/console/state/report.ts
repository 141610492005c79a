/** What a report of an incident says of its times, and what was to be seen at any moment of it. Pure, from its record alone. */

import type { IncidentWithTimeline } from '../../contract/api.ts';
import type { LedgerEntry } from '../format/fact-sentence.ts';

export const MILESTONES = ['opened', 'sent', 'seen', 'taken', 'arrived', 'closed'] as const;
export type Milestone = (typeof MILESTONES)[number];

const KINDS: Readonly<Record<Milestone, string>> = {
  opened: 'incident-opened',
  sent: 'notice-sent',
  seen: 'notice-seen',
  taken: 'incident-taken',
  arrived: 'incident-arrived',
  closed: 'incident-closed',
};

export interface MilestoneTime {
  readonly milestone: Milestone;
  /** Epoch ms of the first such fact; null: it did not happen, or the record does not reach so far. */
  readonly atMs: number | null;
  /** Since the incident opened. */
  readonly afterMs: number | null;
}

/** The first time of each milestone. Durations count on the campus timeline, which no clock change bends. */
export function milestonesOf({ timeline }: Pick<IncidentWithTimeline, 'timeline'>): readonly MilestoneTime[] {
  const first = (milestone: Milestone): LedgerEntry | undefined =>
    timeline.find(
      (entry) => entry.kind === KINDS[milestone] && !(milestone === 'sent' && entry.data['person'] === null),
    );
  const opened = first('opened');
  return MILESTONES.map((milestone) => {
    const entry = first(milestone);
    return {
      milestone,
      atMs: entry ? Date.parse(entry.at) : null,
      afterMs: entry && opened ? entry.t - opened.t : null,
    };
  });
}

export type StatusThen = 'before' | 'open' | 'taken' | 'arrived' | 'closed';

const STATUS_OF: Readonly<Record<string, StatusThen>> = {
  'incident-opened': 'open',
  'incident-taken': 'taken',
  'incident-handed-over': 'taken',
  'incident-arrived': 'arrived',
  'incident-closed': 'closed',
};

/** How it stood once the entry at `index` had happened. */
export function statusThen(timeline: readonly LedgerEntry[], index: number): StatusThen {
  const told = timeline.slice(0, index + 1).findLast((entry) => STATUS_OF[entry.kind] !== undefined);
  return (told && STATUS_OF[told.kind]) ?? 'before';
}
