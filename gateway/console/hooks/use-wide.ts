import { useSyncExternalStore } from 'react';

const WIDE = '(min-width: 1200px)';

const subscribe = (listener: () => void): (() => void) => {
  const query = window.matchMedia(WIDE);
  // Old in-app browsers know only the older pair of names.
  if (typeof query.addEventListener !== 'function') {
    query.addListener(listener);
    return () => query.removeListener(listener);
  }
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
};

/** Room for a plan beside the board: nothing that a phone would have to read. */
export const useWide = (): boolean => useSyncExternalStore(subscribe, () => window.matchMedia(WIDE).matches);
