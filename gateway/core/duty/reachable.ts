import type { Person, School } from '../school.ts';

/** Channels of a person that this school has, each once. */
export const channelsOf = (school: School, person: Person): readonly string[] => [
  ...new Set(person.addresses.map(({ channel }) => channel).filter((channel) => school.channels.has(channel))),
];
