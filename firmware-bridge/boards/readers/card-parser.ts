/** From the bytes of a card reader to cards. One parser per connection: what was half read before it is forgotten. */

/** A card's number as hexadecimal digits, upper case; or bytes that are none and why. */
export type CardRead =
  | { readonly is: 'card'; readonly card: string }
  | { readonly is: 'garbage'; readonly reason: 'shape' | 'checksum' | 'parity' };

export interface CardParser {
  /** What `chunk` completes, in order. Never throws; keeps no more than one message. */
  push(chunk: Uint8Array): readonly CardRead[];
}

/** What a reader says with nothing in its field, and no card that was ever sold. */
const isBlank = (card: string): boolean => /^(0+|F+)$/.test(card);

export const cardRead = (card: string): CardRead =>
  isBlank(card) ? { is: 'garbage', reason: 'shape' } : { is: 'card', card };
