/**
 * Line protocol, as InfluxDB 1, 2 and 3 read it alike. A point is made of the registry's names and types and of nothing else; once
 * rendered, a line is never rendered again: the same text goes out until it was taken.
 */

import { type FieldsOf, type MeasurementName, SERIES, type TagsOf } from '../../../contract/series/registry.ts';
import type { Bucket, Field } from '../../../contract/series/measurement.ts';
import { NONE } from '../../../contract/series/shared-tags.ts';

export interface Line {
  readonly bucket: Bucket;
  readonly text: string;
}

/** Parts a batch into lines: no line holds it. A raw line feed may stand inside a quoted field. */
export const LINE_END = '\u001E';

/** Half of a character that UTF-16 writes in two. */
const HALF = /\p{Surrogate}/gu;
const MOST_TAG = 256;
const MOST_TEXT = 4096;
/** The years 1970 to 2262: what a 64-bit count of ns holds. */
const LAST_MS = 9_223_372_036_000;

/**
 * Nanoseconds of a fact: event ms × 10⁶ + journal seq mod 10⁶, unique and the same each time.
 * @param ms epoch ms; held within 1970 to 2262
 */
export function nanos(ms: number, seq: number): bigint {
  const whole = Math.trunc(Math.min(Math.max(Number.isFinite(ms) ? ms : 0, 0), LAST_MS));
  return BigInt(whole) * 1_000_000n + BigInt(seq % 1_000_000);
}

/**
 * A tag value as the database will show it. Line protocol cannot say a backslash before a separator or at the end, nor a control
 * character; those become `/` and a space.
 */
export function tagText(value: string): string {
  const clean = value
    .slice(0, MOST_TAG)
    .replaceAll(HALF, '\uFFFD')
    .replaceAll(/\p{Cc}/gu, ' ')
    .replaceAll(/\\+(?=[,= ]|$)/g, (run) => '/'.repeat(run.length));
  return clean === '' ? NONE : clean;
}

/** Text of a field as the database will show it: everything but NUL, the record separator and halves of characters. */
export const fieldText = (value: string): string =>
  value.slice(0, MOST_TEXT).replaceAll(HALF, '\uFFFD').replaceAll('\0', '\uFFFD').replaceAll(LINE_END, '\uFFFD');

/** Tag values are bounded, and every line has a dozen of them: each is escaped once. */
const escaped = new Map<string, string>();
const MOST_ESCAPED = 10_000;

function escapeTag(value: string): string {
  const known = escaped.get(value);
  if (known !== undefined) return known;
  const text = tagText(value).replaceAll(/[,= ]/g, String.raw`\$&`);
  if (escaped.size >= MOST_ESCAPED) escaped.clear();
  escaped.set(value, text);
  return text;
}

const PLAIN_TEXT = /^[\w .,:/-]{0,200}$/;
const quoteText = (value: string): string =>
  PLAIN_TEXT.test(value) ? `"${value}"` : `"${fieldText(value).replaceAll(/["\\]/g, String.raw`\$&`)}"`;

/** Null where the value does not fit its type: a field that cannot be written truly is left out. */
function fieldValue({ type }: Field, value: string | number): string | null {
  if (typeof value === 'string') return type === 'string' ? quoteText(value) : null;
  if (type === 'string' || !Number.isFinite(value)) return null;
  if (type === 'float') return String(value);
  return Number.isSafeInteger(Math.round(value)) ? `${Math.round(value)}i` : null;
}

interface Shape {
  readonly bucket: Bucket;
  readonly tags: readonly string[];
  readonly fields: readonly (readonly [string, Field])[];
}

/** Tags in the order of their names, as the database keeps them. */
const SHAPES = new Map<string, Shape>(
  Object.entries(SERIES).map(([name, { bucket, tags, fields }]) => [
    name,
    { bucket, tags: Object.keys(tags).sort(), fields: Object.entries<Field>(fields) },
  ]),
);

/** One line of a measurement. Fields that are null or missing are left out. */
export function line<M extends MeasurementName>(name: M, tags: TagsOf<M>, fields: FieldsOf<M>, ns: bigint): Line {
  const shape = SHAPES.get(name);
  if (!shape) throw new TypeError(`no measurement ${name}`);
  const tagValues: Readonly<Record<string, string>> = tags;
  const values: Readonly<Record<string, string | number | null | undefined>> = fields;
  let text: string = name;
  for (const tag of shape.tags) text += `,${tag}=${escapeTag(tagValues[tag] ?? NONE)}`;
  let separator = ' ';
  for (const [field, spec] of shape.fields) {
    const given = values[field];
    const written = given === null || given === undefined ? null : fieldValue(spec, given);
    if (written === null) continue;
    text += `${separator}${field}=${written}`;
    separator = ',';
  }
  return { bucket: shape.bucket, text: `${text} ${ns}` };
}
