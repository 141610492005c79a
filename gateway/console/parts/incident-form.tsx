import { useEffect, useRef } from 'react';
import type { Incident, Me } from '../../contract/api.ts';
import type { Act } from '../api/calls.ts';
import type { DeedState } from '../state/deeds.ts';
import type { Form } from '../state/route.ts';
import { CloseForm } from './close-form.tsx';
import { HandoverForm } from './handover-form.tsx';
import { NoteForm } from './note-form.tsx';

interface Props {
  readonly form: Form;
  readonly incident: Incident;
  readonly me: Me;
  readonly state: DeedState | undefined;
  readonly onAct: (act: Act) => void;
  readonly onFormClosed: () => void;
}

/** The form that is open under an incident; opening it brings it into view and puts the cursor into it. */
export function IncidentForm(props: Props) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    place.current?.scrollIntoView({ block: 'start' });
    // Colleagues are still being read then: the form itself, so that the next Tab reaches the first of them.
    const first = props.form === 'handover' ? null : place.current?.querySelector<HTMLElement>('input, textarea');
    (first ?? place.current)?.focus({ preventScroll: true });
  }, [props.form]);
  return (
    <div className="form-place" ref={place} tabIndex={-1}>
      <FormOf {...props} />
    </div>
  );
}

function FormOf({ form, incident, me, state, onAct, onFormClosed }: Props) {
  const busy = state?.at === 'doing';
  switch (form) {
    case 'note':
      return <NoteForm busy={busy} onSave={(text) => onAct({ deed: 'note', text })} onCancel={onFormClosed} />;
    case 'handover':
      return (
        <HandoverForm
          busy={busy}
          me={me.person}
          onHandOver={(to, text) => onAct({ deed: 'handover', to, text })}
          onCancel={onFormClosed}
        />
      );
    case 'close':
      return (
        <CloseForm
          busy={busy}
          drill={incident.drill}
          onClose={(outcome, reason) => onAct({ deed: 'close', outcome, reason })}
          onCancel={onFormClosed}
        />
      );
  }
}
