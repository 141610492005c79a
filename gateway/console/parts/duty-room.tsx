import { useState } from 'react';
import type { Me } from '../../contract/api.ts';
import type { CoverageView, Duty } from '../../contract/duty-api.ts';
import { coverageAhead, dutyAt, dutyPost } from '../api/calls.ts';
import type { Failure } from '../api/failure.ts';
import { failureText } from '../format/failure-text.ts';
import { moment, schoolDay } from '../format/moment.ts';
import { pageClock, useNow } from '../hooks/page-clock.ts';
import { useDutyDay } from '../hooks/use-duty-day.ts';
import { useReading } from '../hooks/use-reading.ts';
import { useStaff } from '../hooks/use-staff.ts';
import { DayPicker } from './day-picker.tsx';
import { DutyChangeForm } from './duty-change-form.tsx';
import { DutyChanges } from './duty-changes.tsx';
import { ReadingNote } from './reading-note.tsx';
import { useSpeech } from './words-context.tsx';

const EVERY_MS = 15_000;
const COVERAGE_EVERY_MS = 300_000;
const now = () => dutyAt(null);
const coverage = () => coverageAhead(14);

/** Who is on duty now and through a day, changes to it, the watch at the desk, and the gaps of the next 14 days. */
export function DutyRoom({ me }: { readonly me: Me }) {
  const { words } = useSpeech();
  const duty = useReading(now, EVERY_MS);
  const ahead = useReading(coverage, COVERAGE_EVERY_MS);
  const staff = useStaff();
  const [failure, setFailure] = useState<Failure | null>(null);
  const plans = me.role === 'leader' || me.role === 'admin';
  const send = async (path: string, body: unknown): Promise<boolean> => {
    const answer = await dutyPost(path, body);
    setFailure(answer.ok ? null : answer.failure);
    if (answer.ok) {
      duty.again();
      ahead.again();
    }
    return answer.ok;
  };
  return (
    <section className="duty-room" aria-labelledby="room-title">
      <h2 id="room-title" tabIndex={-1}>
        {words.dutyRoom.title}
      </h2>
      <ReadingNote reading={duty} />
      {failure ? <DutyFailure failure={failure} /> : null}
      {duty.data ? <OnDutyNow duty={duty.data} me={me} onSend={send} /> : null}
      {duty.data ? <DutyChanges duty={duty.data} staff={staff} onWithdraw={plans ? send : null} /> : null}
      {plans && duty.data ? <DutyChangeForm duty={duty.data} staff={staff} onSend={send} /> : null}
      <DutyDay />
      <h3>{words.dutyRoom.coverage}</h3>
      <ReadingNote reading={ahead} />
      {ahead.data ? <Coverage view={ahead.data} /> : null}
    </section>
  );
}

function DutyFailure({ failure }: { readonly failure: Failure }) {
  const { words, timeZone } = useSpeech();
  const scene = { words, timeZone, nowMs: 0, people: new Map<string, string>(), incident: null, deed: null };
  const why = failure.why === 'conflict' ? words.failures.invalid(failure.message) : failureText(failure, scene);
  return (
    <p className="message message-bad" role="alert">
      {why}
    </p>
  );
}

interface NowProps {
  readonly duty: Duty;
  readonly me: Me;
  readonly onSend: (path: string, body: unknown) => Promise<boolean>;
}

function OnDutyNow({ duty, me, onSend }: NowProps) {
  const { words, timeZone } = useSpeech();
  const nowMs = useNow();
  const mine = duty.items.find((item) => item.person === me.person);
  return (
    <>
      <p className="duty-window">
        {duty.window === null ? words.dutyRoom.unknownWindow : words.dutyRoom.windows[duty.window]}
        {duty.day.name === null ? '' : ` · ${duty.day.name}`}
        {duty.day.holidaysKnown ? null : <span className="warn"> · {words.dutyRoom.noHolidays}</span>}
        {duty.schedules === 'suspended' ? <strong className="warn"> · {words.dutyRoom.suspended}</strong> : null}
      </p>
      <DutyTable items={duty.items} />
      {duty.next === null ? null : <p className="muted">{words.dutyRoom.next(moment(duty.next, nowMs, timeZone))}</p>}
      {duty.presence ? (
        <p className="presence" data-seen={duty.presence.seen}>
          {duty.presence.seen
            ? words.dutyRoom.present
            : words.dutyRoom.absent(moment(duty.presence.to, nowMs, timeZone))}
          {me.role === 'auditor' ? null : (
            <button
              type="button"
              className="button button-second"
              onClick={() => void onSend('/api/duty/presence', {})}
            >
              {words.dutyRoom.iAmHere}
            </button>
          )}
        </p>
      ) : null}
      {mine ? <Handover duty={duty} me={me} post={mine.post} onSend={onSend} /> : null}
    </>
  );
}

