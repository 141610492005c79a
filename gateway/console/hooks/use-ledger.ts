import { useCallback, useEffect, useReducer } from 'react';
import { ledgerPage } from '../api/calls.ts';
import { type LedgerEvent, type LedgerQuestion, type LedgerState, ledgerState, NO_LEDGER } from '../state/ledger.ts';

export interface LedgerDesk {
  readonly state: LedgerState;
  more(): void;
}

/** The ledger of some days, page by page, read anew for every other question. */
export function useLedger(question: LedgerQuestion): LedgerDesk {
  const [state, dispatch] = useReducer(ledgerState, NO_LEDGER);
  const read = useCallback(
    (cursor: string | null): (() => void) => {
      let over = false;
      dispatch({ type: 'asked', fresh: cursor === null });
      void ledgerPage(question, cursor).then((answer) => {
        if (over) return;
        const event: LedgerEvent = answer.ok ? { type: 'page', ...answer.data } : { type: 'failed' };
        dispatch(event);
      });
      return () => {
        over = true;
      };
    },
    [question],
  );
  useEffect(() => read(null), [read]);
  return { state, more: () => void read(state.next) };
}
