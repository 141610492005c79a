import { useEffect, useMemo } from 'react';
import type { Incident, Me } from '../../contract/api.ts';
import { devices as readDevices, plans as readPlans } from '../api/calls.ts';
import { clockTime, schoolDay } from '../format/moment.ts';
import { placeOf, type Places, placesFor } from '../format/place.ts';
import { useNow } from '../hooks/page-clock.ts';
import { useBoard } from '../hooks/use-board.ts';
import { useReading } from '../hooks/use-reading.ts';
import type { SirenDesk } from '../hooks/use-siren.ts';
import { useTabSign } from '../hooks/use-tab-sign.ts';
import { useWakeLock } from '../hooks/use-wake-lock.ts';
import { useZones } from '../hooks/use-zones.ts';
import type { Language } from '../i18n/dictionary.ts';
import { countWaiting, type Sound, soundFor } from '../state/alarm.ts';
import { inOrder, needsSomeone } from '../state/board.ts';
import { inHouseOrder, zoneSigns } from '../state/plan.ts';
import { fitting, floorOnWall } from '../state/wall.ts';
import { SoundOff, soundIsOn } from './duty-bar.tsx';
import { FloorPlan } from './floor-plan.tsx';
import { HealthStrip } from './health-strip.tsx';
import { StateMark } from './mark.tsx';
import { planName } from './plan-room.tsx';
import { RunningTimer } from './running-timer.tsx';
import { StaleBanner } from './stale-banner.tsx';
import { DrillBand, LevelChip, StaleChip, StateChip } from './state-chip.tsx';
import { useSpeech } from './words-context.tsx';

const DEVICES_EVERY_MS = 10_000;

interface Props {
  readonly me: Me;
  readonly language: Language;
  readonly siren: SirenDesk;
  readonly onSound: (wanted: Sound | null) => void;
  readonly onRefused: () => void;
}

/**
 * The wall of the duty room: read from three metres, touched by nobody. It shows places, states and staff; what people
 * wrote stays off it, since a sentence may hold a pupil's name (promise 10).
 */
export function Wall({ me, language, siren, onSound, onRefused }: Props) {
  const { words, timeZone } = useSpeech();
  const now = useNow();
  const desk = useBoard(timeZone, onRefused);
  const zones = useZones();
  const places = useMemo(() => placesFor(zones, language), [zones, language]);
  const ordered = useMemo(() => inOrder(desk.board.incidents.values()), [desk.board.incidents]);
  const waiting = countWaiting(ordered);
  const wanted = soundFor(ordered, desk.stale);
  useEffect(() => onSound(wanted), [wanted, onSound]);
  useWakeLock(true);
  useTabSign(waiting, desk.stale, `${me.school} · ${words.appName}`, words.stale.title);
  return (
    <div className="desk wall" data-view="wall" data-stale={desk.stale} data-waiting={waiting > 0}>
      <header className="wall-head">
        <h1>
          {me.school}
          {me.simulated ? <strong className="simulated">{words.header.simulated}</strong> : null}
        </h1>
        <p className="wall-waiting">{desk.board.loaded ? words.wall.waiting(waiting) : words.board.loading}</p>
        <p className="wall-clock">
          <span>{schoolDay(now, timeZone)}</span> <time>{clockTime(now, timeZone)}</time>
        </p>
      </header>
      {desk.stale ? <StaleBanner age={desk.age} /> : null}
      <main id="main" className="wall-room">
        <WallIncidents incidents={ordered} places={places} loaded={desk.board.loaded && !desk.stale} />
        <WallPlan incidents={ordered} places={places} />
      </main>
      <footer className="wall-foot">
        <HealthStrip health={desk.board.health} stale={desk.stale} />
        {soundIsOn(siren) ? null : <SoundOff siren={siren} />}
      </footer>
    </div>
  );
}

interface ListProps {
  readonly incidents: readonly Incident[];
  readonly places: Places;
}

function WallIncidents({ incidents, places, loaded }: ListProps & { readonly loaded: boolean }) {
  const { words } = useSpeech();
  const { shown, more } = fitting(incidents);
  if (incidents.length === 0) {
    return (
      <section className="wall-list wall-calm">
        {loaded ? <StateMark shape="closed" /> : null}
        <p>{loaded ? words.wall.calm : words.board.loading}</p>
      </section>
    );
  }
  return (
    <section className="wall-list" aria-label={words.board.title} data-many={shown.length > 2}>
      {shown.map((incident) => (
        <WallCard key={incident.id} incident={incident} places={places} />
      ))}
      {more > 0 ? <p className="wall-more">{words.wall.more(more)}</p> : null}
    </section>
  );
}

function WallCard({ incident, places }: { readonly incident: Incident; readonly places: Places }) {
  const { words } = useSpeech();
  return (
    <article
      className="card wall-card"
      data-incident={incident.id}
      data-status={incident.status}
      data-level={incident.level}
      data-waiting={needsSomeone(incident)}
      data-drill={incident.drill}
    >
      {incident.drill ? <DrillBand /> : null}
      <div className="card-top">
        <StateChip incident={incident} />
        <RunningTimer incident={incident} />
      </div>
      <h2 className="wall-place">{placeOf(incident, places) ?? words.card.noPlace}</h2>
      {incident.stale ? <StaleChip /> : null}
      <p className="card-kind">
        <LevelChip level={incident.level} />
        <span>{words.kind[incident.kind]}</span>
        {incident.takenByName === null ? null : <span className="owner">{words.card.owner(incident.takenByName)}</span>}
      </p>
    </article>
  );
}

function WallPlan({ incidents, places }: ListProps) {
  const { words } = useSpeech();
  const now = useNow();
  const plans = useReading(readPlans);
  const devices = useReading(readDevices, DEVICES_EVERY_MS);
  const ordered = useMemo(() => inHouseOrder(plans.data ?? []), [plans.data]);
  const signs = useMemo(() => zoneSigns(incidents), [incidents]);
  const plan = floorOnWall(ordered, incidents, now);
  if (plan === null) return <section className="wall-plan" />;
  return (
    <section className="wall-plan" aria-label={words.plan.title}>
      <h2>{planName(plan, places.language, words.plan.outdoors)}</h2>
      <FloorPlan
        plan={plan}
        zones={places.zones}
        devices={devices.data ?? []}
        signs={signs}
        language={places.language}
        still
      />
    </section>
  );
}
