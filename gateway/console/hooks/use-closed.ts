import { useCallback, useReducer } from 'react';
import type { Incident } from '../../contract/api.ts';
import { closedIncidents } from '../api/calls.ts';
import { schoolDay } from '../format/moment.ts';
import { type Closed, closed, NO_CLOSED } from '../state/closed.ts';
import { pageClock } from './page-clock.ts';

export interface ClosedDesk {
  readonly closed: Closed;
  put(incident: Incident): void;
  unfold(): void;
  fold(): void;
  more(): void;
}

/** Today's closed incidents, by the school's calendar, read when they are asked for. */
export function useClosed(timeZone: string): ClosedDesk {
  const [state, dispatch] = useReducer(closed, NO_CLOSED);
  const read = (cursor: string | null): void => {
    dispatch({ type: 'unfold' });
    void closedIncidents(schoolDay(pageClock.now(), timeZone), cursor).then((answer) =>
      dispatch(answer.ok ? { type: 'page', items: answer.data.items, next: answer.data.next } : { type: 'failed' }),
    );
  };
  const put = useCallback((incident: Incident) => dispatch({ type: 'incident', incident }), []);
  return {
    closed: state,
    put,
    unfold: () => read(null),
    fold: () => dispatch({ type: 'fold' }),
    more: () => read(state.next),
  };
}
