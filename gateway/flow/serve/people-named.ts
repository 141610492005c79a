/** Names for the ids a record mentions, so that a reader sees people and not keys. */

import type { School } from '../../core/school.ts';
import type { LedgerItem } from '../../ports/journal.ts';

const KEYS = ['person', 'to'] as const;

function idsOf(item: LedgerItem): string[] {
  const skipped: unknown = item.data['skipped'];
  const targets = Array.isArray(skipped) ? skipped.map((one: { target?: unknown }) => one?.target) : [];
  const named = [item.actor.replace(/^person:/, ''), ...KEYS.map((key) => item.data[key]), ...targets];
  return named.filter((id): id is string => typeof id === 'string');
}

/** Staff only: whoever is not on the school's list has no name here. */
export function peopleNamed(timeline: readonly LedgerItem[], school: School): Record<string, string> {
  const ids = new Set(timeline.flatMap(idsOf));
  return Object.fromEntries(
    [...school.people.values()].filter(({ id }) => ids.has(id)).map(({ id, name }) => [id, name]),
  );
}
