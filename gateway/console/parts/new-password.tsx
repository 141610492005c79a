import { type FormEvent, useState } from 'react';
import type { Failure } from '../api/failure.ts';
import { failureText } from '../format/failure-text.ts';
import { Field } from './field.tsx';
import { useSpeech } from './words-context.tsx';

const SHORTEST = 10;

interface Props {
  /** The one-time code is used up: nothing else can be done before. */
  readonly forced: boolean;
  readonly onSave: (password: string) => Promise<Failure | null>;
  readonly onDone: () => void;
  /** Signs out where forced, else goes back. */
  readonly onLeave: () => void;
}

export function NewPassword({ forced, onSave, onDone, onLeave }: Props) {
  const { words, timeZone } = useSpeech();
  const [first, setFirst] = useState('');
  const [again, setAgain] = useState('');
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const short = first.length < SHORTEST;
  const differ = first !== again;

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setTried(true);
    if (short || differ || busy) return;
    setBusy(true);
    const refused = await onSave(first);
    setBusy(false);
    setFailure(refused);
    if (refused === null) onDone();
  };

  const scene = { words, timeZone, nowMs: 0, people: new Map<string, string>(), incident: null, deed: null };
  return (
    <section className="door" aria-labelledby="password-title">
      <h1 id="password-title">{words.newPassword.title}</h1>
      {forced ? <p>{words.newPassword.why}</p> : null}
      <form className="sheet" onSubmit={(event) => void submit(event)} noValidate>
        <Field
          label={words.newPassword.field}
          error={tried && short ? words.newPassword.short(SHORTEST - first.length) : null}
        >
          {(ids) => (
            <input
              {...ids}
              type="password"
              autoComplete="new-password"
              minLength={SHORTEST}
              value={first}
              onChange={(event) => setFirst(event.target.value)}
            />
          )}
        </Field>
        <Field label={words.newPassword.again} error={tried && !short && differ ? words.newPassword.differ : null}>
          {(ids) => (
            <input
              {...ids}
              type="password"
              autoComplete="new-password"
              value={again}
              onChange={(event) => setAgain(event.target.value)}
            />
          )}
        </Field>
        {failure ? (
          <p className="message message-bad" role="alert">
            {failureText(failure, scene)}
          </p>
        ) : null}
        <button type="submit" className="button button-main" aria-disabled={busy}>
          {busy ? words.newPassword.busy : words.newPassword.submit}
        </button>
        <button type="button" className="button button-plain" onClick={onLeave}>
          {forced ? words.header.signOut : words.forms.cancel}
        </button>
      </form>
    </section>
  );
}
