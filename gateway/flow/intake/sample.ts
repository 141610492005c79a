/**
 * What of an unusable body may stand in the record: its shape. A device might put a name or a card number into it, and no
 * fact can be taken back (promise 10).
 */

import { EVENT_TYPES } from '../../contract/mqtt.ts';

const SAMPLE_CHARS = 120;
/** Field names and values of the contract. */
const KNOWN = new Set<string>([
  ...EVENT_TYPES,
  ...['v', 'boot', 'seq', 'type', 'age', 'at', 'hold', 'count', 'level', 'help', 'urgent', 'drill', 'open', 'active'],
  ...['card', 'mv', 'pct', 'code', 'rssi', 'uptime', 'true', 'false', 'null'],
]);

/** The first 120 characters; every word that the contract does not know is masked, its length kept. */
export function sampleOf(payload: Buffer): string {
  const text = payload.toString('utf8', 0, 4 * SAMPLE_CHARS);
  const masked = text.replace(/[\p{L}\p{M}\p{N}_]+/gu, (word) => (KNOWN.has(word) ? word : mask(word)));
  return masked.slice(0, SAMPLE_CHARS);
}

const mask = (word: string): string => '•'.repeat([...word].length);
