/** Pages of the ledger as they come in, oldest first. */

import type { LedgerEntry } from '../format/fact-sentence.ts';

export interface LedgerQuestion {
  /** School days, `YYYY-MM-DD`, both inclusive. */
  readonly from: string;
  readonly to: string;
  /** Empty: all. */
  readonly kinds: readonly string[];
}

export interface LedgerState {
  readonly items: readonly LedgerEntry[];
  readonly next: string | null;
  readonly status: 'reading' | 'read' | 'failed';
}

export type LedgerEvent =
  | { readonly type: 'asked'; readonly fresh: boolean }
  | { readonly type: 'page'; readonly items: readonly LedgerEntry[]; readonly next: string | null }
  | { readonly type: 'failed' };

export const NO_LEDGER: LedgerState = { items: [], next: null, status: 'reading' };

export function ledgerState(state: LedgerState, event: LedgerEvent): LedgerState {
  switch (event.type) {
    case 'asked':
      return event.fresh ? NO_LEDGER : { ...state, status: 'reading' };
    case 'page':
      return { items: [...state.items, ...event.items], next: event.next, status: 'read' };
    case 'failed':
      return { ...state, status: 'failed' };
  }
}
