import type { IncidentWithTimeline, Notice } from '../../contract/api.ts';
import { own } from '../format/fact-sentence.ts';
import { moment } from '../format/moment.ts';
import { useNow } from '../hooks/page-clock.ts';
import { type Told, whoWasTold, whyParts } from '../state/told.ts';
import { NoticeMark } from './mark.tsx';
import { useSpeech } from './words-context.tsx';

/** Who was told by which channel with what result. "Sent" is never called delivered (promise 5). */
export function ToldList({ incident }: { readonly incident: IncidentWithTimeline }) {
  const { words } = useSpeech();
  const told = whoWasTold(incident.notices);
  return (
    <section className="panel" aria-labelledby="told-title">
      <h3 id="told-title">{words.incident.told}</h3>
      {told.length > 0 ? null : (
        // Every incident has at least the entry of its opening: an empty record was not read, and proves nothing.
        <p className="muted">{incident.timeline.length > 0 ? words.incident.toldNone : words.incident.unreadable}</p>
      )}
      <ul className="told">
        {told.map((one) => (
          <ToldOne key={one.key} told={one} seen={one.person !== null && incident.seenBy.includes(one.person)} />
        ))}
      </ul>
      {told.length > 0 ? <p className="muted small">{words.noticeHint}</p> : null}
    </section>
  );
}

function ToldOne({ told, seen }: { readonly told: Told; readonly seen: boolean }) {
  const { words } = useSpeech();
  return (
    <li className="told-person">
      <p className="told-name">
        {told.person === null ? `${words.output} ${told.name}` : told.name}
        {seen ? (
          <span className="chip chip-seen">
            <NoticeMark state="seen" />
            {words.noticeSeen}
          </span>
        ) : null}
      </p>
      <ul>
        {told.newest.map((notice) => (
          <NoticeRow key={notice.notice} notice={notice} />
        ))}
      </ul>
      {told.older.length > 0 ? (
        <details className="older">
          <summary>{words.olderNotices(told.older.length)}</summary>
          <ul>
            {told.older.map((notice) => (
              <NoticeRow key={notice.notice} notice={notice} />
            ))}
          </ul>
        </details>
      ) : null}
    </li>
  );
}

function NoticeRow({ notice }: { readonly notice: Notice }) {
  const { words, timeZone } = useSpeech();
  const now = useNow();
  const why = notice.why === null ? null : whyParts(notice.why);
  const reason = own<string>(words.noticeReason, notice.reason) ?? notice.reason;
  return (
    <li className="notice" data-state={notice.state}>
      <span className="notice-channel">{notice.channelName}</span>
      <span className="notice-state" title={notice.why ?? undefined}>
        <NoticeMark state={notice.state} />
        {words.noticeState[notice.state]}
        {why === null ? '' : `${words.colon}${own<string>(words.codes, why.code) ?? notice.why}`}
      </span>
      <span className="muted small">
        {moment(notice.settledAt ?? notice.queuedAt, now, timeZone)} · {reason}
        {notice.attempts > 1 ? ` · ${words.attempts(notice.attempts)}` : ''}
      </span>
    </li>
  );
}
