/**
 * What a measurement of the time series is made of. Tags are bounded: an enum of ours, or names that the school's configuration
 * lists. Ids of single events are fields. Nothing holds free text from people, and nothing a pupil (promise 10).
 */

/** Chinese, then English. */
export type Meaning = readonly [zh: string, en: string];

/** What bounds a tag that is no enum: the ids or names in the configuration, and what stands there where there is none. */
export type ConfigList = 'zones' | 'zone names' | 'devices' | 'channels' | 'sinks' | 'routes' | 'checkpoints' | 'rules';

export interface Tag {
  readonly values: readonly string[] | ConfigList;
  readonly meaning: Meaning;
}

/** `int` is a 64-bit integer, also for yes and no (1 and 0): InfluxQL sums numbers, not booleans. */
export type FieldType = 'int' | 'float' | 'string';

export interface Field<T extends FieldType = FieldType, O extends boolean = boolean> {
  readonly type: T;
  /** UCUM-like: `ms`, `s`, `min`, `%`, `mV`, `dBm`, `MB`, `1` for a count or a yes/no, '' for text. */
  readonly unit: string;
  /** May be missing from a point. */
  readonly optional: O;
  readonly meaning: Meaning;
}

export type Bucket = 'alarms' | 'raw' | 'rollup';

export interface Measurement<
  T extends Readonly<Record<string, Tag>> = Readonly<Record<string, Tag>>,
  F extends Readonly<Record<string, Field>> = Readonly<Record<string, Field>>,
> {
  readonly bucket: Bucket;
  readonly meaning: Meaning;
  readonly tags: T;
  readonly fields: F;
}

export const measurement = <
  const T extends Readonly<Record<string, Tag>>,
  const F extends Readonly<Record<string, Field>>,
>(
  bucket: Bucket,
  meaning: Meaning,
  tags: T,
  fields: F,
): Measurement<T, F> => ({ bucket, meaning, tags, fields });

export const oneOf = <const V extends readonly string[]>(
  values: V,
  ...meaning: Meaning
): { values: V; meaning: Meaning } => ({ values, meaning });
export const listed = (values: ConfigList, ...meaning: Meaning): { values: ConfigList; meaning: Meaning } => ({
  values,
  meaning,
});

const field =
  <T extends FieldType, O extends boolean>(type: T, optional: O) =>
  (unit: string, ...meaning: Meaning): Field<T, O> => ({ type, unit, optional, meaning });

export const int = field('int', false);
export const float = field('float', false);
export const mayInt = field('int', true);
export const mayFloat = field('float', true);
export const text = (...meaning: Meaning): Field<'string', false> => field('string', false)('', ...meaning);
export const mayText = (...meaning: Meaning): Field<'string', true> => field('string', true)('', ...meaning);

/** Every point counts once: `sum("n")` is how many. */
export const n = int('1', '计数，恒为 1', 'Counts the point: always 1');
