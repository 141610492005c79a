import { useCallback, useMemo, useState } from 'react';
import type { Trajectory as Steps } from '../../contract/patrol.ts';
import { plans as readPlans, trajectoryOn } from '../api/calls.ts';
import { running } from '../format/duration.ts';
import { clockTime } from '../format/moment.ts';
import type { Places } from '../format/place.ts';
import { useReading } from '../hooks/use-reading.ts';
import type { ZoneSign } from '../state/plan.ts';
import { FloorPlan } from './floor-plan.tsx';
import { planName } from './plan-room.tsx';
import { ReadingNote } from './reading-note.tsx';
import { useSpeech } from './words-context.tsx';

interface Props {
  readonly day: string;
  readonly people: readonly { readonly id: string; readonly name: string }[];
  readonly places: Places;
}

/** Where one guard tapped through the day, step by step on the plan. Of staff only. */
export function Trajectory({ day, people, places }: Props) {
  const { words } = useSpeech();
  const [person, setPerson] = useState('');
  if (people.length === 0) return null;
  return (
    <section aria-labelledby="trajectory-title">
      <h3 id="trajectory-title">{words.patrol.trajectory}</h3>
      <label className="field">
        {words.patrol.guard}
        <select value={person} onChange={(event) => setPerson(event.target.value)}>
          <option value="">{words.patrol.chooseGuard}</option>
          {people.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
        </select>
      </label>
      {person === '' ? null : <Walk key={`${person} ${day}`} person={person} day={day} places={places} />}
    </section>
  );
}

function Walk({ person, day, places }: { readonly person: string; readonly day: string; readonly places: Places }) {
  const { words } = useSpeech();
  const walk = useReading(useCallback(() => trajectoryOn(person, day), [person, day]));
  if (walk.data === null) return <ReadingNote reading={walk} />;
  if (walk.data.items.length === 0) return <p className="muted">{words.patrol.noTaps}</p>;
  return <Scrubber steps={walk.data.items} places={places} />;
}

function Scrubber({ steps, places }: { readonly steps: Steps['items']; readonly places: Places }) {
  const { words, timeZone } = useSpeech();
  const [index, setIndex] = useState(0);
  const plans = useReading(readPlans);
  const step = steps[index];
  const plan = plans.data?.find(({ zones }) => zones.some(({ zone }) => zone === step?.zone));
  const signs = useMemo(
    () => new Map<string, ZoneSign>(step?.zone ? [[step.zone, { state: 'arrived', incident: null }]] : []),
    [step?.zone],
  );
  if (!step) return null;
  const at = clockTime(Date.parse(step.at), timeZone);
  return (
    <div className="replay">
      <label className="field">
        <span>
          {at} · {step.name}
          {step.afterSeconds === null
            ? ''
            : ` · ${words.patrol.after(running(step.afterSeconds * 1000, words.dayMark))}`}
        </span>
        <input
          type="range"
          min={0}
          max={steps.length - 1}
          value={index}
          aria-valuetext={`${at} ${step.name}`}
          onChange={(event) => setIndex(Number(event.target.value))}
        />
      </label>
      {plan ? (
        <>
          <p className="muted">{planName(plan, places.language, words.plan.outdoors)}</p>
          <FloorPlan plan={plan} zones={places.zones} devices={[]} signs={signs} language={places.language} still />
        </>
      ) : null}
    </div>
  );
}
