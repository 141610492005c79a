import { useEffect, useState } from 'react';
import type { IncidentWithTimeline, Me, ProcedureLine } from '../../contract/api.ts';
import { tickStep } from '../api/calls.ts';
import { clockTime } from '../format/moment.ts';
import type { Language } from '../i18n/dictionary.ts';
import { useSpeech } from './words-context.tsx';

interface Props {
  readonly incident: IncidentWithTimeline;
  readonly me: Me;
  readonly language: Language;
  /** It was accepted: read the incident again. */
  readonly onTicked: () => void;
}

/** What to do, as the school wrote it down: each line ticked off with who did it and when. */
export function ProcedureList({ incident, me, language, onTicked }: Props) {
  const { words } = useSpeech();
  // Shown as ticked at once, until the record says so itself.
  const [busy, setBusy] = useState<string | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => setBusy(null), [incident.procedure]);
  if (incident.procedure.length === 0) return null;
  const done = incident.procedure.filter((line) => line.doneAt !== null).length;
  const tick = async (line: ProcedureLine): Promise<void> => {
    if (busy !== null) return;
    setBusy(line.id);
    const answer = await tickStep(incident.id, line.id, line.doneAt === null);
    setFailed(!answer.ok);
    if (answer.ok) onTicked();
    else setBusy(null);
  };
  return (
    <section className="panel procedure" aria-labelledby="procedure-title">
      <div className="panel-head">
        <h3 id="procedure-title">{words.procedure.title}</h3>
        <span className="muted">{words.procedure.count(done, incident.procedure.length)}</span>
      </div>
      <ol>
        {incident.procedure.map((line) => (
          <li key={line.id}>
            <label className="check check-line" data-done={line.doneAt !== null} aria-busy={busy === line.id}>
              <input
                type="checkbox"
                checked={(line.doneAt !== null) !== (busy === line.id)}
                disabled={me.role === 'auditor'}
                onChange={() => void tick(line)}
              />
              <span>
                {(language === 'en' ? line.textEn : null) ?? line.text}
                <DoneBy line={line} />
              </span>
            </label>
          </li>
        ))}
      </ol>
      {failed ? (
        <p className="message message-bad" role="alert">
          {words.procedure.failed}
        </p>
      ) : null}
    </section>
  );
}

function DoneBy({ line }: { readonly line: ProcedureLine }) {
  const { timeZone } = useSpeech();
  if (line.doneAt === null) return null;
  return (
    <span className="muted small">
      {clockTime(Date.parse(line.doneAt), timeZone)} · {line.doneByName ?? line.doneBy}
    </span>
  );
}
