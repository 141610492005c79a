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
