import { useCallback, useEffect, useState } from 'react';
import type { Answer, Failure } from '../api/failure.ts';

const AGAIN_MS = 5000;

export interface Reading<T> {
  /** Null until it was read once; kept when a later reading fails. */
  readonly data: T | null;
  readonly failure: Failure | null;
  /** Read again now. */
  again(): void;
}

/**
 * Something the gateway knows, read at once and every so often; tried again until it comes. `read` must be stable: another
 * function is another question, whose answer does not yet exist.
 */
export function useReading<T>(read: () => Promise<Answer<T>>, everyMs: number | null = null): Reading<T> {
  const [state, setState] = useState<{ of: typeof read; data: T | null; failure: Failure | null }>({
    of: read,
    data: null,
    failure: null,
  });
  const [turn, setTurn] = useState(0);

  useEffect(() => {
    let over = false;
    let timer: ReturnType<typeof setTimeout> | null = null;
    const ask = (): void => {
      void read().then((answer) => {
        if (over) return;
        setState((before) => ({
          of: read,
          data: answer.ok ? answer.data : before.of === read ? before.data : null,
          failure: answer.ok ? null : answer.failure,
        }));
        const next = answer.ok ? everyMs : answer.failure.why === 'unauthorized' ? null : AGAIN_MS;
        if (next !== null) timer = setTimeout(ask, next);
      });
    };
    ask();
    return () => {
      over = true;
      if (timer !== null) clearTimeout(timer);
    };
  }, [read, everyMs, turn]);

  const again = useCallback(() => setTurn((n) => n + 1), []);
  const mine = state.of === read;
  return { data: mine ? state.data : null, failure: mine ? state.failure : null, again };
}
