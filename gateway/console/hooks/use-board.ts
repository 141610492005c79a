import { useCallback, useEffect, useReducer, useRef, useState } from 'react';
import type { Incident } from '../../contract/api.ts';
import { type Board, board, EMPTY_BOARD } from '../state/board.ts';
import { BoardFeed } from './board-feed.ts';
import { type ClosedDesk, useClosed } from './use-closed.ts';

export interface BoardDesk {
  readonly board: Board;
  readonly past: ClosedDesk;
  readonly stale: boolean;
  /** The list could not be read at the last try. */
  readonly failing: boolean;
  /** How long ago anything was heard, ms. */
  age(): number;
  put(incident: Incident): void;
}

/** @param onRefused a call or the stream was refused: the session may be over */
export function useBoard(timeZone: string, onRefused: () => void): BoardDesk {
  const [state, dispatch] = useReducer(board, EMPTY_BOARD);
  const [stale, setStale] = useState(false);
  const [failing, setFailing] = useState(false);
  const past = useClosed(timeZone);
  const { put: putPast } = past;
  const feed = useRef<BoardFeed | null>(null);

  const put = useCallback(
    (incident: Incident) => {
      dispatch({ type: 'incident', incident });
      putPast(incident);
    },
    [putPast],
  );

  useEffect(() => {
    feed.current = new BoardFeed({
      fetching: () => dispatch({ type: 'fetching' }),
      listed: (items) => {
        dispatch({ type: 'listed', items });
        setFailing(false);
      },
      fetchFailed: () => {
        dispatch({ type: 'fetch-failed' });
        setFailing(true);
      },
      incident: put,
      health: (health) => dispatch({ type: 'health', health }),
      stale: setStale,
      refused: onRefused,
    });
    return feed.current.start();
  }, [put, onRefused]);

  return { board: state, past, stale, failing, age: () => feed.current?.age() ?? 0, put };
}
