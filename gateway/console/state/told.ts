/** Who was told by what: a person's newest notice on each channel, the older ones behind it. */

import type { Notice } from '../../contract/api.ts';

export interface Told {
  readonly key: string;
  /** Null: a siren or lamp. */
  readonly person: string | null;
  readonly name: string;
  /** The newest of each channel, newest first. */
  readonly newest: readonly Notice[];
  readonly older: readonly Notice[];
}

/** People in the order they were first told; sirens and lamps, each by itself, after them. */
export function whoWasTold(notices: readonly Notice[]): Told[] {
  const groups = new Map<string, Notice[]>();
  for (const notice of notices) {
    const key = notice.person ?? `output ${notice.personName ?? ''}`;
    groups.set(key, [notice, ...(groups.get(key) ?? [])]);
  }
  return [...groups.entries()]
    .map(([key, group]) => toldOf(key, group))
    .sort((a, b) => Number(a.person === null) - Number(b.person === null));
}

function toldOf(key: string, newestFirst: readonly Notice[]): Told {
  const newest = new Map<string, Notice>();
  for (const notice of newestFirst) if (!newest.has(notice.channel)) newest.set(notice.channel, notice);
  const shown = new Set(newest.values());
  const [first] = newestFirst;
  return {
    key,
    person: first?.person ?? null,
    name: first?.personName ?? first?.person ?? '',
    newest: [...shown],
    older: newestFirst.filter((notice) => !shown.has(notice)),
  };
}

/** `device-offline: the device is not connected` → its code and the rest. */
export function whyParts(why: string): { readonly code: string; readonly detail: string } {
  const at = why.indexOf(': ');
  return at < 0 ? { code: why, detail: '' } : { code: why.slice(0, at), detail: why.slice(at + 2) };
}
