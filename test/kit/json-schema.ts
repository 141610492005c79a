/** The part of JSON Schema 2020-12 that our OpenAPI document uses. A keyword it does not know is an error, not a pass. */

export type JsonSchema = Readonly<Record<string, unknown>>;

const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  integer: (value) => Number.isInteger(value),
  boolean: (value) => typeof value === 'boolean',
  null: (value) => value === null,
  array: Array.isArray,
  object: isObject,
};

/** Says nothing about a value. */
const REMARKS = new Set([
  'description',
  'title',
  'default',
  'examples',
  'format',
  '$schema',
  '$id',
  'properties',
  'required',
]);

/** Null where `value` fits, else where and why it does not. `root` resolves references. */
export function mismatch(schema: JsonSchema, value: unknown, root: JsonSchema, at = '$'): string | null {
  for (const [keyword, rule] of Object.entries(schema)) {
    if (REMARKS.has(keyword)) continue;
    const found = checkKeyword(keyword, rule, schema, value, root, at);
    if (found !== null) return found;
  }
  return isObject(value) ? members(schema, value, root, at) : null;
}

function checkKeyword(
  keyword: string,
  rule: unknown,
  schema: JsonSchema,
  value: unknown,
  root: JsonSchema,
  at: string,
): string | null {
  const fail = (fits: boolean): string | null => (fits ? null : `${at}: ${keyword} ${JSON.stringify(rule)}`);
  const size = typeof value === 'string' || Array.isArray(value) ? value.length : 0;
  switch (keyword) {
    case '$ref':
      return mismatch(resolve(String(rule), root), value, root, at);
    case 'type':
      return fail([rule].flat().some((name) => TYPES[String(name)]?.(value) ?? false));
    case 'enum':
      return fail(Array.isArray(rule) && rule.includes(value));
    case 'const':
      return fail(rule === value);
    case 'anyOf':
    case 'oneOf':
      return fail(asSchemas(rule).some((one) => mismatch(one, value, root, at) === null));
    case 'items':
      return first(Array.isArray(value) ? value : [], (item, index) =>
        mismatch(asSchema(rule), item, root, `${at}.${index}`),
      );
    case 'pattern':
      return fail(typeof value !== 'string' || new RegExp(String(rule), 'u').test(value));
    case 'minLength':
    case 'minItems':
      return fail(size >= Number(rule));
    case 'maxLength':
    case 'maxItems':
      return fail(size <= Number(rule));
    case 'minimum':
      return fail(typeof value !== 'number' || value >= Number(rule));
    case 'maximum':
      return fail(typeof value !== 'number' || value <= Number(rule));
    case 'propertyNames':
    case 'additionalProperties':
      return isObject(value) ? extras(keyword, rule, schema, value, root, at) : null;
    default:
      throw new Error(`JSON Schema keyword ${keyword} is not known here`);
  }
}

function members(schema: JsonSchema, value: JsonSchema, root: JsonSchema, at: string): string | null {
  const required = Array.isArray(schema['required']) ? schema['required'].map(String) : [];
  const missing = required.find((name) => !(name in value));
  if (missing !== undefined) return `${at}.${missing}: missing`;
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  return first(Object.entries(properties), ([name, rule]) =>
    name in value ? mismatch(asSchema(rule), value[name], root, `${at}.${name}`) : null,
  );
}

function extras(
  keyword: string,
  rule: unknown,
  schema: JsonSchema,
  value: JsonSchema,
  root: JsonSchema,
  at: string,
): string | null {
  const named = isObject(schema['properties']) ? schema['properties'] : {};
  return first(Object.entries(value), ([name, member]) => {
    if (keyword === 'propertyNames') return mismatch(asSchema(rule), name, root, `${at}.${name}`);
    if (name in named) return null;
    return rule === false ? `${at}.${name}: not declared` : mismatch(asSchema(rule), member, root, `${at}.${name}`);
  });
}

function resolve(reference: string, root: JsonSchema): JsonSchema {
  const found = reference
    .replace(/^#\//, '')
    .split('/')
    .reduce<unknown>((node, name) => (isObject(node) ? node[name] : undefined), root);
  return asSchema(found);
}

function first<T>(items: readonly T[], look: (item: T, index: number) => string | null): string | null {
  for (const [index, item] of items.entries()) {
    const found = look(item, index);
    if (found !== null) return found;
  }
  return null;
}

function isObject(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function asSchema(value: unknown): JsonSchema {
  if (!isObject(value)) throw new Error('a schema is an object');
  return value;
}

const asSchemas = (value: unknown): readonly JsonSchema[] => (Array.isArray(value) ? value.map(asSchema) : []);
