import { useEffect, useRef } from 'react';
import type { Incident, Me } from '../../contract/api.ts';
import { type Act, see } from '../api/calls.ts';
import type { Names } from '../format/fact-sentence.ts';
import { moment } from '../format/moment.ts';
import { placeOf, type Places } from '../format/place.ts';
import { useNow } from '../hooks/page-clock.ts';
import { useIncident } from '../hooks/use-incident.ts';
import { choices } from '../state/choices.ts';
import type { Deed, DeedState } from '../state/deeds.ts';
import { type Form, writeRoute } from '../state/route.ts';
import { DeedBar } from './deed-bar.tsx';
import { DeedMessage } from './deed-message.tsx';
import { FlagList } from './flag-list.tsx';
import { IncidentForm } from './incident-form.tsx';
import { ProcedureList } from './procedure-list.tsx';
import { NextCountdown, RunningTimer } from './running-timer.tsx';
import { DrillBand, LevelChip, StaleChip, StateChip } from './state-chip.tsx';
import { Timeline } from './timeline.tsx';
import { ToldList } from './told-list.tsx';
import { useSpeech } from './words-context.tsx';

interface Props {
  readonly id: string;
  readonly form: Form | null;
  readonly heard: Incident | undefined;
  readonly me: Me;
  readonly places: Places;
  readonly names: Names;
  readonly state: DeedState | undefined;
  readonly onDeed: (incident: Incident, deed: Deed) => void;
  readonly onAct: (act: Act) => void;
  readonly onFormClosed: () => void;
  readonly onRefused: () => void;
}

/** One incident: where, what, who was told, what happened, and the two things to do next under the thumb. */
export function IncidentView(props: Props) {
  const { id, form, heard, me, places, state, onDeed, onRefused } = props;
  const { words } = useSpeech();
  const { full, failure, again } = useIncident(id, heard, onRefused);
  const heading = useRef<HTMLHeadingElement>(null);
  const incident = heard ?? full;
  const there = incident !== null && incident !== undefined;

  // Focus follows the reader into the incident; `there`: the heading exists only once something was read.
  useEffect(() => {
    if (!there) return;
    window.scrollTo(0, 0);
    heading.current?.focus({ preventScroll: true });
  }, [id, there]);

  const unseen = full !== null && full.status !== 'closed' && me.role !== 'auditor' && !full.seenBy.includes(me.person);
  useEffect(() => {
    if (unseen) void see(id);
  }, [id, unseen]);

  if (!there) {
    const text = failure?.why === 'not-found' ? words.failures.notFound : failure ? words.incident.failed : null;
    return (
      <section className="incident">
        <BackLink />
        <p className={text === null ? 'muted' : 'message message-warn'} role="status">
          {text ?? words.incident.loading}
        </p>
      </section>
    );
  }

  const people = new Map([...props.names.people, ...Object.entries(full?.people ?? {})]);
  for (const notice of full?.notices ?? []) {
    if (notice.person !== null && notice.personName !== null) people.set(notice.person, notice.personName);
  }
  const names = { ...props.names, people };
  const offered = choices(incident, me);
  return (
    <section
      className="incident"
      aria-labelledby="incident-title"
      data-incident={id}
      data-status={incident.status}
      data-level={incident.level}
      data-drill={incident.drill}
    >
      <BackLink />
      {incident.drill ? <DrillBand /> : null}
      <div className="card-top">
        <StateChip incident={incident} />
        <RunningTimer incident={incident} />
      </div>
      <h2 id="incident-title" className="incident-place" tabIndex={-1} ref={heading}>
        {placeOf(incident, places) ?? words.card.noPlace}
      </h2>
      <Summary incident={incident} me={me} people={people} />
      <DeedMessage state={state} incident={incident} people={people} />
      {form ? (
        <IncidentForm {...props} form={form} incident={incident} />
      ) : (
        <DeedBar offered={offered} state={state} onPress={(deed) => onDeed(incident, deed)} />
      )}
      {failure && full ? <p className="message message-warn">{words.incident.failed}</p> : null}
      {full ? (
        <div className="incident-columns">
          <div>
            <ProcedureList incident={full} me={me} language={places.language} onTicked={again} />
            <ToldList incident={full} />
          </div>
          <div>
            <Timeline entries={full.timeline} names={names} />
            <a className="button button-plain" href={writeRoute({ at: 'report', id })}>
              {words.report.open}
            </a>
          </div>
        </div>
      ) : (
        <p className="muted">{words.incident.loading}</p>
      )}
    </section>
  );
}

function BackLink() {
  const { words } = useSpeech();
  return (
    <a className="back" href={writeRoute({ at: 'board' })}>
      <span aria-hidden="true">‹ </span>
      {words.header.back}
    </a>
  );
}

interface SummaryProps {
  readonly incident: Incident;
  readonly me: Me;
  readonly people: ReadonlyMap<string, string>;
}

function Summary({ incident, me, people }: SummaryProps) {
  const { words, timeZone } = useSpeech();
  const now = useNow();
  const at = (iso: string): string => moment(iso, now, timeZone);
  const name = (id: string): string => people.get(id) ?? id;
  return (
    <div className="summary">
      <p className="card-kind">
        <LevelChip level={incident.level} />
        <span>{words.kind[incident.kind]}</span>
        <span className="muted">{words.card.openedAt(at(incident.openedAt))}</span>
        {incident.device === null ? null : (
          <span className="muted">
            {words.card.device} {incident.device}
          </span>
        )}
      </p>
      {incident.text === null ? null : <blockquote className="said">{incident.text}</blockquote>}
      {incident.stale ? <StaleChip /> : null}
      <p className="card-facts">
        {incident.takenByName === null ? null : (
          <span className="owner">
            {words.card.owner(incident.takenByName)}
            {incident.takenBy === me.person ? words.card.you : ''}
            {incident.takenAt === null ? '' : ` · ${at(incident.takenAt)}`}
          </span>
        )}
        {incident.next ? <NextCountdown next={incident.next} /> : null}
        {incident.presses > 1 ? (
          <span className="presses">
            {words.card.presses(incident.presses)}
            {incident.lastPressAt === null ? '' : `${words.comma}${words.card.lastPress(at(incident.lastPressAt))}`}
          </span>
        ) : null}
      </p>
      <FlagList flags={incident.flags} />
      {incident.status === 'closed' && incident.outcome !== null ? (
        <p className="ending">
          <strong>{words.outcome[incident.outcome]}</strong>
          {incident.closedBy === null ? '' : ` · ${name(incident.closedBy)}`}
          {incident.closedAt === null ? '' : ` · ${at(incident.closedAt)}`}
          {incident.reason === null ? null : <span className="said">{incident.reason}</span>}
        </p>
      ) : null}
    </div>
  );
}
