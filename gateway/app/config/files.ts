/** The config files as read, and a way to look into them that does not care whether the rest of a file is right. */

import { child } from './schema-walk.ts';
import type { Path, Source } from './source.ts';
import { nearest } from './suggestion.ts';

export const FILES = [
  'school.yaml',
  'devices.yaml',
  'staff.yaml',
  'alarm.yaml',
  'gateway.yaml',
  'boards.yaml',
  'patrol.yaml',
  'rules.yaml',
  'bridges.yaml',
] as const;
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
  return source?.root === undefined ? null : { source, path: [], value: source.root };
}

/** A list at the top of a file. */
export function listIn(sources: Sources, file: FileName, name: string): readonly Item[] {
  const root = rootOf(sources, file);
  return root === null ? [] : items(field(root, name));
}

/**
 * The ids in a list of a file, for judging what refers to them; null where the list itself is in doubt (the file cannot be
 * read, or its name is misspelt), because then every reference would look wrong.
 */
export function idsIn(sources: Sources, file: FileName, name: string): readonly string[] | null {
  if (isInDoubt(sources, file, name)) return null;
  return listIn(sources, file, name)
    .map((item) => text(field(item, 'id')))
    .filter((id) => id !== null);
}

export function isInDoubt(sources: Sources, file: FileName, name: string): boolean {
  if (!sources.has(file)) return false;
  const root = rootOf(sources, file);
  if (root === null || typeof root.value !== 'object' || root.value === null || Array.isArray(root.value)) return true;
  const list = field(root, name).value;
  if (list !== undefined) return typeof list !== 'object' || list === null;
  return nearest(name, Object.keys(root.value)) !== null;
}
