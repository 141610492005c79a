import { useEffect, useMemo, useState } from 'react';
import type { Me } from '../../contract/api.ts';
import { placesFor } from '../format/place.ts';
import { useBoard } from '../hooks/use-board.ts';
import { focusCard, useDeskKeys } from '../hooks/use-desk-keys.ts';
import { useNames } from '../hooks/use-names.ts';
import type { Preferences } from '../hooks/use-preferences.ts';
import { useRoute } from '../hooks/use-route.ts';
import type { SessionDesk } from '../hooks/use-session.ts';
import type { SirenDesk } from '../hooks/use-siren.ts';
import { useTabSign } from '../hooks/use-tab-sign.ts';
import { useWide } from '../hooks/use-wide.ts';
import { useWork } from '../hooks/use-work.ts';
import { useZones } from '../hooks/use-zones.ts';
import type { Language } from '../i18n/dictionary.ts';
import { countWaiting, type Sound, soundFor } from '../state/alarm.ts';
import { inOrder } from '../state/board.ts';
import { currentOf } from '../state/selection.ts';
import { Announcer } from './announcer.tsx';
import { BoardView } from './board-view.tsx';
import { OnDuty, SoundOff, soundIsOn } from './duty-bar.tsx';
import { Header } from './header.tsx';
import { HealthStrip } from './health-strip.tsx';
import { HelpSheet } from './help-sheet.tsx';
import { OpenedView } from './opened-view.tsx';
import { PlanRoom } from './plan-room.tsx';
import { RoomBar } from './room-bar.tsx';
import { StaleBanner } from './stale-banner.tsx';
import { useWords } from './words-context.tsx';

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
  const work = useWork(desk.put, session.ask, go);
  const zones = useZones();
  const wide = useWide();
  const places = useMemo(() => placesFor(zones, language), [zones, language]);
  const ordered = useMemo(() => inOrder(desk.board.incidents.values()), [desk.board.incidents]);
  const names = useNames(me, ordered, desk.board.health);
  const opened = route.at === 'incident' ? route.id : null;
  const current = currentOf(ordered, opened, selected);

  const wanted = soundFor(ordered, desk.stale);
  useEffect(() => onSound(wanted), [wanted, onSound]);
  useTabSign(countWaiting(ordered), desk.stale, `${me.school} · ${words.appName}`, words.stale.title);

  useDeskKeys({
    enabled: preferences.shortcuts,
    route,
    go,
    me,
    desk,
    work,
    ordered,
    current,
    onSelect: setSelected,
    help,
    onHelp: setHelp,
  });

  // Back on the board: the place in the list is where one left it.
  useEffect(() => {
    if (route.at === 'incident') setSelected(route.id);
    else if (route.at === 'board' && selected !== null) focusCard(selected);
    // Only a change of place moves the focus.
  }, [route.at]);

  return (
    <div className="desk" data-view={route.at} data-beside={wide} data-stale={desk.stale}>
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
      <RoomBar me={me} route={route} waiting={countWaiting(ordered)} />
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
          deeds={work.deeds}
          current={current}
          onDeed={work.start}
          onSelect={setSelected}
        />
        {wide && route.at === 'board' ? <PlanRoom about={null} incidents={ordered} places={places} /> : null}
        <OpenedView
          route={route}
          go={go}
          me={me}
          session={session}
          desk={desk}
          ordered={ordered}
          work={work}
          places={places}
          names={names}
        />
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

function focusMain(event: { preventDefault(): void }): void {
  event.preventDefault();
  document.getElementById('main')?.focus();
}
