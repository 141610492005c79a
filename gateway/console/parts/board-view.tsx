import type { Incident, Me } from '../../contract/api.ts';
import type { Places } from '../format/place.ts';
import type { BoardDesk } from '../hooks/use-board.ts';
import { countWaiting } from '../state/alarm.ts';
import type { Deed, Deeds } from '../state/deeds.ts';
import { ClosedList } from './closed-list.tsx';
import { IncidentCard } from './incident-card.tsx';
import { StateMark } from './mark.tsx';
import { useWords } from './words-context.tsx';

interface Props {
  readonly desk: BoardDesk;
  readonly ordered: readonly Incident[];
  readonly me: Me;
  readonly places: Places;
  readonly people: ReadonlyMap<string, string>;
  readonly deeds: Deeds;
  readonly current: string | null;
  readonly onDeed: (incident: Incident, deed: Deed) => void;
  readonly onSelect: (id: string) => void;
}

export function BoardView({ desk, ordered, me, places, people, deeds, current, onDeed, onSelect }: Props) {
  const words = useWords();
  const waiting = countWaiting(ordered);
  return (
    <section className="board" aria-labelledby="board-title">
      <div className="board-head">
        <h2 id="board-title" tabIndex={-1}>
          {words.board.title}
          {ordered.length > 0 ? <span className="count">{ordered.length}</span> : null}
        </h2>
        {waiting > 0 ? <p className="waiting">{words.board.waiting(waiting)}</p> : null}
      </div>
      {desk.failing ? (
        <p className="message message-warn" role="status">
          {words.board.failed}
        </p>
      ) : null}
      {ordered.length > 0 ? (
        <ul className="cards">
          {ordered.map((incident) => (
            <li key={incident.id}>
              <IncidentCard
                incident={incident}
                me={me}
                places={places}
                people={people}
                state={deeds.get(incident.id)}
                current={incident.id === current}
                onDeed={(deed) => onDeed(incident, deed)}
                onFocus={() => onSelect(incident.id)}
              />
            </li>
          ))}
        </ul>
      ) : (
        <Quiet loaded={desk.board.loaded && !desk.stale} />
      )}
      <ClosedList desk={desk.past} places={places} people={people} />
    </section>
  );
}

/** Nothing open; says so only when it was really read. */
function Quiet({ loaded }: { readonly loaded: boolean }) {
  const words = useWords();
  if (!loaded) return <p className="quiet muted">{words.board.loading}</p>;
  return (
    <div className="quiet">
      <StateMark shape="closed" />
      <p>{words.board.quiet}</p>
      <p className="muted">{words.board.quietHint}</p>
    </div>
  );
}
