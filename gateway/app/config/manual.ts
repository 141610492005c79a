/** Every config key carries its own manual; `docs/config.md` is made from it, and the settings page will be. */

import { z } from 'zod';
import type { Words } from './words.ts';

export interface KeyManual {
  readonly title: Words;
  readonly text: Words;
  readonly example?: string;
  /** A change takes effect only after a restart. */
  readonly restart?: boolean;
}

export const manuals = z.registry<KeyManual>();

/** Gives a key its manual. A schema instance belongs to one key only. */
export const key = <S extends z.ZodType>(
  schema: S,
  title: readonly [string, string],
  text: readonly [string, string],
  more: { readonly example?: string; readonly restart?: boolean } = {},
): S => {
  manuals.add(schema, {
    title: { zh: title[0], en: title[1] },
    text: { zh: text[0], en: text[1] },
    ...more,
  });
  return schema;
};

/** Ours are in the registry; the channels carry theirs as a description: Chinese, English, then `default:` and `example:`. */
export function manualOf(schema: unknown): KeyManual {
  const registered = schema instanceof z.ZodType ? manuals.get(schema) : undefined;
  if (registered !== undefined) return registered;
  const lines = descriptionOf(schema).split('\n');
  const example = lines.find((line) => line.startsWith('例 example: '))?.slice('例 example: '.length);
  const none = { zh: '', en: '' };
  const text = { zh: lines[0] ?? '', en: lines[1] ?? '' };
  return example === undefined ? { title: none, text } : { title: none, text, example };
}

function descriptionOf(schema: unknown): string {
  return schema instanceof z.ZodType ? (schema.description ?? '') : '';
}
