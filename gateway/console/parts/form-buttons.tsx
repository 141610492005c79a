import { useWords } from './words-context.tsx';

interface Props {
  readonly submit: string;
  readonly busy: boolean;
  readonly onCancel: () => void;
}

export function FormButtons({ submit, busy, onCancel }: Props) {
  const words = useWords();
  return (
    <div className="form-buttons">
      <button type="submit" className="button button-main" aria-disabled={busy} aria-busy={busy}>
        {busy ? <span className="spinner" aria-hidden="true" /> : null}
        {submit}
      </button>
      <button type="button" className="button button-second" onClick={onCancel}>
        {words.forms.cancel}
      </button>
    </div>
  );
}
