/** Turns a step's targets into people and addresses. An empty or unreachable step says why (it is skipped at once). */

import type { Context } from '../context.ts';
import { onDuty } from '../duty/on-duty.ts';
import type { Skipped } from '../facts.ts';
import type { Person, Step, Target } from '../school.ts';

export interface Addressee {
  readonly person: Person | null;
  readonly channel: string;
  readonly to: string;
}

export interface Addressees {
  readonly all: readonly Addressee[];
  readonly skipped: readonly Skipped[];
  /** At least one person has a channel that is not known to be down. */
  readonly somebody: boolean;
}

export const OUTPUT_CHANNEL = 'output';

const nameOf = (target: Target): string => ('post' in target ? `post:${target.post}` : `person:${target.person}`);

function peopleOf(target: Target, ctx: Context): readonly Person[] {
  if ('post' in target)
    return onDuty(ctx.school, ctx.now, ctx.duty)
      .items.filter((d) => d.post === target.post)
      .map((d) => d.person);
  const person = ctx.school.people.get(target.person);
  return person ? [person] : [];
}

/** Every address of a person on a configured channel; down channels are tried all the same, but do not count as reach. */
export function addressesOf(
  person: Person,
  ctx: Context,
): { readonly all: readonly Addressee[]; readonly why: Skipped['why'] | null } {
  const all = person.addresses
    .filter((address) => ctx.school.channels.has(address.channel))
    .map((address) => ({ person, channel: address.channel, to: address.to }));
  if (all.length === 0) return { all, why: 'no-address' };
  return { all, why: all.every((a) => ctx.channelsDown.has(a.channel)) ? 'channel-down' : null };
}

/** Everybody and everything a step notifies, each person once. */
export function addressees(targets: readonly Target[], outputs: Step['outputs'], ctx: Context): Addressees {
  const all: Addressee[] = [];
  const skipped: Skipped[] = [];
  const met = new Set<string>();
  let somebody = false;
  for (const target of targets) {
    const people = peopleOf(target, ctx);
    if (people.length === 0) {
      skipped.push({ target: nameOf(target), why: 'post' in target ? 'nobody-on-duty' : 'unknown-person' });
    }
    for (const person of people) {
      if (met.has(person.id)) continue;
      met.add(person.id);
      const addresses = addressesOf(person, ctx);
      all.push(...addresses.all);
      if (addresses.why) skipped.push({ target: `person:${person.id}`, why: addresses.why });
      else somebody = true;
    }
  }
  for (const device of outputs) all.push({ person: null, channel: OUTPUT_CHANNEL, to: device });
  return { all, skipped, somebody };
}
