/** The staff as the API shows it: which channels reach somebody, not under which number. */

import type { StaffMember } from '../../contract/people-api.ts';
import type { School } from '../../core/school.ts';

export const staffViews = (school: School): readonly StaffMember[] =>
  [...school.people.values()].map(({ id, name, nameEn, title, role, addresses }) => ({
    id,
    name,
    nameEn: nameEn ?? null,
    title,
    role,
    channels: [...new Set(addresses.map(({ channel }) => channel))],
  }));
