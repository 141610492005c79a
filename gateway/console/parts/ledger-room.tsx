import { useMemo, useState } from 'react';
import { actorName, factSentence, type Names } from '../format/fact-sentence.ts';
import { moment, schoolDay } from '../format/moment.ts';
import { pageClock, useNow } from '../hooks/page-clock.ts';
import { useLedger } from '../hooks/use-ledger.ts';
import { kindsOf, LEDGER_TOPICS, type LedgerTopic } from '../state/ledger-topics.ts';
import { DayPicker } from './day-picker.tsx';
import { ReadingNote } from './reading-note.tsx';
import { useSpeech } from './words-context.tsx';

/** Who did what when: the accountable record of some days, to be read on the screen or printed. */
export function LedgerRoom({ names }: { readonly names: Names }) {
  const { words, timeZone } = useSpeech();
  const now = useNow();
  const today = schoolDay(pageClock.now(), timeZone);
  const [from, setFrom] = useState(today);
  const [to, setTo] = useState(today);
  const [topic, setTopic] = useState<LedgerTopic | null>(null);
  const kinds = useMemo(() => (topic === null ? [] : kindsOf(topic, Object.keys(words.facts))), [topic, words.facts]);
  const question = useMemo(() => ({ from, to, kinds }), [from, to, kinds]);
  const { state, more } = useLedger(question);
  return (
    <section className="ledger-room" aria-labelledby="room-title">
      <div className="panel-head">
        <h2 id="room-title" tabIndex={-1}>
          {words.ledger.title} <span className="count">{words.ledger.count(state.items.length)}</span>
        </h2>
        <button type="button" className="button button-plain unprinted" onClick={() => window.print()}>
          {words.ledger.print}
        </button>
      </div>
      <div className="filters unprinted">
        <DayPicker label={words.ledger.from} value={from} most={to} onChange={setFrom} />
        <DayPicker label={words.ledger.to} value={to} least={from} onChange={setTo} />
        <label className="field">
          {words.ledger.kind}
          <select
            value={topic ?? ''}
            onChange={(event) => setTopic(LEDGER_TOPICS.find((one) => one === event.target.value) ?? null)}
          >
            <option value="">{words.ledger.anyKind}</option>
            {LEDGER_TOPICS.map((one) => (
              <option key={one} value={one}>
                {words.ledger.topics[one]}
              </option>
            ))}
          </select>
        </label>
      </div>
      <p className="printed-only">
        {from} – {to}
      </p>
      {state.items.length > 0 ? (
        <table className="table ledger-table">
          <thead>
            <tr>
              <th scope="col">{words.ledger.number}</th>
              <th scope="col">{words.ledger.at}</th>
              <th scope="col">{words.ledger.what}</th>
              <th scope="col">{words.ledger.who}</th>
              <th scope="col">{words.ledger.hash}</th>
            </tr>
          </thead>
          <tbody>
            {state.items.map((entry) => (
              <tr key={entry.seq} data-kind={entry.kind}>
                <td data-label={words.ledger.number}>{entry.n ?? entry.seq}</td>
                <td data-label={words.ledger.at}>{moment(entry.at, now, timeZone)}</td>
                <td data-label={words.ledger.what}>{factSentence(entry, words, names)}</td>
                <td data-label={words.ledger.who}>{actorName(entry.actor, words, names)}</td>
                <td data-label={words.ledger.hash}>
                  <code>{entry.hash?.slice(0, 8) ?? '–'}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      {state.status === 'read' && state.items.length === 0 ? <p className="muted">{words.ledger.none}</p> : null}
      {state.status === 'failed' ? <ReadingNote reading={{ data: null, failure: { why: 'unreachable' } }} /> : null}
      {state.status === 'reading' ? <ReadingNote reading={{ data: null, failure: null }} /> : null}
      {state.status !== 'reading' && state.next !== null ? (
        <button type="button" className="button button-plain unprinted" onClick={more}>
          {words.ledger.more}
        </button>
      ) : null}
    </section>
  );
}
