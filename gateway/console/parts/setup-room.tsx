import { useEffect, useState } from 'react';
import type { SetupFile } from '../../contract/setup-api.ts';
import { type SetupAnswer, changeSetup, setupFiles } from '../api/setup-calls.ts';
import type { Language } from '../i18n/dictionary.ts';
import { useReading } from '../hooks/use-reading.ts';
import { beginning, type Editing } from '../state/setup.ts';
import { ReadingNote } from './reading-note.tsx';
import { SetupFields } from './setup-fields.tsx';
import { useWords } from './words-context.tsx';

/** The whole configuration for people who know no YAML: forms with the manual of every key, checked before anything is written. */
export function SetupRoom({ language }: { readonly language: Language }) {
  const words = useWords();
  const files = useReading(setupFiles);
  const [open, setOpen] = useState<string | null>(null);
  const shown = files.data?.find(({ id }) => id === open) ?? files.data?.[0];
  return (
    <section className="setup-room" aria-labelledby="room-title">
      <h2 id="room-title" tabIndex={-1}>
        {words.setup.title}
      </h2>
      <p className="muted">{words.setup.hint}</p>
      <ReadingNote reading={files} />
      <div className="floors" role="group" aria-label={words.setup.files}>
        {files.data?.map((file) => (
          <button
            key={file.id}
            type="button"
            className="button button-switch"
            aria-pressed={file === shown}
            onClick={() => setOpen(file.id)}
          >
            {language === 'en' ? file.title.en : file.title.zh}
          </button>
        ))}
      </div>
      {shown ? (
        <FileForm key={`${shown.id} ${shown.version}`} file={shown} language={language} onSaved={files.again} />
      ) : null}
    </section>
  );
}

interface FileProps {
  readonly file: SetupFile;
  readonly language: Language;
  readonly onSaved: () => void;
}

function FileForm({ file, language, onSaved }: FileProps) {
  const words = useWords();
  const [editing, setEditing] = useState<Editing>(() => beginning(file));
  const [busy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<SetupAnswer | null>(null);
  const changed = editing.edits.length > 0;
  useEffect(() => {
    // Leaving the page would throw away what was typed: the browser asks first.
    if (!changed) return undefined;
    const warn = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [changed]);
  const save = async (): Promise<void> => {
    if (busy || !changed) return;
    setBusy(true);
    const said = await changeSetup({ file: file.id, version: file.version, edits: [...editing.edits] });
    setBusy(false);
    setAnswer(said);
    if (said.ok) onSaved();
  };
  return (
    <form
      className="setup"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <p className="muted small">
        <code>{file.id}</code>
      </p>
      <SetupFields form={file.form} path={[]} editing={editing} language={language} onEdit={setEditing} />
      <div className="setup-bar">
        <SaveAnswer answer={answer} />
        <button type="submit" className="button button-main" aria-disabled={busy || !changed} aria-busy={busy}>
          {busy ? words.setup.saving : words.setup.save(editing.edits.length)}
        </button>
        <button
          type="button"
          className="button button-plain"
          onClick={() => {
            setEditing(beginning(file));
            setAnswer(null);
          }}
        >
          {words.setup.undo}
        </button>
      </div>
    </form>
  );
}

function SaveAnswer({ answer }: { readonly answer: SetupAnswer | null }) {
  const words = useWords();
  if (answer === null) return null;
  if (answer.ok) {
    return (
      <div className="message message-good" role="status">
        {words.setup.saved}
        {answer.warnings.map((warning) => (
          <p key={warning}>{warning}</p>
        ))}
      </div>
    );
  }
  return (
    <div className="message message-bad" role="alert">
      {words.setup.why[answer.why]}
      {answer.problems.map((problem) => (
        <p key={problem}>
          <code>{problem}</code>
        </p>
      ))}
    </div>
  );
}
