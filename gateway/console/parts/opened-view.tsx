import type { Incident, Me } from '../../contract/api.ts';
import type { Names } from '../format/fact-sentence.ts';
import type { Places } from '../format/place.ts';
import type { BoardDesk } from '../hooks/use-board.ts';
import type { SessionDesk } from '../hooks/use-session.ts';
import type { Work } from '../hooks/use-work.ts';
import type { Room, Route } from '../state/route.ts';
import { AnalysisRoom } from './analysis-room.tsx';
import { DevicesRoom } from './devices-room.tsx';
import { DutyRoom } from './duty-room.tsx';
import { IncidentView } from './incident-view.tsx';
import { LedgerRoom } from './ledger-room.tsx';
import { NewPassword } from './new-password.tsx';
import { PatrolRoom } from './patrol-room.tsx';
import { PlanRoom } from './plan-room.tsx';
import { RaiseView } from './raise-view.tsx';
import { ReportView } from './report-view.tsx';
import { SetupRoom } from './setup-room.tsx';

interface Props {
  readonly route: Route;
  readonly go: (to: Route) => void;
  readonly me: Me;
  readonly session: SessionDesk;
  readonly desk: BoardDesk;
  readonly ordered: readonly Incident[];
  readonly work: Work;
  readonly places: Places;
  readonly names: Names;
}

/** What lies open beside the board (on a phone: instead of it). */
export function OpenedView({ route, go, me, session, desk, ordered, work, places, names }: Props) {
  const back = (): void => go({ at: 'board' });
  switch (route.at) {
    case 'board':
      return null;
    case 'room':
      return (
        <OpenedRoom room={route.room} about={route.about} me={me} ordered={ordered} places={places} names={names} />
      );
    case 'password':
      return <NewPassword forced={false} onSave={session.setPassword} onDone={back} onLeave={back} />;
    case 'raise':
      return (
        <RaiseView
          places={places}
          onCancel={back}
          onRaised={(incident) => {
            desk.put(incident);
            go({ at: 'incident', id: incident.id, form: null });
          }}
        />
      );
    case 'report':
      return <ReportView key={route.id} id={route.id} places={places} names={names} onRefused={session.ask} />;
    case 'incident':
      return (
        <IncidentView
          key={route.id}
          id={route.id}
          form={route.form}
          heard={desk.board.incidents.get(route.id)}
          me={me}
          places={places}
          names={names}
          state={work.deeds.get(route.id)}
          onDeed={work.start}
          onAct={(what) => work.send(route.id, what)}
          onFormClosed={() => go({ at: 'incident', id: route.id, form: null })}
          onRefused={session.ask}
        />
      );
  }
}

interface RoomProps {
  readonly room: Room;
  readonly about: string | null;
  readonly me: Me;
  readonly ordered: readonly Incident[];
  readonly places: Places;
  readonly names: Names;
}

function OpenedRoom({ room, about, me, ordered, places, names }: RoomProps) {
  switch (room) {
    case 'plan':
      return <PlanRoom about={about} incidents={ordered} places={places} />;
    case 'patrol':
      return <PatrolRoom me={me} places={places} />;
    case 'duty':
      return <DutyRoom me={me} />;
    case 'analysis':
      return <AnalysisRoom places={places} />;
    case 'setup':
      return <SetupRoom language={places.language} />;
    case 'devices':
      return <DevicesRoom places={places} />;
    case 'ledger':
      return <LedgerRoom names={names} />;
  }
}
