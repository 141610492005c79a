import { type FormEvent, useState } from 'react';
import { Field } from './field.tsx';
import { FormButtons } from './form-buttons.tsx';
import { useWords } from './words-context.tsx';

interface Props {
  readonly busy: boolean;
  readonly onSave: (text: string) => void;
  readonly onCancel: () => void;
}

export function NoteForm({ busy, onSave, onCancel }: Props) {
  const words = useWords();
  const [text, setText] = useState('');
  const [tried, setTried] = useState(false);
  const missing = text.trim() === '';
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (!missing && !busy) onSave(text.trim());
  };
  return (
    <form className="sheet" onSubmit={submit} aria-label={words.deeds.note} noValidate>
      <Field label={words.forms.note} error={tried && missing ? words.forms.needText : null} hint={words.forms.noNames}>
        {(ids) => (
          <textarea
            {...ids}
            rows={3}
            maxLength={2000}
            value={text}
            placeholder={words.forms.notePlaceholder}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      <FormButtons submit={busy ? words.doing.note : words.forms.save} busy={busy} onCancel={onCancel} />
    </form>
  );
}
