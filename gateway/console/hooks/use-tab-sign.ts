import { useEffect } from 'react';

/** Tab title and icon say how many alarms wait for someone, and that the data is old. */
export function useTabSign(waiting: number, stale: boolean, title: string, staleWord: string): void {
  useEffect(() => {
    document.title = stale ? `⚠ ${staleWord} · ${title}` : waiting > 0 ? `(${waiting}) ${title}` : title;
    // Ready-made icons: one drawn on the fly would be a data: URL, which the page's CSP forbids.
    const icon = document.getElementById('favicon');
    icon?.setAttribute('href', `/favicon-${stale ? 'stale' : waiting > 9 ? 'many' : waiting}.svg`);
    return () => {
      document.title = title;
      icon?.setAttribute('href', '/favicon-0.svg');
    };
  }, [waiting, stale, title, staleWord]);
}
