/** The patrol board: the order of rounds, and who tapped in them. Pure. */

import type { Round } from '../../contract/patrol.ts';

/** Running rounds first, the one that is most behind on top; then what comes, then what is over, newest first. */
const GROUP: Readonly<Record<Round['status'], number>> = {
  behind: 0,
  walking: 1,
  due: 1,
  planned: 2,
  missed: 3,
  partial: 3,
  late: 3,
  done: 3,
  unknown: 3,
};

export const inOrderOfTime = (rounds: readonly Round[]): readonly Round[] =>
  [...rounds].sort((a, b) => {
    const groups = GROUP[a.status] - GROUP[b.status];
    if (groups !== 0) return groups;
    const time = Date.parse(a.dueFrom) - Date.parse(b.dueFrom);
    return GROUP[a.status] === 3 ? -time : time;
  });

/** Everybody of the staff who tapped, by name. */
export function tappersOf(rounds: readonly Round[]): readonly { readonly id: string; readonly name: string }[] {
  const found = new Map<string, string>();
  for (const { checkpoints } of rounds) {
    for (const { person, personName } of checkpoints) if (person !== null) found.set(person, personName ?? person);
  }
  return [...found].map(([id, name]) => ({ id, name })).sort((a, b) => a.name.localeCompare(b.name));
}
