import { useCallback, useEffect, useReducer } from 'react';
import { setPassword, signIn, signOut, whoAmI } from '../api/calls.ts';
import type { Failure } from '../api/failure.ts';
import { ASKING, type Session, session } from '../state/session.ts';

const ASK_AGAIN_MS = 3000;

export interface SessionDesk {
  readonly session: Session;
  /** Asks the gateway who we are; call it when a call was refused as unauthorized. */
  ask(): void;
  /** Null: signed in. */
  signIn(user: string, password: string): Promise<Failure | null>;
  signOut(): Promise<void>;
  setPassword(password: string): Promise<Failure | null>;
}

export function useSession(): SessionDesk {
  const [state, dispatch] = useReducer(session, ASKING);

  const ask = useCallback(() => {
    void whoAmI().then((answer) => {
      if (answer.ok) dispatch({ type: 'known', me: answer.data });
      else if (answer.failure.why === 'unauthorized') dispatch({ type: 'refused' });
      else dispatch({ type: 'unreachable' });
    });
  }, []);

  useEffect(ask, [ask]);
  useEffect(() => {
    if (state.at !== 'unreachable') return undefined;
    const timer = setInterval(ask, ASK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [state.at, ask]);

  const enter = useCallback(async (user: string, password: string) => {
    const answer = await signIn(user, password);
    if (!answer.ok) return answer.failure;
    dispatch({ type: 'known', me: answer.data });
    return null;
  }, []);

  const leave = useCallback(async () => {
    await signOut();
    dispatch({ type: 'signed-out' });
  }, []);

  const change = useCallback(async (password: string) => {
    const answer = await setPassword(password);
    if (!answer.ok) return answer.failure;
    dispatch({ type: 'known', me: answer.data });
    return null;
  }, []);

  return { session: state, ask, signIn: enter, signOut: leave, setPassword: change };
}
