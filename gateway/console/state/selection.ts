/** Which incident the keyboard speaks about: the open one, else the chosen one, else the first that waits for someone. */

import type { Incident } from '../../contract/api.ts';
import { needsSomeone } from './board.ts';

export function currentOf(ordered: readonly Incident[], opened: string | null, selected: string | null): string | null {
  if (opened !== null) return opened;
  if (selected !== null && ordered.some((one) => one.id === selected)) return selected;
  return (ordered.find(needsSomeone) ?? ordered[0])?.id ?? null;
}

/** One up or down in the list; stays at its ends. */
export function step(ordered: readonly Incident[], current: string | null, by: 1 | -1): string | null {
  if (ordered.length === 0) return null;
  const at = ordered.findIndex((one) => one.id === current);
  const next = at < 0 ? 0 : Math.min(ordered.length - 1, Math.max(0, at + by));
  return ordered[next]?.id ?? null;
}
