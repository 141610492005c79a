/**
 * What a value says, as a lower-case word. Devices write the same thing as `true`, `"TRUE"`, `1` or `"ON"`; an absent key
 * says nothing at all, which is not "no" (FIELD: absent key is not false, and `"FALSE"` is truthy to a program only).
 */

/** `null`: it says nothing (absent, null, a list, an object, empty text). */
export function wordOf(value: unknown): string | null {
  switch (typeof value) {
    case 'string': {
      const word = value.trim().toLowerCase();
      return word === '' ? null : word;
    }
    case 'boolean':
      return value ? 'true' : 'false';
    case 'number':
      return Number.isFinite(value) ? String(value) : null;
    default:
      return null;
  }
}

/** A number, also one written as text. */
export function numberOf(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string' || !/^\s*-?\d{1,15}(\.\d{1,12})?\s*%?\s*$/.test(value)) return null;
  return Number(value.replace('%', ''));
}

export const YES = ['true', 'on', '1', 'yes', 'open', 'online', 'ready'] as const;
export const NO = ['false', 'off', '0', 'no', 'closed', 'close', 'offline', 'lost', 'disconnected'] as const;
