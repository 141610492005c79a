/** A schema of the configuration as a form: what may stand where, with the manual of every key. */

import { z } from 'zod';
import type { FormKey, FormNode } from '../../../contract/setup-api.ts';
import { manualOf } from '../manual.ts';
import { keysOf, unwrap } from '../schema-walk.ts';

const isRequired = (schema: unknown): boolean =>
  !(schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional);

function keyForm(name: string, schema: unknown): FormKey {
  const { title, text, example, restart } = manualOf(schema);
  return {
    name,
    title: title.zh === '' ? { zh: name, en: name } : title,
    text,
    example: example ?? null,
    required: isRequired(schema),
    restart: restart === true,
    form: formOf(schema),
  };
}

function variants(union: z.ZodDiscriminatedUnion): FormNode {
  const tag = union.def.discriminator;
  const named = union.options.flatMap((option) => {
    const literal = unwrap(keysOf(option).get(tag));
    return literal instanceof z.ZodLiteral ? [...literal.values].map((value) => [String(value), option] as const) : [];
  });
  return { is: 'variant', tag, variants: Object.fromEntries(named.map(([name, option]) => [name, formOf(option)])) };
}

/** What has no plain form (tuples, unions of scalars) is `raw`. */
export function formOf(schema: unknown): FormNode {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodDiscriminatedUnion) return variants(inner);
  if (inner instanceof z.ZodArray) return { is: 'list', item: formOf(inner.element) };
  if (inner instanceof z.ZodRecord && !(inner.keyType instanceof z.ZodEnum)) {
    return { is: 'named', item: formOf(inner.valueType) };
  }
  if (inner instanceof z.ZodEnum) return { is: 'choice', options: inner.options.map(String) };
  if (inner instanceof z.ZodLiteral) return { is: 'choice', options: [...inner.values].map(String) };
  if (inner instanceof z.ZodBoolean) return { is: 'flag' };
  if (inner instanceof z.ZodNumber) return { is: 'number' };
  if (inner instanceof z.ZodString || inner instanceof z.ZodStringFormat) return { is: 'text' };
  const keys = keysOf(inner);
  if (keys.size > 0) return { is: 'map', keys: [...keys].map(([name, child]) => keyForm(name, child)) };
  return { is: 'raw' };
}
