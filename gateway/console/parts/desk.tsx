import { useCallback, useEffect, useMemo, useState } from 'react';
import type { Incident, Me } from '../../contract/api.ts';
import type { Act } from '../api/calls.ts';
import { placesFor } from '../format/place.ts';
import { useBoard } from '../hooks/use-board.ts';
import { useDeeds } from '../hooks/use-deeds.ts';
import { useNames } from '../hooks/use-names.ts';
import type { Preferences } from '../hooks/use-preferences.ts';
import { useRoute } from '../hooks/use-route.ts';
import { useShortcuts } from '../hooks/use-shortcuts.ts';
import type { SirenDesk } from '../hooks/use-siren.ts';
import { useTabSign } from '../hooks/use-tab-sign.ts';
import { useZones } from '../hooks/use-zones.ts';
import type { Language } from '../i18n/dictionary.ts';
import { countWaiting, type Sound, soundFor } from '../state/alarm.ts';
import { inOrder } from '../state/board.ts';
import { choices } from '../state/choices.ts';
import type { Deed } from '../state/deeds.ts';
import { currentOf, step } from '../state/selection.ts';
import { Announcer } from './announcer.tsx';
import { BoardView } from './board-view.tsx';
import { OnDuty, SoundOff, soundIsOn } from './duty-bar.tsx';
import { Header } from './header.tsx';
import { HealthStrip } from './health-strip.tsx';
import { HelpSheet } from './help-sheet.tsx';
import { IncidentView } from './incident-view.tsx';
import { NewPassword } from './new-password.tsx';
import { RaiseView } from './raise-view.tsx';
import { StaleBanner } from './stale-banner.tsx';
import { useWords } from './words-context.tsx';
import type { SessionDesk } from '../hooks/use-session.ts';

interface Props {
  readonly me: Me;
  readonly session: SessionDesk;
  readonly language: Language;
  readonly preferences: Preferences;
  readonly onPreference: (change: Partial<Preferences>) => void;
  readonly siren: SirenDesk;
  readonly onSound: (wanted: Sound | null) => void;
}

/** The desk of the person on duty: the board, and beside or instead of it the incident that is open. */
export function Desk({ me, session, language, preferences, onPreference, siren, onSound }: Props) {
  const words = useWords();
  const [route, go] = useRoute();
  const [help, setHelp] = useState(false);
  const [selected, setSelected] = useState<string | null>(null);
  const desk = useBoard(me.timeZone, session.ask);
  const { deeds, perform, forget } = useDeeds(desk.put, session.ask);
  const zones = useZones();
  const places = useMemo(() => placesFor(zones, language), [zones, language]);
  const ordered = useMemo(() => inOrder(desk.board.incidents.values()), [desk.board.incidents]);
  const names = useNames(me, ordered, desk.board.health);
  const opened = route.at === 'incident' ? route.id : null;
  const current = currentOf(ordered, opened, selected);

  const wanted = soundFor(ordered, desk.stale);
  useEffect(() => onSound(wanted), [wanted, onSound]);
  useTabSign(countWaiting(ordered), desk.stale, `${me.school} · ${words.appName}`, words.stale.title);

  const onDeed = useCallback(
    (incident: Incident, deed: Deed) => {
      if (deed === 'take' || deed === 'arrive') void perform(incident.id, { deed });
      else {
        forget(incident.id);
        go({ at: 'incident', id: incident.id, form: deed });
      }
    },
    [perform, forget, go],
  );
  const onAct = useCallback(
    (id: string, what: Act) => {
      void perform(id, what).then((done) => {
        if (done) go({ at: 'incident', id, form: null });
      });
    },
    [perform, go],
  );

  useShortcuts(preferences.shortcuts, {
    take: () => {
      const incident = current === null ? undefined : desk.board.incidents.get(current);
      if (incident && choices(incident, me).main.includes('take')) onDeed(incident, 'take');
    },
    note: () => {
      if (current !== null && me.role !== 'auditor') go({ at: 'incident', id: current, form: 'note' });
    },
    move: (by) => {
      const next = step(ordered, current, by);
      setSelected(next);
      if (opened !== null && next !== null) go({ at: 'incident', id: next, form: null });
      else if (next !== null) focusCard(next);
    },
    open: () => {
      if (current !== null) go({ at: 'incident', id: current, form: null });
    },
    back: () => {
      if (help) setHelp(false);
      else if (route.at === 'incident' && route.form) go({ at: 'incident', id: route.id, form: null });
      else go({ at: 'board' });
    },
    help: () => setHelp(true),
  });

  // Back on the board: the place in the list is where one left it.
  useEffect(() => {
    if (route.at === 'incident') setSelected(route.id);
    else if (route.at === 'board' && selected !== null) focusCard(selected);
    // Only a change of place moves the focus.
  }, [route.at]);

  return (
    <div className="desk" data-view={route.at} data-stale={desk.stale}>
      <a className="skip" href="#main" onClick={(event) => focusMain(event)}>
        {words.header.skip}
      </a>
      <Header
        me={me}
        language={language}
        preferences={preferences}
        onPreference={onPreference}
        onHelp={() => setHelp(true)}
        onSignOut={() => void session.signOut()}
      />
      <div className="banners">
        {desk.stale ? <StaleBanner age={desk.age} /> : null}
        {soundIsOn(siren) ? null : <SoundOff siren={siren} />}
      </div>
      <div className="strip">
        {soundIsOn(siren) ? <OnDuty siren={siren} /> : null}
        <HealthStrip health={desk.board.health} stale={desk.stale} />
      </div>
      <main className="room" id="main" tabIndex={-1}>
        <BoardView
          desk={desk}
          ordered={ordered}
          me={me}
          places={places}
          people={names.people}
          deeds={deeds}
          current={current}
          onDeed={onDeed}
          onSelect={setSelected}
        />
        {route.at === 'incident' ? (
          <IncidentView
            key={route.id}
            id={route.id}
            form={route.form}
            heard={desk.board.incidents.get(route.id)}
            me={me}
            places={places}
            names={names}
            state={deeds.get(route.id)}
            onDeed={onDeed}
            onAct={(what) => onAct(route.id, what)}
            onFormClosed={() => go({ at: 'incident', id: route.id, form: null })}
            onRefused={session.ask}
          />
        ) : null}
        {route.at === 'raise' ? (
          <RaiseView
            places={places}
            onCancel={() => go({ at: 'board' })}
            onRaised={(incident) => {
              desk.put(incident);
              go({ at: 'incident', id: incident.id, form: null });
            }}
          />
        ) : null}
        {route.at === 'password' ? (
          <NewPassword
            forced={false}
            onSave={session.setPassword}
            onDone={() => go({ at: 'board' })}
            onLeave={() => go({ at: 'board' })}
          />
        ) : null}
      </main>
      <Announcer incidents={ordered} loaded={desk.board.loaded} places={places} />
      {help ? (
        <HelpSheet
          shortcuts={preferences.shortcuts}
          onShortcuts={(shortcuts) => onPreference({ shortcuts })}
          onClose={() => setHelp(false)}
        />
      ) : null}
    </div>
  );
}

const focusCard = (id: string): void =>
  document.querySelector<HTMLElement>(`[data-incident="${CSS.escape(id)}"] .card-link`)?.focus();

function focusMain(event: { preventDefault(): void }): void {
  event.preventDefault();
  document.getElementById('main')?.focus();
}
