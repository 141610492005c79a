/** The config files as read, and a way to look into them that does not care whether the rest of a file is right. */

import { child } from './schema-walk.ts';
import type { Path, Source } from './source.ts';

export const FILES = ['school.yaml', 'devices.yaml', 'staff.yaml', 'alarm.yaml', 'gateway.yaml'] as const;
export type FileName = (typeof FILES)[number];

/** A file that is there and cannot be read is null: what refers to it is then not judged. A missing file has no entry. */
export type Sources = ReadonlyMap<FileName, Source | null>;

export interface Item {
  readonly source: Source;
  readonly path: Path;
  readonly value: unknown;
}

export function field(item: Item, ...parts: Path): Item {
  return { source: item.source, path: [...item.path, ...parts], value: parts.reduce<unknown>(child, item.value) };
}

export const text = (item: Item): string | null => (typeof item.value === 'string' ? item.value : null);
export const number = (item: Item): number | null => (typeof item.value === 'number' ? item.value : null);

/** The items of a list; none where there is no list. */
export function items(item: Item): readonly Item[] {
  if (!Array.isArray(item.value)) return [];
  return item.value.map((_, index) => field(item, index));
}

/** The values of a map with their keys. */
export function entries(item: Item): readonly (readonly [string, Item])[] {
  if (typeof item.value !== 'object' || item.value === null || Array.isArray(item.value)) return [];
  return Object.keys(item.value).map((name) => [name, field(item, name)] as const);
}

export function rootOf(sources: Sources, file: FileName): Item | null {
  const source = sources.get(file);
  return source == null || source.root === undefined ? null : { source, path: [], value: source.root };
}

/** A list at the top of a file. */
export function listIn(sources: Sources, file: FileName, name: string): readonly Item[] {
  const root = rootOf(sources, file);
  return root === null ? [] : items(field(root, name));
}

export function idsIn(sources: Sources, file: FileName, name: string): readonly string[] {
  return listIn(sources, file, name)
    .map((item) => text(field(item, 'id')))
    .filter((id) => id !== null);
}

/** The file is there, and nothing can be known of what it says. */
export const isBroken = (sources: Sources, file: FileName): boolean =>
  sources.has(file) && rootOf(sources, file) === null;
