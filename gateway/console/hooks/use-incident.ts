import { useCallback, useEffect, useState } from 'react';
import type { Incident, IncidentWithTimeline } from '../../contract/api.ts';
import { oneIncident } from '../api/calls.ts';
import type { Failure } from '../api/failure.ts';

const REREAD_MS = 5000;

export interface IncidentReading {
  readonly full: IncidentWithTimeline | null;
  readonly failure: Failure | null;
  /** Read again now. */
  again(): void;
}

/**
 * One incident with its record, read again whenever the board hears of it and every 5 s while it is not closed (results of
 * notices come in meanwhile). A failed reading keeps what was read before.
 */
export function useIncident(id: string, heard: Incident | undefined, onRefused: () => void): IncidentReading {
  const [reading, setReading] = useState<Omit<IncidentReading, 'again'> & { readonly of: string }>({
    of: id,
    full: null,
    failure: null,
  });

  const [turn, setTurn] = useState(0);
  const again = useCallback(() => setTurn((n) => n + 1), []);

  useEffect(() => {
    let over = false;
    const read = (): void => {
      void oneIncident(id).then((answer) => {
        if (over) return;
        if (answer.ok) return setReading({ of: id, full: answer.data, failure: null });
        if (answer.failure.why === 'unauthorized') onRefused();
        setReading((before) => ({ of: id, full: before.of === id ? before.full : null, failure: answer.failure }));
      });
    };
    read();
    const timer = setInterval(read, REREAD_MS);
    return () => {
      over = true;
      clearInterval(timer);
    };
    // `heard` is a new object whenever the incident changed.
  }, [id, heard, onRefused, turn]);

  return reading.of === id ? { ...reading, again } : { full: null, failure: null, again };
}
