/** A channel with `enabled: false` may name variables that nobody has set yet: it shows how, and is not used. */

import { field, type Item, items } from './files.ts';
import { pathText, type Source } from './source.ts';

/** Keys inside disabled channels whose variable is not set: what is wrong there is excused. */
export function unsetInDisabled(source: Source): readonly string[] {
  const disabled = channelsOf(source)
    .filter(isDisabled)
    .map((channel) => channel.path.join('.'));
  return source.missing
    .filter((missing) => disabled.includes(missing.path.slice(0, 2).join('.')))
    .map((missing) => pathText(missing.path));
}

/** The same file without its disabled channels. */
export function withoutDisabled(root: unknown): unknown {
  if (typeof root !== 'object' || root === null || !('channels' in root) || !Array.isArray(root.channels)) return root;
  const channels: readonly unknown[] = root.channels;
  return { ...root, channels: channels.filter((channel) => !isOff(channel)) };
}

function channelsOf(source: Source): readonly Item[] {
  if (source.file !== 'alarm.yaml') return [];
  return items(field({ source, path: [], value: source.root }, 'channels'));
}

const isDisabled = (channel: Item): boolean => isOff(channel.value);

const isOff = (channel: unknown): boolean =>
  typeof channel === 'object' &&
  channel !== null &&
  'enabled' in channel &&
  (channel.enabled === false || channel.enabled === 'false');
