import { type FormEvent, useState } from 'react';
import type { Duty } from '../../contract/duty-api.ts';
import type { StaffMember } from '../../contract/people-api.ts';
import { DUTY_POSTS, type DutyPost } from '../../core/school.ts';
import { schoolDay } from '../format/moment.ts';
import { pageClock } from '../hooks/page-clock.ts';
import { changeRequest, type ChangeKind } from '../state/duty-change.ts';
import { DayPicker } from './day-picker.tsx';
import { useSpeech } from './words-context.tsx';

const KINDS: readonly ChangeKind[] = ['override', 'leave', 'swap'];

interface Props {
  readonly duty: Duty;
  readonly staff: readonly StaffMember[];
  readonly onSend: (path: string, body: unknown) => Promise<boolean>;
}

/** Changes the roster for some days, or swaps one of the shifts that run now. */
export function DutyChangeForm({ duty, staff, onSend }: Props) {
  const { words, timeZone } = useSpeech();
  const today = schoolDay(pageClock.now(), timeZone);
  const [kind, setKind] = useState<ChangeKind>('override');
  const [post, setPost] = useState<DutyPost>('guard');
  const [person, setPerson] = useState('');
  const [cover, setCover] = useState('');
  const [from, setFrom] = useState(today);
  const [to, setTo] = useState(today);
  const [reason, setReason] = useState('');
  const [shift, setShift] = useState('');

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const request = changeRequest({ kind, post, person, cover, from, to, reason, shift }, duty);
    if (request !== null) void onSend(request.path, request.body).then((done) => done && setReason(''));
  };
  const people = (label: string, value: string, change: (id: string) => void) => (
    <label className="field">
      {label}
      <select value={value} onChange={(event) => change(event.target.value)}>
        <option value="">{words.dutyRoom.choose}</option>
        {staff.map((one) => (
          <option key={one.id} value={one.id}>
            {one.name}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <details className="change">
      <summary>{words.dutyRoom.change}</summary>
      <form onSubmit={submit}>
        <div className="filters">
          <label className="field">
            {words.dutyRoom.kind}
            <select value={kind} onChange={(event) => setKind(KINDS.find((k) => k === event.target.value) ?? kind)}>
              {KINDS.map((one) => (
                <option key={one} value={one}>
                  {words.dutyRoom.by[one]}
                </option>
              ))}
            </select>
          </label>
          {kind === 'override' ? (
            <label className="field">
              {words.dutyRoom.post}
              <select
                value={post}
                onChange={(event) => setPost(DUTY_POSTS.find((p) => p === event.target.value) ?? post)}
              >
                {DUTY_POSTS.map((one) => (
                  <option key={one} value={one}>
                    {words.posts[one]}
                  </option>
                ))}
              </select>
            </label>
          ) : null}
          {kind === 'swap' ? (
            <label className="field">
              {words.dutyRoom.shift}
              <select value={shift} onChange={(event) => setShift(event.target.value)}>
                <option value="">{words.dutyRoom.choose}</option>
                {duty.items.map((item) => (
                  <option key={`${item.post} ${item.person}`} value={`${item.post} ${item.person}`}>
                    {words.posts[item.post]} {item.name}
                  </option>
                ))}
              </select>
            </label>
          ) : null}
          {kind === 'leave' ? people(words.dutyRoom.who, person, setPerson) : null}
          {people(kind === 'leave' ? words.dutyRoom.cover : words.dutyRoom.instead, cover, setCover)}
          {kind === 'swap' ? null : (
            <>
              <DayPicker label={words.ledger.from} value={from} most={to} onChange={setFrom} />
              <DayPicker label={words.ledger.to} value={to} least={from} onChange={setTo} />
            </>
          )}
          <label className="field">
            {words.dutyRoom.reason}
            <input
              type="text"
              required
              maxLength={500}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          </label>
        </div>
        <button type="submit" className="button button-second">
          {words.forms.save}
        </button>
      </form>
    </details>
  );
}
