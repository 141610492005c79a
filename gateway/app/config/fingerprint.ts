import { createHash } from 'node:crypto';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** JSON with sorted keys; maps and sets as their contents. The same configuration gives the same text in any order of keys. */
export function canonical(value: unknown): string {
  if (value instanceof Map) return canonical(Object.fromEntries(value));
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const pairs = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, item]) => `${JSON.stringify(name)}:${canonical(item)}`);
  return `{${pairs.join(',')}}`;
}

/** SHA-256 (hex) of a configuration. Channels, which hold secrets, go in only as hashes of their own. */
export function fingerprint(open: unknown, secret: readonly unknown[]): string {
  return sha256(canonical({ open, secret: secret.map((item) => sha256(canonical(item))) }));
}
