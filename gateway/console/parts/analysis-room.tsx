import { useMemo, useState } from 'react';
import { alarmLoad as readLoad } from '../api/calls.ts';
import { running } from '../format/duration.ts';
import { schoolDay } from '../format/moment.ts';
import { type Places, zoneName } from '../format/place.ts';
import { pageClock } from '../hooks/page-clock.ts';
import { type PastIncidents, usePastIncidents } from '../hooks/use-past-incidents.ts';
import { useReading } from '../hooks/use-reading.ts';
import { heatOf, HOURS, outcomesOf, responseOf, shadeOf, type Times } from '../state/analysis.ts';
import { ReadingNote } from './reading-note.tsx';
import { useSpeech } from './words-context.tsx';

const WEEKS = [1, 4, 12, 52] as const;
const WEEK_MS = 7 * 86_400_000;
const LOAD_EVERY_MS = 30_000;

/** Where and when people called, how soon somebody came, and how much each person on duty is called. Without Grafana. */
export function AnalysisRoom({ places }: { readonly places: Places }) {
  const { words, timeZone } = useSpeech();
  const [weeks, setWeeks] = useState<(typeof WEEKS)[number]>(12);
  const from = schoolDay(pageClock.now() - weeks * WEEK_MS, timeZone);
  const past = usePastIncidents(from);
  return (
    <section className="analysis-room" aria-labelledby="room-title">
      <div className="panel-head">
        <h2 id="room-title" tabIndex={-1}>
          {words.analysis.title} <span className="count">{past.items.length}</span>
        </h2>
        <label className="field">
          {words.analysis.span}
          <select
            value={weeks}
            onChange={(event) => setWeeks(WEEKS.find((n) => String(n) === event.target.value) ?? weeks)}
          >
            {WEEKS.map((n) => (
              <option key={n} value={n}>
                {words.analysis.weeks(n)}
              </option>
            ))}
          </select>
        </label>
      </div>
      {past.status === 'reading' ? <ReadingNote reading={{ data: null, failure: null }} /> : null}
      {past.status === 'failed' ? <ReadingNote reading={{ data: null, failure: { why: 'unreachable' } }} /> : null}
      {past.status === 'cut' ? <p className="message message-warn">{words.analysis.cut}</p> : null}
      <Heat past={past} places={places} />
      <ResponseTimes past={past} />
      <Load />
    </section>
  );
}

function Heat({ past, places }: { readonly past: PastIncidents; readonly places: Places }) {
  const { words, timeZone } = useSpeech();
  const rows = useMemo(() => heatOf(past.items, timeZone), [past.items, timeZone]);
  const most = Math.max(0, ...rows.flatMap((row) => row.counts));
  const name = (id: string): string => {
    const zone = places.zones.find((one) => one.id === id);
    return zone ? zoneName(zone, places.language) : id;
  };
  return (
    <section aria-labelledby="heat-title">
      <h3 id="heat-title">{words.analysis.heat}</h3>
      {rows.length === 0 && past.status === 'read' ? <p className="muted">{words.analysis.nothing}</p> : null}
      {rows.length > 0 ? (
        <div className="heat-frame" tabIndex={0} role="region" aria-labelledby="heat-title">
          <table className="heat">
            <thead>
              <tr>
                <th scope="col">{words.devices.place}</th>
                {HOURS.map((hour) => (
                  <th key={hour} scope="col">
                    {hour}
                  </th>
                ))}
                <th scope="col">{words.analysis.total}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.zone}>
                  <th scope="row">{name(row.zone)}</th>
                  {row.counts.map((count, hour) => (
                    <td key={HOURS[hour]} data-shade={shadeOf(count, most)}>
                      {count === 0 ? '' : count}
                    </td>
                  ))}
                  <td>{row.total}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
    </section>
  );
}

function ResponseTimes({ past }: { readonly past: PastIncidents }) {
  const { words } = useSpeech();
  const response = useMemo(() => responseOf(past.items), [past.items]);
  const outcomes = useMemo(() => outcomesOf(past.items), [past.items]);
  const shown = (ms: number | null): string => (ms === null ? '–' : running(ms, words.dayMark));
  const row = (label: string, times: Times) => (
    <tr>
      <th scope="row">{label}</th>
      <td data-label={words.analysis.median}>{shown(times.p50)}</td>
      <td data-label={words.analysis.most}>{shown(times.p90)}</td>
      <td data-label={words.analysis.longest}>{shown(times.max)}</td>
      <td data-label={words.analysis.cases}>{times.n}</td>
    </tr>
  );
  return (
    <section aria-labelledby="response-title">
      <h3 id="response-title">{words.analysis.response}</h3>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{words.report.milestone}</th>
            <th scope="col">{words.analysis.median}</th>
            <th scope="col">{words.analysis.most}</th>
            <th scope="col">{words.analysis.longest}</th>
            <th scope="col">{words.analysis.cases}</th>
          </tr>
        </thead>
        <tbody>
          {row(words.report.milestones.taken, response.taken)}
          {row(words.report.milestones.arrived, response.arrived)}
          {row(words.report.milestones.closed, response.closed)}
        </tbody>
      </table>
      {outcomes.length > 0 ? (
        <p className="muted">
          {words.listed(outcomes.map(([outcome, count]) => `${words.outcome[outcome]} ${count}`))}
        </p>
      ) : null}
    </section>
  );
}

/** Alarm load in the terms of ISA-18.2. */
function Load() {
  const { words } = useSpeech();
  const load = useReading(readLoad, LOAD_EVERY_MS);
  return (
    <section aria-labelledby="load-title">
      <h3 id="load-title">{words.analysis.load}</h3>
      <ReadingNote reading={load} />
      {load.data?.people.length === 0 ? <p className="muted">{words.analysis.nothing}</p> : null}
      {load.data && load.data.people.length > 0 ? (
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{words.dutyRoom.who}</th>
              <th scope="col">{words.analysis.lastHour}</th>
              <th scope="col">{words.analysis.lastDay}</th>
              <th scope="col">{words.analysis.worst}</th>
              <th scope="col">{words.analysis.stale}</th>
            </tr>
          </thead>
          <tbody>
            {load.data.people.map((one) => (
              <tr key={one.person}>
                <th scope="row">{one.name}</th>
                <td data-label={words.analysis.lastHour}>
                  {one.lastHour} <span className="muted small">{words.analysis.rating[one.rating]}</span>
                </td>
                <td data-label={words.analysis.lastDay}>{one.lastDay}</td>
                <td data-label={words.analysis.worst}>
                  {one.worstTenMinutes}
                  {one.flood ? <span className="flag">{words.analysis.flood}</span> : null}
                </td>
                <td data-label={words.analysis.stale}>{one.stale}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
    </section>
  );
}
