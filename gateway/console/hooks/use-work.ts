import { useCallback } from 'react';
import type { Incident } from '../../contract/api.ts';
import type { Act } from '../api/calls.ts';
import type { Deed, Deeds } from '../state/deeds.ts';
import type { Route } from '../state/route.ts';
import { useDeeds } from './use-deeds.ts';

export interface Work {
  readonly deeds: Deeds;
  /** Does what needs no words at once; opens the form of what does. */
  start(incident: Incident, deed: Deed): void;
  /** Sends a filled form, and shuts it when it was accepted. */
  send(incident: string, what: Act): void;
}

/** What a person does to incidents, from a card, a form or a key. */
export function useWork(put: (incident: Incident) => void, onRefused: () => void, go: (to: Route) => void): Work {
  const { deeds, perform, forget } = useDeeds(put, onRefused);
  const start = useCallback(
    (incident: Incident, deed: Deed) => {
      if (deed === 'take' || deed === 'arrive') return void perform(incident.id, { deed });
      forget(incident.id);
      go({ at: 'incident', id: incident.id, form: deed });
    },
    [perform, forget, go],
  );
  const send = useCallback(
    (incident: string, what: Act) => {
      void perform(incident, what).then((done) => {
        if (done) go({ at: 'incident', id: incident, form: null });
      });
    },
    [perform, go],
  );
  return { deeds, start, send };
}
