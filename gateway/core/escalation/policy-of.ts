import type { IncidentKind } from '../facts.ts';
import type { Policy, School } from '../school.ts';
import { minutes, seconds } from '../time.ts';

/** Id of the policy that stands in for one that has vanished in a reload or cannot be read. */
export const LAST_RESORT = 'last-resort';

/** Used when the configured policy has vanished in a reload: the fallback people, at once and again. */
const lastResort = (school: School): Policy => ({
  id: LAST_RESORT,
  steps: [{ after: seconds(0), notify: school.fallback.map((person) => ({ person })), outputs: [] }],
  repeatEvery: seconds(60),
  arriveWithin: minutes(3),
  closeWithin: minutes(30),
  joinWindow: seconds(120),
  renotifyEvery: seconds(5),
});

export const policyById = (school: School, id: string): Policy => school.policies.get(id) ?? lastResort(school);

/** The policy for an incident: the zone's own for people in need, else the kind's, else `default`. */
export function policyFor(school: School, kind: IncidentKind, zone: string | null): Policy {
  const zonePolicy = zone === null || kind !== 'panic' ? undefined : school.zones.get(zone)?.policy;
  return policyById(
    school,
    zonePolicy ?? school.policyOfKind.get(kind) ?? school.policyOfKind.get('default') ?? 'default',
  );
}
