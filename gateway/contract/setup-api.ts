/** `GET /api/setup`: the configuration as a form, with the manual of every key; `POST /api/setup`: changes to one file of it. */

import { z } from 'zod';

const words = z.object({ zh: z.string(), en: z.string() });

export interface FormKey {
  readonly name: string;
  readonly title: { readonly zh: string; readonly en: string };
  readonly text: { readonly zh: string; readonly en: string };
  readonly example: string | null;
  readonly required: boolean;
  /** A change takes effect only after a restart. */
  readonly restart: boolean;
  readonly form: FormNode;
}

/** What may stand at a place of the configuration. `raw`: shown, and edited in the file only. */
export type FormNode =
  | { readonly is: 'text' | 'number' | 'flag' | 'raw' }
  | { readonly is: 'choice'; readonly options: readonly string[] }
  | { readonly is: 'map'; readonly keys: readonly FormKey[] }
  | { readonly is: 'list'; readonly item: FormNode }
  /** A map with names of the school's own. */
  | { readonly is: 'named'; readonly item: FormNode }
  /** One of several maps, told apart by the key `tag`. */
  | { readonly is: 'variant'; readonly tag: string; readonly variants: Readonly<Record<string, FormNode>> };

export const formNode: z.ZodType<FormNode> = z.lazy(() =>
  z.union([
    z.object({ is: z.enum(['text', 'number', 'flag', 'raw']) }),
    z.object({ is: z.literal('choice'), options: z.array(z.string()) }),
    z.object({ is: z.literal('map'), keys: z.array(formKey) }),
    z.object({ is: z.literal('list'), item: formNode }),
    z.object({ is: z.literal('named'), item: formNode }),
    z.object({ is: z.literal('variant'), tag: z.string(), variants: z.record(z.string(), formNode) }),
  ]),
);
const formKey: z.ZodType<FormKey> = z.object({
  name: z.string(),
  title: words,
  text: words,
  example: z.string().nullable(),
  required: z.boolean(),
  restart: z.boolean(),
  form: formNode,
});

export const setupFile = z.object({
  /** `school.yaml` … */
  id: z.string(),
  title: words,
  form: formNode,
  /** As written, references to the environment included; secrets are masked. */
  values: z.unknown(),
  /** Names what was read: an edit of something else is refused. */
  version: z.string(),
});
export type SetupFile = z.infer<typeof setupFile>;

const path = z
  .array(z.union([z.string().min(1).max(128), z.number().int().nonnegative()]))
  .min(1)
  .max(12);
export const setupEdit = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('set'), path, value: z.json() }),
  z.strictObject({ op: z.literal('remove'), path }),
]);
export type SetupEdit = z.infer<typeof setupEdit>;
export const setupBody = z.strictObject({
  file: z.string().min(1).max(64),
  version: z.string().min(1).max(128),
  edits: z.array(setupEdit).min(1).max(200),
});
export const setupDone = z.object({ file: setupFile, warnings: z.array(z.string()) });
/** 422: what is wrong with it, each as `file:line:col key: …`. Nothing was changed. */
export const setupRefused = z.object({
  error: z.object({ code: z.string(), message: z.string(), path: z.string().nullable() }),
  problems: z.array(z.string()),
});
