import { useEffect, useState } from 'react';
import type { Zone } from '../../contract/api.ts';
import { zones as readZones } from '../api/calls.ts';

const AGAIN_MS = 5000;

/** The school's places; asked for again until they came. Empty until then: incidents carry their own place name. */
export function useZones(): readonly Zone[] {
  const [zones, setZones] = useState<readonly Zone[]>([]);
  useEffect(() => {
    let over = false;
    let timer: ReturnType<typeof setTimeout> | null = null;
    const read = (): void => {
      void readZones().then((answer) => {
        if (over) return;
        if (answer.ok) setZones(answer.data);
        else if (answer.failure.why !== 'unauthorized') timer = setTimeout(read, AGAIN_MS);
      });
    };
    read();
    return () => {
      over = true;
      if (timer !== null) clearTimeout(timer);
    };
  }, []);
  return zones;
}
