import { useCallback, useMemo, useState } from 'react';
import type { Me } from '../../contract/api.ts';
import type { Round } from '../../contract/patrol.ts';
import { gapsOn, roundsOn, signView } from '../api/calls.ts';
import { moment, schoolDay } from '../format/moment.ts';
import type { Places } from '../format/place.ts';
import { pageClock, useNow } from '../hooks/page-clock.ts';
import { useReading } from '../hooks/use-reading.ts';
import { inOrderOfTime, tappersOf } from '../state/patrol.ts';
import { DayPicker } from './day-picker.tsx';
import { ReadingNote } from './reading-note.tsx';
import { RoundCard } from './round-card.tsx';
import { Trajectory } from './trajectory.tsx';
import { useSpeech } from './words-context.tsx';

const EVERY_MS = 4000;
const GAPS_EVERY_MS = 30_000;

interface Props {
  readonly me: Me;
  readonly places: Places;
}

/** The rounds of a day as they are walked, where the guards were, and where nobody came by. */
export function PatrolRoom({ me, places }: Props) {
  const { words, timeZone } = useSpeech();
  const [day, setDay] = useState(() => schoolDay(pageClock.now(), timeZone));
  const rounds = useReading(
    useCallback(() => roundsOn(day), [day]),
    EVERY_MS,
  );
  const ordered = useMemo(() => inOrderOfTime(rounds.data ?? []), [rounds.data]);
  const sign = (round: Round, checkpoint: string): void => {
    void signView(round.id, checkpoint).then(rounds.again);
  };
  return (
    <section className="patrol-room" aria-labelledby="room-title">
      <div className="panel-head">
        <h2 id="room-title" tabIndex={-1}>
          {words.patrol.title}
        </h2>
        <DayPicker label={words.patrol.day} value={day} onChange={setDay} />
      </div>
      <ReadingNote reading={rounds} />
      {rounds.data !== null && ordered.length === 0 ? <p className="muted">{words.patrol.none}</p> : null}
      <ul className="rounds">
        {ordered.map((round) => (
          <li key={round.id}>
            <RoundCard
              round={round}
              language={places.language}
              {...(me.role === 'auditor' ? {} : { onSign: (checkpoint: string) => sign(round, checkpoint) })}
            />
          </li>
        ))}
      </ul>
      <Trajectory day={day} people={tappersOf(ordered)} places={places} />
      <Gaps day={day} places={places} />
    </section>
  );
}

/** The longest time that nobody came by, zone by zone: key areas and long gaps first. */
function Gaps({ day, places }: { readonly day: string; readonly places: Places }) {
  const { words, timeZone } = useSpeech();
  const now = useNow();
  const gaps = useReading(
    useCallback(() => gapsOn(day), [day]),
    GAPS_EVERY_MS,
  );
  const shown = [...(gaps.data ?? [])].sort(
    (a, b) => Number(b.keyArea) - Number(a.keyArea) || b.longestSeconds - a.longestSeconds,
  );
  if (shown.length === 0) return null;
  return (
    <section aria-labelledby="gaps-title">
      <h3 id="gaps-title">{words.patrol.gaps}</h3>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{words.devices.place}</th>
            <th scope="col">{words.patrol.visits}</th>
            <th scope="col">{words.patrol.longest}</th>
            <th scope="col">{words.patrol.between}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((gap) => (
            <tr key={gap.id}>
              <th scope="row">
                {(places.language === 'en' ? gap.nameEn : null) ?? gap.name}
                {gap.keyArea ? <span className="flag">{words.patrol.keyArea}</span> : null}
              </th>
              <td data-label={words.patrol.visits}>{gap.visits}</td>
              <td data-label={words.patrol.longest}>{words.patrol.minutes(Math.round(gap.longestSeconds / 60))}</td>
              <td data-label={words.patrol.between}>
                {moment(gap.from, now, timeZone)} – {moment(gap.to, now, timeZone)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
