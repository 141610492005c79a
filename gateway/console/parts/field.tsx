import { type ReactNode, useId } from 'react';

interface Props {
  readonly label: string;
  readonly error?: string | null;
  readonly hint?: string | null;
  /** Gets the ids that tie the control to its label, hint and error. */
  readonly children: (ids: {
    readonly id: string;
    readonly 'aria-describedby': string;
    readonly 'aria-invalid': boolean;
  }) => ReactNode;
}

/** One labelled control with its hint and its error, tied together for those who cannot see them side by side. */
export function Field({ label, error = null, hint = null, children }: Props) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({ id, 'aria-describedby': `${id}-more`, 'aria-invalid': error !== null })}
      <p id={`${id}-more`} className={error === null ? 'field-hint' : 'field-error'}>
        {error ?? hint ?? ''}
      </p>
    </div>
  );
}
