/**
 * InfluxQL with names from the field registry: `${series('press').at.device}`. A wrong name is a type error, and throws while the
 * dashboards load where types were lost.
 */

import { type MeasurementName, SERIES } from '../../gateway/contract/series/registry.ts';

type Tags<M extends MeasurementName> = (typeof SERIES)[M]['tags'];
type Name<M extends MeasurementName> = (keyof Tags<M> | keyof (typeof SERIES)[M]['fields']) & string;
type Value<T> = T extends { readonly values: readonly (infer V extends string)[] } ? V : string;

export interface Series<M extends MeasurementName> {
  /** For FROM: bucket and measurement. */
  readonly from: string;
  /** Tags and fields, quoted. */
  readonly at: Readonly<Record<Name<M>, string>>;
  /** The tag has one of these values. */
  is<T extends keyof Tags<M> & string>(tag: T, ...values: readonly Value<Tags<M>[T]>[]): string;
}

export function series<M extends MeasurementName>(measurement: M): Series<M> {
  const { bucket, tags, fields } = SERIES[measurement];
  const known = new Set([...Object.keys(tags), ...Object.keys(fields)]);
  const quoted = (name: string): string => {
    if (!known.has(name)) throw new Error(`the registry has no "${name}" in measurement ${measurement}`);
    return `"${name}"`;
  };
  const at = new Proxy<Record<string, string>>({}, { get: (_, name) => quoted(String(name)) });
  return {
    from: `"${bucket}"."${measurement}"`,
    at: at as Readonly<Record<Name<M>, string>>,
    is: (tag, ...values) => {
      const each = values.map((value) => `${quoted(tag)} = '${value}'`);
      return each.length === 1 ? `${each[0]}` : `(${each.join(' OR ')})`;
    },
  };
}

/** The column is one of the values chosen in a variable. `:regex` escapes every value, also one that starts like a number. */
export const chosen = (column: string, variable: string): string => `${column} =~ /^\${${variable}:regex}$/`;
