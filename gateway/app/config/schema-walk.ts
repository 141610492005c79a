/** Reading a zod schema as a tree of keys: for suggestions, for the reference in docs and for "needs a restart". */

import { z } from 'zod';
import { manuals } from './manual.ts';
import type { Path } from './source.ts';

/** The schema without its optional, nullable and default wrappers. */
export function unwrap(schema: unknown): unknown {
  let inner = schema;
  while (
    inner instanceof z.ZodOptional ||
    inner instanceof z.ZodNullable ||
    inner instanceof z.ZodDefault ||
    inner instanceof z.ZodPrefault
  ) {
    inner = inner.unwrap();
  }
  return inner;
}

/** What a map at this schema may hold: key and schema. Empty for anything that is no map with fixed keys. */
export function keysOf(schema: unknown, written?: unknown): ReadonlyMap<string, unknown> {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodObject) return new Map(Object.entries(inner.shape));
  if (inner instanceof z.ZodRecord && inner.keyType instanceof z.ZodEnum) {
    return new Map(inner.keyType.options.map((name) => [String(name), inner.valueType]));
  }
  if (inner instanceof z.ZodDiscriminatedUnion) return keysOf(optionOf(inner, written));
  return new Map();
}

/** The schema one step down. `written` is the value found there, to choose the variant of a union. */
function childOf(schema: unknown, part: string | number, written: unknown): unknown {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodArray) return inner.element;
  if (inner instanceof z.ZodRecord) return inner.valueType;
  return keysOf(inner, written).get(String(part));
}

/** The schema at `path`, given what is written in the file; undefined where the schema knows no such place. */
export function schemaAt(schema: unknown, path: Path, root: unknown): unknown {
  let found = schema;
  let written = root;
  for (const part of path) {
    found = childOf(found, part, written);
    written = child(written, part);
  }
  return found;
}

export function child(value: unknown, part: string | number): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
  return (value as Record<string | number, unknown>)[part];
}

function optionOf(union: z.ZodDiscriminatedUnion, written: unknown): unknown {
  const tag = child(written, union.def.discriminator);
  return union.options.find((option) => {
    const literal: unknown = option instanceof z.ZodObject ? option.shape[union.def.discriminator] : undefined;
    return literal instanceof z.ZodLiteral && [...literal.values].some((value) => value === tag);
  });
}

/** Does a change of the key at `path` take effect only after a restart? */
export function needsRestart(schema: unknown, path: Path): boolean {
  const found = schemaAt(schema, path, undefined);
  return found instanceof z.ZodType && manuals.get(found)?.restart === true;
}
