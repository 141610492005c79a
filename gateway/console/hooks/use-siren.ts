import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import { Siren, type SirenState } from '../sound/siren.ts';
import type { Sound } from '../state/alarm.ts';
import { pageClock } from './page-clock.ts';
import { useWakeLock } from './use-wake-lock.ts';

const siren = new Siren();
const subscribe = (listener: () => void): (() => void) => siren.subscribe(listener);
const current = (): SirenState => siren.current();
const sounding = (): Sound | null => siren.nowSounding();

export interface SirenDesk {
  readonly state: SirenState;
  readonly sounding: Sound | null;
  /** The person is on duty at this screen: asked for sound, whether or not the browser still allows it. */
  readonly onDuty: boolean;
  /** The last "start duty" did not get any sound out of this browser. */
  readonly blocked: boolean;
  readonly screenStaysOn: boolean;
  /** Call inside a tap. */
  start(): void;
  test(): void;
  stop(): void;
}

/** Sounds `wanted` for as long as it is wanted and the browser allows it. */
export function useSiren(wanted: Sound | null): SirenDesk {
  const state = useSyncExternalStore(subscribe, current);
  const now = useSyncExternalStore(subscribe, sounding);
  const [onDuty, setOnDuty] = useState(false);
  const [blocked, setBlocked] = useState(false);
  const screenStaysOn = useWakeLock(onDuty);

  useEffect(() => pageClock.subscribe(() => siren.check(performance.now())), []);
  useEffect(() => siren.sound(onDuty ? wanted : null), [wanted, onDuty]);

  const start = useCallback(() => {
    setOnDuty(true);
    void siren.start().then((running) => setBlocked(!running));
  }, []);
  const test = useCallback(() => siren.playTest(), []);
  const stop = useCallback(() => setOnDuty(false), []);

  return { state, sounding: now, onDuty, blocked, screenStaysOn, start, test, stop };
}
