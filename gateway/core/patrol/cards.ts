/** Whose card it is and where it was tapped. A number that nobody owns leaves this file only as a fingerprint. */

import type { Checkpoint, Patrol } from './patrol.ts';

/** What a reader says was tapped at it. */
export interface Checkin {
  readonly device: string;
  /** As the reader spells it. */
  readonly card: string;
  /** How long ago, by the reader's own clock. */
  readonly ageMs: number;
}

export type Holder =
  | { readonly is: 'guard'; readonly person: string; readonly checkpoint: Checkpoint | null }
  | { readonly is: 'lost'; readonly person: string | null; readonly checkpoint: Checkpoint | null }
  | { readonly is: 'unknown'; readonly checkpoint: Checkpoint | null };

export function holderOf(patrol: Patrol, { device, card }: Checkin): Holder {
  const number = card.toUpperCase();
  const checkpoints = [...patrol.checkpoints.values()];
  const carrier = patrol.handhelds.get(device);
  const tagged = checkpoints.find(({ tag }) => tag === number) ?? null;
  if (carrier !== undefined && tagged) return { is: 'guard', person: carrier, checkpoint: tagged };
  const checkpoint = checkpoints.find((one) => one.device === device) ?? null;
  const person = patrol.cards.get(number);
  if (person !== undefined) return { is: 'guard', person, checkpoint };
  const lostBy = patrol.lostCards.get(number);
  if (lostBy !== undefined) return { is: 'lost', person: lostBy, checkpoint };
  return { is: 'unknown', checkpoint };
}

/** What the journal keeps of a checkin in place of the number. */
export type CardOwner = { readonly person: string } | { readonly stranger: string };

/** @param fingerprint of the number: keyed, short, another one every day */
export function ownerOf(patrol: Patrol | undefined, checkin: Checkin, fingerprint: string): CardOwner {
  const holder: Holder = patrol ? holderOf(patrol, checkin) : { is: 'unknown', checkpoint: null };
  return holder.is !== 'unknown' && holder.person !== null ? { person: holder.person } : { stranger: fingerprint };
}
