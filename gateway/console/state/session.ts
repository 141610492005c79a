/** Who is at this screen. `lapsed` is not `out`: a session that ended by itself while on duty must not go quiet. */

import type { Me } from '../../contract/api.ts';

export type Session =
  | { readonly at: 'asking' }
  | { readonly at: 'unreachable' }
  | { readonly at: 'out'; readonly lapsed: boolean }
  | { readonly at: 'new-password'; readonly me: Me }
  | { readonly at: 'in'; readonly me: Me };

export type SessionEvent =
  | { readonly type: 'known'; readonly me: Me }
  | { readonly type: 'refused' }
  | { readonly type: 'unreachable' }
  | { readonly type: 'signed-out' };

export const ASKING: Session = { at: 'asking' };

export function session(state: Session, event: SessionEvent): Session {
  switch (event.type) {
    case 'known':
      return { at: event.me.mustSetPassword ? 'new-password' : 'in', me: event.me };
    case 'refused':
      return { at: 'out', lapsed: state.at === 'in' || (state.at === 'out' && state.lapsed) };
    case 'unreachable':
      return state.at === 'asking' ? { at: 'unreachable' } : state;
    case 'signed-out':
      return { at: 'out', lapsed: false };
  }
}
