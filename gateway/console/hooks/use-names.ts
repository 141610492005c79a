import { useEffect, useMemo, useState } from 'react';
import type { GatewayHealth, Incident, Me } from '../../contract/api.ts';
import type { Duty } from '../../contract/duty-api.ts';
import { dutyNow } from '../api/calls.ts';
import type { Names } from '../format/fact-sentence.ts';

/** Names for the ids of people and channels, gathered from whatever the gateway has named so far. */
export function useNames(me: Me, incidents: readonly Incident[], health: GatewayHealth | null): Names {
  const [duty, setDuty] = useState<Duty | null>(null);
  useEffect(() => {
    let over = false;
    void dutyNow().then((answer) => {
      if (!over && answer.ok) setDuty(answer.data);
    });
    return () => {
      over = true;
    };
  }, []);
  const channels = health?.channels;
  return useMemo(() => {
    const people = new Map<string, string>([[me.person, me.name]]);
    for (const one of duty?.items ?? []) people.set(one.person, one.name);
    for (const one of incidents)
      if (one.takenBy !== null && one.takenByName !== null) people.set(one.takenBy, one.takenByName);
    return { people, channels: new Map((channels ?? []).map((one) => [one.id, one.name])) };
  }, [me, duty, incidents, channels]);
}
