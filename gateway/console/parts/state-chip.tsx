import type { Incident } from '../../contract/api.ts';
import { LevelMark, StateMark } from './mark.tsx';
import { useWords } from './words-context.tsx';

type Shown = Pick<Incident, 'status' | 'stale' | 'level'>;

/** Colour, shape and text of an incident's state. */
export function StateChip({ incident }: { readonly incident: Shown }) {
  const words = useWords();
  return (
    <span className="chip chip-state" data-status={incident.status} data-level={incident.level}>
      <StateMark shape={incident.status} />
      {words.status[incident.status]}
    </span>
  );
}

export function LevelChip({ level }: { readonly level: Incident['level'] }) {
  const words = useWords();
  return (
    <span className="chip chip-level" data-level={level}>
      <LevelMark level={level} />
      {words.level[level]}
    </span>
  );
}

/** Taken, and then nothing: shown beside the state, never instead of it. */
export function StaleChip() {
  const words = useWords();
  return (
    <p className="quiet-owner">
      <StateMark shape="stale" />
      {words.card.stale}
    </p>
  );
}

/** In both languages and across the whole width: nobody may mistake a drill for the real thing, nor the real thing for a drill. */
export function DrillBand() {
  const words = useWords();
  return (
    <p className="drill-band">
      <strong>演练 DRILL</strong>
      <span>{words.drillLong}</span>
    </p>
  );
}
