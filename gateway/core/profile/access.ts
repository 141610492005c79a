/** What each connection may publish and subscribe to: bridges only below their base topics, readers only what is shown. */

import { fill } from './pattern.ts';
import type { Foreign } from './profile.ts';

export interface Access {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
  readonly read: readonly string[];
}

/** By id of the connection; whoever is not in it is an ordinary device. Made once when a configuration is loaded. */
export function accessTable(foreign: Foreign | undefined): ReadonlyMap<string, Access> {
  const table = new Map<string, Access>();
  if (!foreign) return table;
  for (const bridge of foreign.bridges.values()) {
    if (bridge.upstream !== null) continue;
    const below = bridge.topics.flatMap((base) => [base, `${base}/#`]);
    const also = foreign.families.get(bridge.family)?.subscribes ?? [];
    table.set(bridge.id, { publish: below, subscribe: [...below, ...also.filter(isFilled)], read: [] });
  }
  for (const { id, profile, bridge, address } of foreign.devices) {
    const family = foreign.families.get(foreign.profiles.get(profile)?.family ?? '');
    if (bridge !== null || !family || family.publishes.length === 0) continue;
    const own = (patterns: readonly string[]): readonly string[] => patterns.map((one) => fill(one, { address }));
    table.set(id, { publish: own(family.publishes), subscribe: own(family.subscribes), read: [] });
  }
  const { homeAssistant } = foreign;
  if (homeAssistant) {
    const { discovery, base, users } = homeAssistant;
    const read = [`${discovery}/#`, `${base}/#`];
    for (const user of users) table.set(user, { publish: [`${discovery}/status`], subscribe: read, read });
  }
  return table;
}

const isFilled = (pattern: string): boolean => !pattern.includes('{');
