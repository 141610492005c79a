import { type FormEvent, useState } from 'react';
import { OUTCOMES, type Outcome } from '../../core/facts.ts';
import { Field } from './field.tsx';
import { FormButtons } from './form-buttons.tsx';
import { useWords } from './words-context.tsx';

interface Props {
  readonly busy: boolean;
  readonly drill: boolean;
  readonly onClose: (outcome: Outcome, reason: string) => void;
  readonly onCancel: () => void;
}

/** Closing is the one deed that ends the alarm: its form is the confirmation. */
export function CloseForm({ busy, drill, onClose, onCancel }: Props) {
  const words = useWords();
  const [outcome, setOutcome] = useState<Outcome | null>(drill ? 'drill' : null);
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const missing = reason.trim() === '';
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (outcome !== null && !missing && !busy) onClose(outcome, reason.trim());
  };
  return (
    <form className="sheet" onSubmit={submit} aria-label={words.deeds.close} noValidate>
      <fieldset className="choices">
        <legend>{words.forms.outcome}</legend>
        <div className="choice-grid">
          {OUTCOMES.map((one) => (
            <label key={one} className="choice" data-chosen={one === outcome}>
              <input
                type="radio"
                name="outcome"
                value={one}
                checked={one === outcome}
                onChange={() => setOutcome(one)}
              />
              {words.outcome[one]}
            </label>
          ))}
        </div>
        <p className="field-error" role="alert">
          {tried && outcome === null ? words.forms.chooseOutcome : ''}
        </p>
      </fieldset>
      <Field
        label={words.forms.reason}
        error={tried && missing ? words.forms.needReason : null}
        hint={words.forms.noNames}
      >
        {(ids) => (
          <textarea
            {...ids}
            rows={3}
            maxLength={2000}
            required
            value={reason}
            placeholder={words.forms.reasonPlaceholder}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
      <FormButtons submit={busy ? words.doing.close : words.forms.closeSubmit} busy={busy} onCancel={onCancel} />
    </form>
  );
}
