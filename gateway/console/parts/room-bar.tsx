import type { Me } from '../../contract/api.ts';
import { ROOMS, type Route, writeRoute } from '../state/route.ts';
import { useWords } from './words-context.tsx';

interface Props {
  readonly me: Me;
  readonly route: Route;
  readonly waiting: number;
}

/** The ways into the other rooms. The alarms come first and are one tap away from everywhere. */
export function RoomBar({ me, route, waiting }: Props) {
  const words = useWords();
  const here = route.at === 'room' ? route.room : route.at === 'board' || route.at === 'incident' ? 'board' : null;
  return (
    <nav className="room-bar" aria-label={words.rooms.label}>
      <a href={writeRoute({ at: 'board' })} aria-current={here === 'board' ? 'page' : undefined}>
        {words.rooms.board}
        {waiting > 0 ? <span className="count count-alarm">{waiting}</span> : null}
      </a>
      {ROOMS.filter((room) => room !== 'setup' || me.role === 'admin').map((room) => (
        <a
          key={room}
          href={writeRoute({ at: 'room', room, about: null })}
          aria-current={here === room ? 'page' : undefined}
        >
          {words.rooms[room]}
        </a>
      ))}
    </nav>
  );
}
