import { useMemo, useState } from 'react';
import type { IncidentWithTimeline } from '../../contract/api.ts';
import { plans as readPlans } from '../api/calls.ts';
import { running } from '../format/duration.ts';
import { actorName, factSentence, type Names } from '../format/fact-sentence.ts';
import { clockTime, moment } from '../format/moment.ts';
import { placeOf, type Places } from '../format/place.ts';
import { useNow } from '../hooks/page-clock.ts';
import { useIncident } from '../hooks/use-incident.ts';
import { useReading } from '../hooks/use-reading.ts';
import type { ZoneSign } from '../state/plan.ts';
import { milestonesOf, statusThen } from '../state/report.ts';
import { writeRoute } from '../state/route.ts';
import { FloorPlan } from './floor-plan.tsx';
import { DrillBand } from './state-chip.tsx';
import { useSpeech } from './words-context.tsx';

interface Props {
  readonly id: string;
  readonly places: Places;
  readonly names: Names;
  readonly onRefused: () => void;
}

/** The report of one incident or drill: its times, its record, and a replay on the plan. Made to be printed. */
export function ReportView({ id, places, names, onRefused }: Props) {
  const { words } = useSpeech();
  const { full, failure } = useIncident(id, undefined, onRefused);
  return (
    <section className="report" aria-labelledby="report-title">
      <a className="back unprinted" href={writeRoute({ at: 'incident', id, form: null })}>
        <span aria-hidden="true">‹ </span>
        {words.header.back}
      </a>
      {full ? (
        <Report incident={full} places={places} names={names} />
      ) : (
        <p className={failure ? 'message message-warn' : 'muted'} role="status">
          {failure ? words.incident.failed : words.incident.loading}
        </p>
      )}
    </section>
  );
}

interface ReportProps {
  readonly incident: IncidentWithTimeline;
  readonly places: Places;
  readonly names: Names;
}

function Report({ incident, places, names: given }: ReportProps) {
  const { words, timeZone } = useSpeech();
  const now = useNow();
  const names = { ...given, people: new Map([...given.people, ...Object.entries(incident.people ?? {})]) };
  const inOrder = useMemo(() => [...incident.timeline].sort((a, b) => a.seq - b.seq), [incident.timeline]);
  return (
    <>
      <div className="panel-head">
        <h2 id="report-title" tabIndex={-1}>
          {incident.drill ? words.report.ofDrill : words.report.title}
        </h2>
        <button type="button" className="button button-plain unprinted" onClick={() => window.print()}>
          {words.ledger.print}
        </button>
      </div>
      {incident.drill ? <DrillBand /> : null}
      <p className="report-place">
        {placeOf(incident, places) ?? words.card.noPlace} · {words.kind[incident.kind]} · {words.level[incident.level]}
      </p>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{words.report.milestone}</th>
            <th scope="col">{words.ledger.at}</th>
            <th scope="col">{words.report.after}</th>
          </tr>
        </thead>
        <tbody>
          {milestonesOf({ timeline: inOrder }).map(({ milestone, atMs, afterMs }) => (
            <tr key={milestone} data-milestone={milestone}>
              <th scope="row">{words.report.milestones[milestone]}</th>
              <td data-label={words.ledger.at}>
                {atMs === null ? words.report.notYet : moment(new Date(atMs).toISOString(), now, timeZone)}
              </td>
              <td data-label={words.report.after}>{afterMs === null ? '–' : running(afterMs, words.dayMark)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {inOrder.length > 1 ? <Replay incident={incident} inOrder={inOrder} places={places} names={names} /> : null}
      <h3>{words.incident.timeline}</h3>
      <ol className="timeline">
        {inOrder.map((entry) => (
          <li key={entry.seq}>
            <time dateTime={entry.at}>{moment(entry.at, now, timeZone)}</time>
            <span className="fact" title={actorName(entry.actor, words, names)}>
              {factSentence(entry, words, names)}
            </span>
          </li>
        ))}
      </ol>
    </>
  );
}

interface ReplayProps extends ReportProps {
  readonly inOrder: IncidentWithTimeline['timeline'];
}

const SIGN: Readonly<Record<'open' | 'taken' | 'arrived', ZoneSign['state']>> = {
  open: 'calls',
  taken: 'taken',
  arrived: 'arrived',
};

/** Pulls the incident's time back and forth: the plan as it stood, and the last thing that had happened. */
function Replay({ incident, inOrder, places, names }: ReplayProps) {
  const { words, timeZone } = useSpeech();
  // Step by step from fact to fact: two of them may lie milliseconds apart, or hours.
  const [index, setIndex] = useState(inOrder.length - 1);
  const entry = inOrder[index];
  const plans = useReading(readPlans);
  const plan = plans.data?.find(({ zones }) => zones.some(({ zone }) => zone === incident.zone));
  const status = statusThen(inOrder, index);
  const signs = useMemo(() => {
    const calm = status === 'before' || status === 'closed' || incident.zone === null;
    return new Map<string, ZoneSign>(calm ? [] : [[incident.zone ?? '', { state: SIGN[status], incident: null }]]);
  }, [status, incident.zone]);
  const at = entry ? clockTime(Date.parse(entry.at), timeZone) : '';
  return (
    <div className="replay unprinted">
      <h3>{words.report.replay}</h3>
      <label className="field">
        <span>
          {at} · {status === 'before' ? words.report.before : words.status[status]}
        </span>
        <input
          type="range"
          min={0}
          max={inOrder.length - 1}
          value={index}
          aria-valuetext={at}
          onChange={(event) => setIndex(Number(event.target.value))}
        />
      </label>
      <p className="replay-last" aria-live="polite">
        {entry ? factSentence(entry, words, names) : ''}
      </p>
      {plan ? (
        <FloorPlan plan={plan} zones={places.zones} devices={[]} signs={signs} language={places.language} still />
      ) : null}
    </div>
  );
}
