import type { Incident, Me } from '../../contract/api.ts';
import { clockTime } from '../format/moment.ts';
import { placeOf, type Places } from '../format/place.ts';
import { type Choices, choices } from '../state/choices.ts';
import type { Deed, DeedState } from '../state/deeds.ts';
import { writeRoute } from '../state/route.ts';
import { needsSomeone } from '../state/board.ts';
import { DeedButton } from './deed-button.tsx';
import { DeedMessage } from './deed-message.tsx';
import { FlagList } from './flag-list.tsx';
import { NextCountdown, RunningTimer } from './running-timer.tsx';
import { DrillBand, LevelChip, StaleChip, StateChip } from './state-chip.tsx';
import { useSpeech } from './words-context.tsx';

interface Props {
  readonly incident: Incident;
  readonly me: Me;
  readonly places: Places;
  readonly people: ReadonlyMap<string, string>;
  readonly state: DeedState | undefined;
  readonly current: boolean;
  readonly onDeed: (deed: Deed) => void;
  readonly onFocus: () => void;
}

/** What a card offers without opening the incident: the one obvious thing, where there is one. */
const obvious = (offered: Choices, incident: Incident): Deed | null => {
  const first = offered.main[0];
  if (first === undefined || first === 'note' || first === 'handover') return null;
  return needsSomeone(incident) || first !== 'take' ? first : null;
};

/** Somebody real is in need and nobody goes: only such a card has the loud button. */
const calls = (incident: Incident): boolean =>
  needsSomeone(incident) && !incident.drill && (incident.level === 'help' || incident.level === 'urgent');

export function IncidentCard({ incident, me, places, people, state, current, onDeed, onFocus }: Props) {
  const { words, timeZone } = useSpeech();
  const place = placeOf(incident, places) ?? words.card.noPlace;
  const deed = obvious(choices(incident, me), incident);
  const mine = incident.takenBy !== null && incident.takenBy === me.person;
  const waiting = needsSomeone(incident);
  return (
    <article
      className="card"
      data-incident={incident.id}
      data-status={incident.status}
      data-level={incident.level}
      data-waiting={waiting}
      data-drill={incident.drill}
      data-current={current}
      onFocus={onFocus}
    >
      {incident.drill ? <DrillBand /> : null}
      <div className="card-top">
        <StateChip incident={incident} />
        <RunningTimer incident={incident} />
      </div>
      <h3 className="card-place">
        <a className="card-link" href={writeRoute({ at: 'incident', id: incident.id, form: null })}>
          {place}
        </a>
      </h3>
      <p className="card-kind">
        <LevelChip level={incident.level} />
        <span>{words.kind[incident.kind]}</span>
        <span className="muted">{words.card.openedAt(clockTime(Date.parse(incident.openedAt), timeZone))}</span>
      </p>
      {incident.stale ? <StaleChip /> : null}
      <p className="card-facts">
        {incident.takenByName !== null ? (
          <span className="owner">
            {words.card.owner(incident.takenByName)}
            {mine ? words.card.you : ''}
          </span>
        ) : null}
        {incident.next ? <NextCountdown next={incident.next} /> : null}
        {incident.presses > 1 ? <span className="presses">{words.card.presses(incident.presses)}</span> : null}
        <span className="muted">{words.card.reached(incident.reached.length)}</span>
      </p>
      <FlagList flags={incident.flags} />
      <DeedMessage state={state} incident={incident} people={people} />
      {deed ? (
        <div className="card-deed">
          <DeedButton
            deed={deed}
            state={state}
            kind={calls(incident) ? 'main' : 'second'}
            onPress={() => onDeed(deed)}
          />
        </div>
      ) : null}
    </article>
  );
}
