import type { IncidentWithTimeline, Notice } from '../../contract/api.ts';
import { own } from '../format/fact-sentence.ts';
import { moment } from '../format/moment.ts';
import { useNow } from '../hooks/page-clock.ts';
import { NoticeMark } from './mark.tsx';
import { useSpeech } from './words-context.tsx';

interface Told {
  readonly key: string;
  readonly name: string | null;
  readonly person: string | null;
  /** Newest first. */
  readonly notices: readonly Notice[];
}

/** Sirens and lamps together at the end; people in the order they were first told. */
function byPerson(notices: readonly Notice[]): Told[] {
  const groups = new Map<string, Notice[]>();
  for (const notice of notices) {
    const key = notice.person ?? '';
    groups.set(key, [notice, ...(groups.get(key) ?? [])]);
  }
  return [...groups.entries()]
    .map(([key, group]) => ({
      key,
      name: group[0]?.personName ?? null,
      person: key === '' ? null : key,
      notices: group,
    }))
    .sort((a, b) => Number(a.person === null) - Number(b.person === null));
}

/** Who was told by which channel with what result. "Sent" is never called delivered (promise 5). */
export function ToldList({ incident }: { readonly incident: IncidentWithTimeline }) {
  const { words } = useSpeech();
  const told = byPerson(incident.notices);
  return (
    <section className="panel" aria-labelledby="told-title">
      <h3 id="told-title">{words.incident.told}</h3>
      {told.length === 0 ? <p className="muted">{words.incident.toldNone}</p> : null}
      <ul className="told">
        {told.map((one) => (
          <li key={one.key} className="told-person">
            <p className="told-name">
              {one.person === null ? words.output : (one.name ?? one.person)}
              {one.person !== null && incident.seenBy.includes(one.person) ? (
                <span className="chip chip-seen">
                  <NoticeMark state="seen" />
                  {words.noticeSeen}
                </span>
              ) : null}
            </p>
            <ul>
              {one.notices.map((notice) => (
                <NoticeRow key={notice.notice} notice={notice} />
              ))}
            </ul>
          </li>
        ))}
      </ul>
      {told.length > 0 ? <p className="muted small">{words.noticeHint}</p> : null}
    </section>
  );
}

function NoticeRow({ notice }: { readonly notice: Notice }) {
  const { words, timeZone } = useSpeech();
  const now = useNow();
  const why = notice.why === null ? null : (own<string>(words.codes, notice.why) ?? notice.why);
  const reason = own<string>(words.noticeReason, notice.reason) ?? notice.reason;
  return (
    <li className="notice" data-state={notice.state}>
      <span className="notice-channel">{notice.channelName}</span>
      <span className="notice-state">
        <NoticeMark state={notice.state} />
        {words.noticeState[notice.state]}
        {why === null ? '' : `${words.colon}${why}`}
      </span>
      <span className="muted small">
        {moment(notice.settledAt ?? notice.queuedAt, now, timeZone)} · {reason}
        {notice.attempts > 1 ? ` · ${words.attempts(notice.attempts)}` : ''}
      </span>
    </li>
  );
}
