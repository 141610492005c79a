/** A channel or board with `enabled: false` may name variables that nobody has set yet: it shows how, and is not used. */

import { field, type Item, items } from './files.ts';
import { child } from './schema-walk.ts';
import { pathText, type Source } from './source.ts';

/** Keys inside disabled entries whose variable is not set: what is wrong there is excused. */
export function unsetInDisabled(source: Source): readonly string[] {
  const disabled = entriesOf(source)
    .filter((entry) => isOff(entry.value))
    .map((entry) => entry.path.join('.'));
  return source.missing
    .filter((missing) => disabled.includes(missing.path.slice(0, 2).join('.')))
    .map((missing) => pathText(missing.path));
}

/** The same file without its disabled entries. */
export function withoutDisabled(source: Source): unknown {
  const { root } = source;
  const list = LISTS[source.file];
  const entries = list === undefined ? undefined : child(root, list);
  if (list === undefined || typeof root !== 'object' || !Array.isArray(entries)) return root;
  return { ...root, [list]: entries.filter((entry) => !isOff(entry)) };
}

/** Where entries that can be switched off stand. */
const LISTS: Readonly<Record<string, string>> = { 'alarm.yaml': 'channels', 'boards.yaml': 'boards' };

function entriesOf(source: Source): readonly Item[] {
  const list = LISTS[source.file];
  return list === undefined ? [] : items(field({ source, path: [], value: source.root }, list));
}

const isOff = (entry: unknown): boolean => [false, 'false'].some((off) => child(entry, 'enabled') === off);
