import type { Duty } from '../../contract/duty-api.ts';
import type { StaffMember } from '../../contract/people-api.ts';
import { moment } from '../format/moment.ts';
import { useNow } from '../hooks/page-clock.ts';
import { useSpeech } from './words-context.tsx';

interface Props {
  readonly duty: Duty;
  readonly staff: readonly StaffMember[];
  /** Null: this person may not take anything back. */
  readonly onWithdraw: ((path: string, body: unknown) => Promise<boolean>) | null;
}

/** Overrides, swaps and leave that hold now or later. */
export function DutyChanges({ duty, staff, onWithdraw }: Props) {
  const { words, timeZone } = useSpeech();
  const now = useNow();
  const name = (id: string): string => staff.find((one) => one.id === id)?.name ?? id;
  if (duty.changes.length === 0) return null;
  return (
    <section aria-labelledby="changes-title">
      <h3 id="changes-title">{words.dutyRoom.changes}</h3>
      <ul className="changes">
        {duty.changes.map((change) => (
          <li key={change.id}>
            <span>
              <strong>{words.dutyRoom.by[change.is]}</strong>{' '}
              {change.post === null ? '' : `${words.posts[change.post]} `}
              {change.out === null ? '' : `${name(change.out)} → `}
              {change.in.length === 0 ? words.dutyRoom.nobody : words.listed(change.in.map(name))}
              <span className="muted small">
                {' '}
                {moment(change.from, now, timeZone)} – {moment(change.to, now, timeZone)}
              </span>
            </span>
            {onWithdraw ? (
              <button
                type="button"
                className="button button-plain"
                onClick={() =>
                  void onWithdraw(`/api/duty/changes/${encodeURIComponent(change.id)}/withdraw`, {
                    reason: words.dutyRoom.withdrawn,
                  })
                }
              >
                {words.dutyRoom.withdraw}
              </button>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  );
}
