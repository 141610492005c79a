import { useCallback, useMemo, useSyncExternalStore } from 'react';
import { type Route, readRoute, writeRoute } from '../state/route.ts';

const subscribe = (listener: () => void): (() => void) => {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
};
const hash = (): string => window.location.hash;

/** The place in the console and the way to another. */
export function useRoute(): readonly [Route, (to: Route) => void] {
  const now = useSyncExternalStore(subscribe, hash);
  const route = useMemo(() => readRoute(now), [now]);
  const go = useCallback((to: Route) => {
    const next = writeRoute(to);
    if (window.location.hash !== next) window.location.hash = next;
  }, []);
  return [route, go];
}
