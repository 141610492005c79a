import { useEffect, useState } from 'react';

/** Keeps the screen on while `wanted`. False where the browser cannot (no HTTPS, old in-app browser) or took it away. */
export function useWakeLock(wanted: boolean): boolean {
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (!wanted || !('wakeLock' in navigator)) return undefined;
    let over = false;
    let lock: WakeLockSentinel | null = null;
    const request = (): void => {
      if (document.visibilityState !== 'visible') return;
      navigator.wakeLock.request('screen').then(
        (sentinel) => {
          if (over) return void sentinel.release();
          lock = sentinel;
          setHeld(true);
          sentinel.addEventListener('release', () => setHeld(false));
        },
        () => setHeld(false),
      );
    };
    request();
    // The browser drops the lock whenever the tab is hidden.
    document.addEventListener('visibilitychange', request);
    return () => {
      over = true;
      document.removeEventListener('visibilitychange', request);
      void lock?.release();
      setHeld(false);
    };
  }, [wanted]);
  return held;
}
