/** One-time codes a person types once: 100 random bits in Crockford's base 32, which has no I, L, O or U to misread. */

import { randomBytes } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 20;

/** Twenty characters in groups of five: `7KQ2M-…`. */
export function makeCode(): string {
  const letters = [...randomBytes(LENGTH)].map((byte) => ALPHABET[byte % 32]).join('');
  return letters.replaceAll(/(.{5})(?=.)/g, '$1-');
}

/** What the person meant: case, spaces, dashes and look-alikes do not matter. */
export const readCode = (typed: string): string =>
  typed.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