/** Signs for the post one holds: to somebody else who holds it now or comes next. */
function Handover({ duty, me, post, onSend }: NowProps & { readonly post: Duty['items'][number]['post'] }) {
  const { words } = useSpeech();
  const staff = useStaff();
  const [to, setTo] = useState('');
  const [text, setText] = useState('');
  const sign = (side: 'outgoing' | 'incoming'): void => {
    if (to === '') return;
    const body = { post, side, with: to, ...(text.trim() === '' ? {} : { text: text.trim() }) };
    void onSend('/api/duty/handovers', body).then((done) => done && setText(''));
  };
  return (
    <details className="handover">
      <summary>{words.dutyRoom.handover(words.posts[post])}</summary>
      <div className="filters">
        <label className="field">
          {words.dutyRoom.with}
          <select value={to} onChange={(event) => setTo(event.target.value)}>
            <option value="">{words.dutyRoom.choose}</option>
            {staff
              .filter((one) => one.id !== me.person)
              .map((one) => (
                <option key={one.id} value={one.id}>
                  {one.name}
                </option>
              ))}
          </select>
        </label>
        <label className="field">
          {words.forms.handNote}
          <input type="text" maxLength={2000} value={text} onChange={(event) => setText(event.target.value)} />
        </label>
      </div>
      <button type="button" className="button button-second" onClick={() => sign('outgoing')}>
        {words.dutyRoom.outgoing}
      </button>{' '}
      <button type="button" className="button button-second" onClick={() => sign('incoming')}>
        {words.dutyRoom.incoming}
      </button>
      <ul className="plain-list">
        {duty.handovers.map((one) => (
          <li key={one.id}>
            {words.posts[one.post]} · {words.dutyRoom.signed(one.outgoingAt !== null, one.incomingAt !== null)}
          </li>
        ))}
      </ul>
    </details>
  );
}

export function DutyTable({ items }: { readonly items: Duty['items'] }) {
  const { words, timeZone } = useSpeech();
  const nowMs = useNow();
  return (
    <table className="table">
      <thead>
        <tr>
          <th scope="col">{words.dutyRoom.post}</th>
          <th scope="col">{words.dutyRoom.who}</th>
          <th scope="col">{words.dutyRoom.until}</th>
          <th scope="col">{words.dutyRoom.reach}</th>
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <tr key={`${item.post} ${item.person}`}>
            <th scope="row">{words.posts[item.post]}</th>
            <td data-label={words.dutyRoom.who}>
              {item.name} <span className="muted small">{item.title}</span>
              {item.by === 'shift' || item.by === 'rotation' ? null : (
                <span className="flag">{words.dutyRoom.by[item.by]}</span>
              )}
            </td>
            <td data-label={words.dutyRoom.until}>{moment(item.to, nowMs, timeZone)}</td>
            <td data-label={words.dutyRoom.reach}>
              <strong className="device-state" data-state={item.reachable ? 'well' : 'off'}>
                {item.reachable ? words.dutyRoom.reachable(item.channels.length) : words.forms.unreachable}
              </strong>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** One day of the calendar: who comes and goes when. */
function DutyDay() {
  const { words, timeZone } = useSpeech();
  const nowMs = useNow();
  const [day, setDay] = useState(() => schoolDay(pageClock.now(), timeZone));
  const turns = useDutyDay(day);
  return (
    <section aria-labelledby="duty-day">
      <div className="panel-head">
        <h3 id="duty-day">{words.dutyRoom.day}</h3>
        <DayPicker label={words.patrol.day} value={day} onChange={setDay} />
      </div>
      <ol className="turns">
        {turns.map((turn) => (
          <li key={turn.at}>
            <time dateTime={turn.at}>{moment(turn.at, nowMs, timeZone)}</time>
            <span>
              {turn.items.length === 0
                ? words.dutyRoom.nobody
                : words.listed(turn.items.map((item) => `${words.posts[item.post]} ${item.name}`))}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

const GAPS_SHOWN = 30;

function Coverage({ view }: { readonly view: CoverageView }) {
  const { words, timeZone } = useSpeech();
  const nowMs = useNow();
  const areas = view.areas.filter((area) => area.uncoveredMinutes > 0);
  if (areas.length === 0) return <p className="good">{words.dutyRoom.covered}</p>;
  return (
    <ul className="coverage">
      {areas.map((area) => (
        <li key={area.zone}>
          <strong>{area.name}</strong> · {words.dutyRoom.uncovered(area.uncoveredMinutes)}
          <ul>
            {area.gaps.slice(0, GAPS_SHOWN).map((gap) => (
              <li key={`${gap.why} ${gap.from}`} className="muted small">
                {words.dutyRoom.gapWhy[gap.why]} · {moment(gap.from, nowMs, timeZone)} –{' '}
                {moment(gap.to, nowMs, timeZone)}
              </li>
            ))}
            {area.gaps.length > GAPS_SHOWN ? <li>{words.wall.more(area.gaps.length - GAPS_SHOWN)}</li> : null}
          </ul>
        </li>
      ))}
    </ul>
  );
}
