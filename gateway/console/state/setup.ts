/** The configuration as it is being edited: what the person sees, and what is to be said to the gateway. Pure. */

import type { FormNode, SetupEdit, SetupFile } from '../../contract/setup-api.ts';

export interface Editing {
  readonly values: unknown;
  readonly edits: readonly SetupEdit[];
}

export type Path = SetupEdit['path'];

export const beginning = (file: SetupFile): Editing => ({ values: file.values ?? {}, edits: [] });

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function valueAt(values: unknown, path: Path): unknown {
  let found = values;
  for (const part of path) {
    if (Array.isArray(found) && typeof part === 'number') found = found[part] as unknown;
    else if (isRecord(found) && typeof part === 'string') found = found[part];
    else return undefined;
  }
  return found;
}

function withValue(values: unknown, path: Path, change: (before: unknown) => unknown): unknown {
  const [head, ...rest] = path;
  if (head === undefined) return change(values);
  if (typeof head === 'number') {
    const list: unknown[] = Array.isArray(values) ? [...(values as unknown[])] : [];
    list[head] = withValue(list[head], rest, change);
    return list;
  }
  const map = isRecord(values) ? values : {};
  return { ...map, [head]: withValue(map[head], rest, change) };
}

/** Typing in one field is one edit, however many letters. */
export function setAt({ values, edits }: Editing, path: Path, value: unknown): Editing {
  const edit = { op: 'set', path, value } as SetupEdit;
  const last = edits.at(-1);
  const same = last?.op === 'set' && JSON.stringify(last.path) === JSON.stringify(path);
  return { values: withValue(values, path, () => value), edits: [...(same ? edits.slice(0, -1) : edits), edit] };
}

export function removeAt({ values, edits }: Editing, path: Path): Editing {
  const last = path.at(-1);
  const without = (holder: unknown): unknown => {
    if (Array.isArray(holder)) return holder.filter((_, index) => index !== last);
    if (!isRecord(holder) || typeof last !== 'string') return holder;
    const { [last]: _gone, ...rest } = holder;
    return rest;
  };
  return {
    values: withValue(values, path.slice(0, -1), without),
    edits: [...edits, { op: 'remove', path: [...path] }],
  };
}

/** A new item: what must be there, empty. */
export function blank(form: FormNode): unknown {
  switch (form.is) {
    case 'map':
      return Object.fromEntries(form.keys.filter((key) => key.required).map((key) => [key.name, blank(key.form)]));
    case 'variant': {
      const [first] = Object.entries(form.variants);
      if (!first) return {};
      const inside = blank(first[1]);
      return { ...(isRecord(inside) ? inside : {}), [form.tag]: first[0] };
    }
    case 'list':
      return [];
    case 'named':
      return {};
    case 'choice':
      return form.options[0] ?? '';
    case 'flag':
      return false;
    case 'number':
      return 0;
    default:
      return '';
  }
}

/** What was typed, as the gateway wants it; undefined where it is none of that kind. */
export function typed(form: FormNode, text: string): string | number | boolean | undefined {
  if (form.is === 'number') {
    const number = Number(text);
    return text.trim() === '' || !Number.isFinite(number) ? undefined : number;
  }
  if (form.is === 'flag') return text === 'true';
  return text;
}

/** Lists of plain values are edited on one line. */
export function typedList(item: FormNode, text: string): readonly (string | number | boolean)[] | undefined {
  const parts = text
    .split(/[,，、]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => typed(item, part));
  return parts.includes(undefined) ? undefined : parts.filter((part) => part !== undefined);
}

export const isPlain = (form: FormNode): boolean => ['text', 'number', 'flag', 'choice'].includes(form.is);

/** How an item of a list is recognised. */
export function labelOf(value: unknown, index: number): string {
  if (!isRecord(value))
    return typeof value === 'string' || typeof value === 'number' ? String(value) : String(index + 1);
  const shown = [value['name'], value['id'], value['type'], value['channel']].filter((one) => typeof one === 'string');
  return shown.length > 0 ? [...new Set(shown)].slice(0, 2).join(' · ') : String(index + 1);
}

/** The form of a value of a variant. */
export function variantForm(form: Extract<FormNode, { is: 'variant' }>, value: unknown): FormNode | null {
  const tag = isRecord(value) ? value[form.tag] : undefined;
  return typeof tag === 'string' ? (form.variants[tag] ?? null) : null;
}
