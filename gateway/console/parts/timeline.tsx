import { useState } from 'react';
import { actorName, factSentence, type LedgerEntry, type Names } from '../format/fact-sentence.ts';
import { moment } from '../format/moment.ts';
import { useNow } from '../hooks/page-clock.ts';
import { useSpeech } from './words-context.tsx';

const isNotice = (entry: LedgerEntry): boolean => /^notice-(queued|sent|delivered|failed|dropped)$/.test(entry.kind);

/** What people did stands out from what machines concluded. */
const voice = (entry: LedgerEntry): 'person' | 'device' | 'gateway' =>
  entry.actor.startsWith('person:') && entry.kind !== 'notice-seen'
    ? 'person'
    : entry.actor.startsWith('device:')
      ? 'device'
      : 'gateway';

/** The record of one incident, newest first. Every notice's result is in "who was told"; here they can be shown as facts. */
export function Timeline({ entries, names }: { readonly entries: readonly LedgerEntry[]; readonly names: Names }) {
  const { words, timeZone } = useSpeech();
  const now = useNow();
  const [everything, setEverything] = useState(false);
  const shown = [...entries].filter((entry) => everything || !isNotice(entry)).sort((a, b) => b.seq - a.seq);
  return (
    <section className="panel" aria-labelledby="timeline-title">
      <div className="panel-head">
        <h3 id="timeline-title">{words.incident.timeline}</h3>
        <label className="check">
          <input type="checkbox" checked={everything} onChange={(event) => setEverything(event.target.checked)} />
          {words.incident.withNotices}
        </label>
      </div>
      {entries.length === 0 ? <p className="warn">{words.incident.unreadable}</p> : null}
      <ol className="timeline">
        {shown.map((entry) => (
          <li key={entry.seq} data-voice={voice(entry)}>
            <time dateTime={entry.at}>{moment(entry.at, now, timeZone)}</time>
            <span className="fact" title={actorName(entry.actor, words, names)}>
              {factSentence(entry, words, names)}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
