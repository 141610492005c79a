/**
 * What the patrol draws, and the fingerprints of cards nobody owns, from one secret of this gateway. A day's seed is an HMAC
 * of its date and rule: whoever learns every round so far, or even a day's seed, learns nothing of another day (ADR 0009).
 */

import { createHash, createHmac } from 'node:crypto';
import type { DaySeed } from '../../core/patrol/plan-rounds.ts';

const BYTES_A_DRAW = 6;
const HEX_OF_A_FINGERPRINT = 6;

const mac = (key: Uint8Array, ...parts: readonly string[]): Buffer =>
  createHmac('sha256', key)
    .update(parts.map((part) => `${Buffer.byteLength(part)}:${part}`).join(''))
    .digest();

/** 32 bytes that decide the drawn rounds of one rule on one date. May be shown once that day is over. */
export const daySeed = (secret: Uint8Array, plan: string, date: string): Buffer =>
  mac(secret, 'patrol-day', plan, date);

/** Published with each round as it begins: the seed was fixed before, and can be shown afterwards. */
export const commitmentTo = (seed: Uint8Array): string => createHash('sha256').update(seed).digest('hex');

/** Numbers drawn evenly from [0, 1) by HMAC in counter mode, 48 bits each. */
export function drawsFrom(seed: Uint8Array): DaySeed {
  let block: Buffer = Buffer.alloc(0);
  let blocks = 0;
  let at = 0;
  const draws = (): number => {
    if (at + BYTES_A_DRAW > block.length) {
      block = mac(seed, 'draw', String(blocks++));
      at = 0;
    }
    const value = block.readUIntBE(at, BYTES_A_DRAW) / 2 ** (8 * BYTES_A_DRAW);
    at += BYTES_A_DRAW;
    return value;
  };
  return { draws, commitment: commitmentTo(seed) };
}

/**
 * Tells cards of one day apart and no more: keyed, another one every day, and 24 bits short, so that hundreds of card numbers
 * share each. A pupil's card cannot be found by it, nor followed from day to day.
 */
export const cardFingerprint = (secret: Uint8Array, date: string, card: string): string =>
  mac(secret, 'patrol-card', date, card.toUpperCase()).toString('hex').slice(0, HEX_OF_A_FINGERPRINT);
