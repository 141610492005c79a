import type { Incident } from '../../contract/api.ts';
import { isoDuration, remaining, running } from '../format/duration.ts';
import { useNow } from '../hooks/page-clock.ts';
import { useWords } from './words-context.tsx';

/** Time since it was raised, by the gateway's clock; stands still once closed. */
export function RunningTimer({ incident }: { readonly incident: Incident }) {
  const words = useWords();
  const now = useNow();
  const until = incident.closedAt === null ? now : Date.parse(incident.closedAt);
  const elapsed = until - Date.parse(incident.openedAt);
  return (
    <time className="running" role="timer" aria-label={words.card.openedAgo} dateTime={isoDuration(elapsed)}>
      {running(elapsed, words.dayMark)}
    </time>
  );
}

/** What happens by itself if nobody acts, and in how long. */
export function NextCountdown({ next }: { readonly next: NonNullable<Incident['next']> }) {
  const words = useWords();
  const now = useNow();
  const left = Date.parse(next.at) - now;
  const escalates = next.why === 'step' || next.why === 'repeat';
  const text = left > 0 ? words.next[next.why](remaining(left)) : escalates ? words.next.now : words.next.overdue;
  return (
    <span className="countdown" data-soon={left < 15_000} data-why={next.why}>
      {text}
    </span>
  );
}
