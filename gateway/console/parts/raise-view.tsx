import { type FormEvent, useEffect, useRef, useState } from 'react';
import type { Incident } from '../../contract/api.ts';
import { raise } from '../api/calls.ts';
import type { Failure } from '../api/failure.ts';
import { failureText } from '../format/failure-text.ts';
import { type Places, placeGroups, zoneName } from '../format/place.ts';
import { writeRoute } from '../state/route.ts';
import { Field } from './field.tsx';
import { FormButtons } from './form-buttons.tsx';
import { useSpeech } from './words-context.tsx';

const KINDS = ['manual', 'panic', 'unusual'] as const;

interface Props {
  readonly places: Places;
  readonly onRaised: (incident: Incident) => void;
  readonly onCancel: () => void;
}

/** An alarm raised by a person who saw or heard something. */
export function RaiseView({ places, onRaised, onCancel }: Props) {
  const { words, timeZone } = useSpeech();
  const [zone, setZone] = useState('');
  const [kind, setKind] = useState<(typeof KINDS)[number]>('manual');
  const [text, setText] = useState('');
  const [drill, setDrill] = useState(false);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setTried(true);
    if (zone === '' || text.trim() === '' || busy) return;
    setBusy(true);
    const answer = await raise(zone, kind, text.trim(), drill);
    setBusy(false);
    if (answer.ok) onRaised(answer.data.incident);
    else setFailure(answer.failure);
  };

  const scene = { words, timeZone, nowMs: 0, people: new Map<string, string>(), incident: null, deed: null };
  return (
    <section className="incident raise" aria-labelledby="raise-title">
      <a className="back" href={writeRoute({ at: 'board' })}>
        <span aria-hidden="true">‹ </span>
        {words.header.back}
      </a>
      <h2 id="raise-title" tabIndex={-1} ref={heading}>
        {words.forms.raiseTitle}
      </h2>
      <form className="sheet" onSubmit={(event) => void submit(event)} noValidate>
        <Field label={words.forms.zone} error={tried && zone === '' ? words.forms.chooseZone : null}>
          {(ids) => (
            <select {...ids} value={zone} onChange={(event) => setZone(event.target.value)}>
              <option value="">{words.forms.zonePlaceholder}</option>
              {placeGroups(places.zones).map((group) => (
                <optgroup
                  key={`${group.building}/${group.floor}`}
                  label={words.forms.floor(group.building, group.floor) || words.forms.elsewhere}
                >
                  {group.zones.map((one) => (
                    <option key={one.id} value={one.id}>
                      {zoneName(one, places.language)}
                    </option>
                  ))}
                </optgroup>
              ))}
            </select>
          )}
        </Field>
        <fieldset className="choices">
          <legend>{words.forms.raiseKind}</legend>
          <div className="choice-grid">
            {KINDS.map((one) => (
              <label key={one} className="choice" data-chosen={one === kind}>
                <input type="radio" name="kind" checked={one === kind} onChange={() => setKind(one)} />
                {words.raiseKinds[one]}
              </label>
            ))}
          </div>
        </fieldset>
        <Field
          label={words.forms.raiseText}
          error={tried && text.trim() === '' ? words.forms.needText : null}
          hint={words.forms.noNames}
        >
          {(ids) => (
            <textarea
              {...ids}
              rows={3}
              maxLength={2000}
              value={text}
              placeholder={words.forms.raisePlaceholder}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
        <label className="check drill-check" data-drill={drill}>
          <input type="checkbox" checked={drill} onChange={(event) => setDrill(event.target.checked)} />
          <span>
            {words.drillForm.check} <span className="muted small">{words.drillForm.hint}</span>
          </span>
        </label>
        {failure ? (
          <p className="message message-bad" role="alert">
            {failureText(failure, scene)}
          </p>
        ) : null}
        <FormButtons
          submit={busy ? words.forms.raiseBusy : drill ? words.drillForm.submit : words.forms.raiseSubmit}
          busy={busy}
          onCancel={onCancel}
        />
      </form>
    </section>
  );
}
