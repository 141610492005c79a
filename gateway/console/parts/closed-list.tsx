import type { Incident } from '../../contract/api.ts';
import { clockTime } from '../format/moment.ts';
import { placeOf, type Places } from '../format/place.ts';
import type { ClosedDesk } from '../hooks/use-closed.ts';
import { writeRoute } from '../state/route.ts';
import { StateMark } from './mark.tsx';
import { useSpeech } from './words-context.tsx';

interface Props {
  readonly desk: ClosedDesk;
  readonly places: Places;
  readonly people: ReadonlyMap<string, string>;
}

/** Today's closed incidents: folded away until asked for, ten at a time. */
export function ClosedList({ desk, places, people }: Props) {
  const { words } = useSpeech();
  const { closed } = desk;
  const open = closed.status !== 'folded';
  return (
    <section className="closed" aria-labelledby="closed-title">
      <h2 id="closed-title" className="closed-title">
        <button
          type="button"
          className="button button-plain fold"
          aria-expanded={open}
          onClick={open ? desk.fold : desk.unfold}
        >
          <span className="fold-arrow" aria-hidden="true" />
          {words.board.closedToday}
        </button>
      </h2>
      {open ? (
        <>
          {closed.items.length > 0 ? (
            <ul className="closed-items">
              {closed.items.map((incident) => (
                <ClosedRow key={incident.id} incident={incident} places={places} people={people} />
              ))}
            </ul>
          ) : null}
          {closed.status === 'shown' && closed.items.length === 0 ? (
            <p className="muted">{words.board.closedNone}</p>
          ) : null}
          {closed.status === 'failed' ? <p className="message message-bad">{words.board.closedFailed}</p> : null}
          {closed.status === 'loading' ? <p className="muted">{words.incident.loading}</p> : null}
          {closed.status === 'shown' && closed.next !== null ? (
            <button type="button" className="button button-plain" onClick={desk.more}>
              {words.board.more}
            </button>
          ) : null}
        </>
      ) : null}
    </section>
  );
}

function ClosedRow({ incident, places, people }: { readonly incident: Incident } & Omit<Props, 'desk'>) {
  const { words, timeZone } = useSpeech();
  const at = (iso: string | null): string => (iso === null ? '' : clockTime(Date.parse(iso), timeZone).slice(0, 5));
  return (
    <li className="closed-row" data-drill={incident.drill}>
      <StateMark shape="closed" />
      <a href={writeRoute({ at: 'incident', id: incident.id, form: null })}>
        {placeOf(incident, places) ?? words.card.noPlace}
      </a>
      <span className="closed-what">
        {incident.drill ? `${words.drill} · ` : ''}
        {words.kind[incident.kind]}
        {incident.outcome === null ? '' : ` · ${words.outcome[incident.outcome]}`}
      </span>
      <span className="muted closed-when">
        {at(incident.openedAt)}–{at(incident.closedAt)}
        {incident.closedBy === null ? '' : ` · ${people.get(incident.closedBy) ?? incident.closedBy}`}
      </span>
    </li>
  );
}
