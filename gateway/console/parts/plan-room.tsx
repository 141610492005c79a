import { useMemo } from 'react';
import type { FloorPlan as Plan } from '../../contract/plan-api.ts';
import type { Incident } from '../../contract/api.ts';
import { devices as readDevices, plans as readPlans } from '../api/calls.ts';
import type { Places } from '../format/place.ts';
import { useReading } from '../hooks/use-reading.ts';
import { countOn, inHouseOrder, planToShow, zoneSigns } from '../state/plan.ts';
import { writeRoute } from '../state/route.ts';
import { FloorPlan } from './floor-plan.tsx';
import { ReadingNote } from './reading-note.tsx';
import { useWords } from './words-context.tsx';

const DEVICES_EVERY_MS = 10_000;

interface Props {
  /** The plan asked for; null: the one where somebody is in need, else the first. */
  readonly about: string | null;
  readonly incidents: readonly Incident[];
  readonly places: Places;
}

/** The floors of the school, one at a time; those with an incident say so on their tab. */
export function PlanRoom({ about, incidents, places }: Props) {
  const words = useWords();
  const plans = useReading(readPlans);
  const devices = useReading(readDevices, DEVICES_EVERY_MS);
  const ordered = useMemo(() => inHouseOrder(plans.data ?? []), [plans.data]);
  const signs = useMemo(() => zoneSigns(incidents), [incidents]);
  const shown = ordered.find(({ id }) => id === about) ?? planToShow(ordered, incidents) ?? ordered[0];
  return (
    <section className="plan-room" aria-labelledby="room-title">
      <h2 id="room-title" tabIndex={-1}>
        {words.plan.title}
      </h2>
      <ReadingNote reading={plans} />
      {plans.data !== null && shown === undefined ? <p className="muted">{words.plan.none}</p> : null}
      <nav className="floors" aria-label={words.plan.floors}>
        {ordered.map((plan) => {
          const count = countOn(plan, signs);
          return (
            <a
              key={plan.id}
              className="button button-switch"
              href={writeRoute({ at: 'room', room: 'plan', about: plan.id })}
              aria-current={plan === shown ? 'true' : undefined}
            >
              {planName(plan, places.language, words.plan.outdoors)}
              {count > 0 ? (
                <span className="count count-alarm">
                  {count}
                  <span className="unseen"> {words.plan.count(count)}</span>
                </span>
              ) : null}
            </a>
          );
        })}
      </nav>
      {shown ? (
        <FloorPlan
          plan={shown}
          zones={places.zones}
          devices={devices.data ?? []}
          signs={signs}
          language={places.language}
        />
      ) : null}
      <p className="muted small">{words.plan.hint}</p>
    </section>
  );
}

export function planName({ building, floor }: Plan, language: Places['language'], outdoors: string): string {
  if (building === null) return outdoors;
  const read = (one: { name: string; nameEn: string | null }): string =>
    (language === 'en' ? one.nameEn : null) ?? one.name;
  return floor === null ? read(building) : `${read(building)} ${read(floor)}`;
}
