/** Why a call did not do what was asked: every way it can end, in words the screen can show. */

import type { Incident } from '../../contract/api.ts';

export type Failure =
  /** No answer: the gateway, the network or this computer. */
  | { readonly why: 'unreachable' }
  | { readonly why: 'unauthorized' }
  | { readonly why: 'forbidden' }
  | { readonly why: 'rate-limited'; readonly retryAfterS: number | null }
  | { readonly why: 'not-found' }
  /** The incident's state does not allow it; the incident as it now is, where it could be read. */
  | { readonly why: 'conflict'; readonly message: string; readonly incident: Incident | null }
  | { readonly why: 'invalid'; readonly message: string }
  | { readonly why: 'server'; readonly status: number };

export type Answer<T> = { readonly ok: true; readonly data: T } | { readonly ok: false; readonly failure: Failure };
