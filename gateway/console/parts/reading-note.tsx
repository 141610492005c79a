import type { Reading } from '../hooks/use-reading.ts';
import { useWords } from './words-context.tsx';

/** Says that something is being read, or that it cannot be read; nothing once it is there. */
export function ReadingNote({ reading }: { readonly reading: Pick<Reading<unknown>, 'data' | 'failure'> }) {
  const words = useWords();
  if (reading.failure !== null) {
    return (
      <p className="message message-warn" role="status">
        {words.reading.failed}
      </p>
    );
  }
  return reading.data === null ? <p className="muted">{words.reading.loading}</p> : null;
}
