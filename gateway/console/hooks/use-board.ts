import { useCallback, useEffect, useReducer, useRef, useState } from 'react';
import type { Incident } from '../../contract/api.ts';
import { closedIncidents, openIncidents } from '../api/calls.ts';
import type { Failure } from '../api/failure.ts';
import { LiveStream } from '../api/live.ts';
import { schoolDay } from '../format/moment.ts';
import { type Board, board, EMPTY_BOARD } from '../state/board.ts';
import { type Closed, closed, NO_CLOSED } from '../state/closed.ts';
import { ageMs, backoffMs, isStale, type Reading } from '../state/freshness.ts';
import { pageClock } from './page-clock.ts';

/** Read the whole list again this often, whatever was heard: a lost event must not stay lost. */
const REREAD_MS = 60_000;

export interface BoardDesk {
  readonly board: Board;
  readonly closed: Closed;
  readonly stale: boolean;
  /** The list could not be read at the last try. */
  readonly failing: boolean;
  /** How long ago anything was heard, ms. */
  age(): number;
  put(incident: Incident): void;
  unfoldClosed(): void;
  foldClosed(): void;
  moreClosed(): void;
}

/**
 * Keeps the board true: live events on top of a list that is read again at every (re)connection and once a minute.
 * @param onRefused a call or the stream was refused: the session may be over
 */
export function useBoard(timeZone: string, onRefused: () => void): BoardDesk {
  const [state, dispatch] = useReducer(board, EMPTY_BOARD);
  const [past, dispatchPast] = useReducer(closed, NO_CLOSED);
  const [stale, setStale] = useState(false);
  const [failing, setFailing] = useState(false);
  const heard = useRef<Reading>(pageClock.reading());
  /** False from the moment a connection was lost until the list has been read again. */
  const synced = useRef(false);

  const put = useCallback((incident: Incident) => {
    dispatch({ type: 'incident', incident });
    dispatchPast({ type: 'incident', incident });
  }, []);

  useEffect(() => {
    let over = false;
    let retry: ReturnType<typeof setTimeout> | null = null;
    let run = 0;

    const failed = (failure: Failure, attempt: number): void => {
      setFailing(true);
      dispatch({ type: 'fetch-failed' });
      if (failure.why === 'unauthorized') onRefused();
      else retry = setTimeout(() => read(attempt + 1), backoffMs(attempt, Math.random()));
    };
    const read = (attempt: number): void => {
      if (retry !== null) clearTimeout(retry);
      run += 1;
      const mine = run;
      dispatch({ type: 'fetching' });
      void openIncidents().then((answer) => {
        // A newer reading is on its way: this one may be older than what was heard since.
        if (over || mine !== run) return;
        if (!answer.ok) return failed(answer.failure, attempt);
        dispatch({ type: 'listed', items: answer.data.items });
        setFailing(false);
        synced.current = true;
        heard.current = pageClock.reading();
      });
    };

    const stream = new LiveStream(
      {
        opened: () => {
          synced.current = false;
          read(0);
        },
        heard: () => {
          if (synced.current) heard.current = pageClock.reading();
        },
        incident: put,
        health: (health) => dispatch({ type: 'health', health }),
        refused: onRefused,
      },
      () => pageClock.reading(),
    );

    const watch = (): void => {
      stream.check();
      setStale(isStale(heard.current, pageClock.reading()));
    };
    const wake = (): void => {
      watch();
      if (document.visibilityState === 'visible') stream.retryNow();
    };
    const online = (): void => stream.retryNow();
    stream.open();
    const unsubscribe = pageClock.subscribe(watch);
    const reread = setInterval(() => read(0), REREAD_MS);
    document.addEventListener('visibilitychange', wake);
    window.addEventListener('online', online);
    return () => {
      over = true;
      stream.stop();
      unsubscribe();
      clearInterval(reread);
      if (retry !== null) clearTimeout(retry);
      document.removeEventListener('visibilitychange', wake);
      window.removeEventListener('online', online);
    };
  }, [put, onRefused]);

  const page = useCallback(
    (cursor: string | null) => {
      void closedIncidents(schoolDay(pageClock.now(), timeZone), cursor).then((answer) =>
        dispatchPast(
          answer.ok ? { type: 'page', items: answer.data.items, next: answer.data.next } : { type: 'failed' },
        ),
      );
    },
    [timeZone],
  );

  return {
    board: state,
    closed: past,
    stale,
    failing,
    age: () => ageMs(heard.current, pageClock.reading()),
    put,
    unfoldClosed: () => {
      dispatchPast({ type: 'unfold' });
      page(null);
    },
    foldClosed: () => dispatchPast({ type: 'fold' }),
    moreClosed: () => {
      dispatchPast({ type: 'unfold' });
      page(past.next);
    },
  };
}
