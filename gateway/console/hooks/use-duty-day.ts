import { useEffect, useState } from 'react';
import type { Duty } from '../../contract/duty-api.ts';
import { dutyAt } from '../api/calls.ts';

/** Nobody changes shifts more often than this on one day. */
const MOST_TURNS = 48;

/** From the beginning of a school day, each time somebody comes or goes, who is on duty then. Grows while it is read. */
export function useDutyDay(day: string): readonly Duty[] {
  const [turns, setTurns] = useState<readonly Duty[]>([]);
  useEffect(() => {
    let over = false;
    const read = async (): Promise<void> => {
      setTurns([]);
      let at: string | null = day;
      for (let n = 0; n < MOST_TURNS && at !== null && !over; n += 1) {
        const answer: Awaited<ReturnType<typeof dutyAt>> = await dutyAt(at);
        if (over || !answer.ok || answer.data.day.date !== day) return;
        const turn = answer.data;
        setTurns((before) => [...before, turn]);
        at = turn.next;
      }
    };
    void read();
    return () => {
      over = true;
    };
  }, [day]);
  return turns;
}
