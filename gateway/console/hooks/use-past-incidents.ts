import { useEffect, useState } from 'react';
import type { Incident } from '../../contract/api.ts';
import { incidentsSince } from '../api/calls.ts';

/** Pages of 1,000: a school with more than this in the chosen weeks has another problem, and is told that some are left out. */
const MOST_PAGES = 20;

export interface PastIncidents {
  readonly items: readonly Incident[];
  readonly status: 'reading' | 'read' | 'failed' | 'cut';
}

/** All incidents raised since a school day, newest first; grows while it is read. */
export function usePastIncidents(from: string): PastIncidents {
  const [past, setPast] = useState<PastIncidents>({ items: [], status: 'reading' });
  useEffect(() => {
    let over = false;
    const read = async (): Promise<void> => {
      setPast({ items: [], status: 'reading' });
      let cursor: string | null = null;
      for (let page = 0; page < MOST_PAGES; page += 1) {
        const answer: Awaited<ReturnType<typeof incidentsSince>> = await incidentsSince(from, cursor);
        if (over) return;
        if (!answer.ok) return setPast((before) => ({ ...before, status: 'failed' }));
        const { items, next } = answer.data;
        setPast((before) => ({ items: [...before.items, ...items], status: next === null ? 'read' : 'reading' }));
        if (next === null) return;
        cursor = next;
      }
      setPast((before) => ({ ...before, status: 'cut' }));
    };
    void read();
    return () => {
      over = true;
    };
  }, [from]);
  return past;
}
