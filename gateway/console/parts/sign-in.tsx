import { type FormEvent, useState } from 'react';
import type { Failure } from '../api/failure.ts';
import { failureText } from '../format/failure-text.ts';
import { useTabSign } from '../hooks/use-tab-sign.ts';
import type { Language } from '../i18n/dictionary.ts';
import { Field } from './field.tsx';
import { LanguageSwitch } from './switches.tsx';
import { useSpeech } from './words-context.tsx';

interface Props {
  readonly lapsed: boolean;
  readonly language: Language;
  readonly onLanguage: (language: Language) => void;
  /** Null: signed in. */
  readonly onSignIn: (user: string, password: string) => Promise<Failure | null>;
}

export function SignIn({ lapsed, language, onLanguage, onSignIn }: Props) {
  const { words, timeZone } = useSpeech();
  useTabSign(0, lapsed, words.appName, words.signIn.title);
  const [user, setUser] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (busy || user.trim() === '' || password === '') return;
    setBusy(true);
    setFailure(null);
    const refused = await onSignIn(user.trim(), password);
    setBusy(false);
    setFailure(refused);
  };

  const scene = { words, timeZone, nowMs: 0, people: new Map<string, string>(), incident: null, deed: null };
  const text =
    failure === null ? null : failure.why === 'unauthorized' ? words.signIn.wrong : failureText(failure, scene);
  return (
    <main className="door" id="main">
      <h1>{words.appName}</h1>
      {lapsed ? (
        <p className="message message-bad" role="alert">
          {words.signIn.lapsed}
        </p>
      ) : null}
      <form className="sheet" onSubmit={(event) => void submit(event)} aria-label={words.signIn.title}>
        <Field label={words.signIn.user}>
          {(ids) => (
            <input
              {...ids}
              name="user"
              autoComplete="username"
              autoCapitalize="none"
              autoCorrect="off"
              spellCheck={false}
              required
              value={user}
              onChange={(event) => setUser(event.target.value)}
            />
          )}
        </Field>
        <Field label={words.signIn.password}>
          {(ids) => (
            <input
              {...ids}
              name="password"
              type="password"
              autoComplete="current-password"
              required
              value={password}
              onChange={(event) => setPassword(event.target.value)}
            />
          )}
        </Field>
        {text === null ? null : (
          <p className="message message-bad" role="alert">
            {text}
          </p>
        )}
        <button type="submit" className="button button-main" aria-disabled={busy} aria-busy={busy}>
          {busy ? words.signIn.busy : words.signIn.submit}
        </button>
        <p className="muted small">{words.signIn.hint}</p>
      </form>
      <LanguageSwitch language={language} onChange={onLanguage} />
    </main>
  );
}
