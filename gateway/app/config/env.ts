/**
 * `${NAME}` and `${NAME:-default}` in the strings of the configuration. `$${` is a literal `${`.
 * Values of variables go into the result and nowhere else: never into a message.
 */

export interface Substituted {
  readonly text: string;
  /** There was at least one reference. */
  readonly used: boolean;
  /** The values put in, defaults not counted: they may be secrets and are never shown. */
  readonly values: readonly string[];
  /** Names without a value and without a default. */
  readonly missing: readonly string[];
  /** A `${` that is no reference, as written. */
  readonly malformed: string | null;
}

const REFERENCE = /\$\$\{|\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}|\$\{[^}]{0,40}\}?/g;

export function substitute(text: string, env: Readonly<Record<string, string | undefined>>): Substituted {
  if (!text.includes('${')) return { text, used: false, values: [], missing: [], malformed: null };
  const missing: string[] = [];
  const values: string[] = [];
  let malformed: string | null = null;
  let used = false;
  const result = text.replace(REFERENCE, (whole: string, name: string | undefined, fallback: string | undefined) => {
    if (whole === '$${') return '${';
    if (name === undefined) {
      malformed ??= whole;
      return whole;
    }
    used = true;
    const value = Object.hasOwn(env, name) ? env[name] : undefined;
    // As in a shell: `:-` also replaces an empty value.
    if (fallback !== undefined && (value === undefined || value === '')) return fallback;
    if (value === undefined) {
      missing.push(name);
      return whole;
    }
    values.push(value);
    return value;
  });
  return { text: result, used, values, missing, malformed };
}
