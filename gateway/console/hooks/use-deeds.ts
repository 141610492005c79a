import { useCallback, useReducer, useRef } from 'react';
import type { Incident } from '../../contract/api.ts';
import { type Act, act } from '../api/calls.ts';
import { type Deeds, deeds, NO_DEEDS } from '../state/deeds.ts';

export interface DeedDesk {
  readonly deeds: Deeds;
  /** True when it was done. A second call while one is in flight for the incident does nothing. */
  perform(incident: string, what: Act): Promise<boolean>;
  forget(incident: string): void;
}

export function useDeeds(put: (incident: Incident) => void, onRefused: () => void): DeedDesk {
  const [state, dispatch] = useReducer(deeds, NO_DEEDS);
  const inFlight = useRef(new Set<string>());

  const perform = useCallback(
    async (incident: string, what: Act) => {
      if (inFlight.current.has(incident)) return false;
      inFlight.current.add(incident);
      dispatch({ type: 'started', incident, deed: what.deed });
      const answer = await act(incident, what);
      inFlight.current.delete(incident);
      if (answer.ok) {
        put(answer.data.incident);
        dispatch({ type: 'done', incident, deed: what.deed, stored: answer.data.stored });
        return true;
      }
      const { failure } = answer;
      if (failure.why === 'conflict' && failure.incident) put(failure.incident);
      if (failure.why === 'unauthorized') onRefused();
      dispatch({ type: 'failed', incident, deed: what.deed, failure });
      return false;
    },
    [put, onRefused],
  );

  const forget = useCallback((incident: string) => dispatch({ type: 'forget', incident }), []);
  return { deeds: state, perform, forget };
}
