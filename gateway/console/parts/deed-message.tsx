import type { Incident } from '../../contract/api.ts';
import { failureText } from '../format/failure-text.ts';
import { useNow } from '../hooks/page-clock.ts';
import type { DeedState } from '../state/deeds.ts';
import { useSpeech } from './words-context.tsx';

interface Props {
  readonly state: DeedState | undefined;
  readonly incident: Incident;
  readonly people: ReadonlyMap<string, string>;
}

/** How the last deed ended, in one sentence. */
export function DeedMessage({ state, incident, people }: Props) {
  const { words, timeZone } = useSpeech();
  const now = useNow();
  if (state === undefined || state.at === 'doing') return null;
  if (state.at === 'failed') {
    return (
      <p className="message message-bad" role="alert">
        {failureText(state.failure, { words, timeZone, nowMs: now, people, incident, deed: state.deed })}
      </p>
    );
  }
  return (
    <p className={state.stored ? 'message message-good' : 'message message-warn'} role="status">
      {state.stored ? words.done[state.deed] : words.notStored}
    </p>
  );
}
