import { type FormEvent, useEffect, useState } from 'react';
import type { Duty } from '../../contract/duty-api.ts';
import { dutyNow } from '../api/calls.ts';
import type { Failure } from '../api/failure.ts';
import { failureText } from '../format/failure-text.ts';
import { Field } from './field.tsx';
import { FormButtons } from './form-buttons.tsx';
import { useSpeech } from './words-context.tsx';

interface Props {
  readonly busy: boolean;
  readonly me: string;
  readonly onHandOver: (to: string, text: string) => void;
  readonly onCancel: () => void;
}

type Colleague = Duty['items'][number];

const others = (duty: Duty, me: string): Colleague[] => {
  const first = new Map<string, Colleague>();
  for (const item of duty.items) if (item.person !== me && !first.has(item.person)) first.set(item.person, item);
  return [...first.values()].sort((a, b) => Number(b.reachable) - Number(a.reachable));
};

/** To somebody who is on duty now; who has no working channel is shown as such, not hidden. */
export function HandoverForm({ busy, me, onHandOver, onCancel }: Props) {
  const { words, timeZone } = useSpeech();
  const [people, setPeople] = useState<readonly Colleague[] | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [to, setTo] = useState<string | null>(null);
  const [text, setText] = useState('');
  const [tried, setTried] = useState(false);

  useEffect(() => {
    let over = false;
    void dutyNow().then((answer) => {
      if (over) return;
      if (answer.ok) setPeople(others(answer.data, me));
      else setFailure(answer.failure);
    });
    return () => {
      over = true;
    };
  }, [me]);

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (to !== null && !busy) onHandOver(to, text.trim());
  };
  const scene = { words, timeZone, nowMs: 0, people: new Map<string, string>(), incident: null, deed: null };
  return (
    <form className="sheet" onSubmit={submit} aria-label={words.deeds.handover} noValidate>
      <fieldset className="choices">
        <legend>{words.forms.handTo}</legend>
        {failure ? <p className="message message-bad">{failureText(failure, scene)}</p> : null}
        {people === null && failure === null ? <p className="muted">{words.forms.dutyLoading}</p> : null}
        {people?.length === 0 ? <p className="muted">{words.forms.nobodyOnDuty}</p> : null}
        {people?.map((one) => (
          <label key={one.person} className="choice choice-wide" data-chosen={one.person === to}>
            <input type="radio" name="to" checked={one.person === to} onChange={() => setTo(one.person)} />
            <span>
              {one.name} <span className="muted">{one.title}</span>
              {one.reachable ? null : <span className="warn"> {words.forms.unreachable}</span>}
            </span>
          </label>
        ))}
        <p className="field-error" role="alert">
          {tried && to === null ? words.forms.choosePerson : ''}
        </p>
      </fieldset>
      <Field label={words.forms.handNote}>
        {(ids) => (
          <input {...ids} type="text" maxLength={2000} value={text} onChange={(e) => setText(e.target.value)} />
        )}
      </Field>
      <FormButtons submit={busy ? words.doing.handover : words.deeds.handover} busy={busy} onCancel={onCancel} />
    </form>
  );
}
