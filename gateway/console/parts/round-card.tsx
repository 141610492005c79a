import type { Round } from '../../contract/patrol.ts';
import { own } from '../format/fact-sentence.ts';
import { clockTime } from '../format/moment.ts';
import type { Language } from '../i18n/dictionary.ts';
import { StateMark, type StateShape } from './mark.tsx';
import { useSpeech } from './words-context.tsx';

interface Props {
  readonly round: Round;
  readonly language: Language;
  /** Looks at a camera view and signs it; absent: reads only. */
  readonly onSign?: (checkpoint: string) => void;
}

const SHAPES: Readonly<Record<Round['status'], StateShape>> = {
  planned: 'stale',
  due: 'stale',
  walking: 'taken',
  behind: 'open',
  done: 'closed',
  late: 'closed',
  partial: 'open',
  missed: 'open',
  unknown: 'stale',
};

/** One round: when it is due, how it stands, every checkpoint with its time, and what looks like cheating. */
export function RoundCard({ round, language, onSign }: Props) {
  const { words, timeZone } = useSpeech();
  const at = (iso: string): string => clockTime(Date.parse(iso), timeZone).slice(0, 5);
  const named = (one: { name: string; nameEn: string | null }): string =>
    (language === 'en' ? one.nameEn : null) ?? one.name;
  return (
    <article className="round" data-round={round.id} data-status={round.status}>
      <h3>
        <span className="round-status">
          <StateMark shape={SHAPES[round.status]} />
          {words.patrol.status[round.status]}
        </span>
        {named(round)}
        <span className="muted small">
          {at(round.dueFrom)}–{at(round.dueTo)}
          {round.guardName === null ? '' : ` · ${round.guardName}`}
        </span>
      </h3>
      {round.suspicions.length > 0 ? (
        <p className="suspicions">
          {words.patrol.suspicious}
          {words.colon}
          {words.listed(round.suspicions.map((one) => own<string>(words.flags, one) ?? one))}
        </p>
      ) : null}
      <ol className="checkpoints">
        {round.checkpoints.map((one) => (
          <li key={one.checkpoint} data-state={one.state}>
            <span className="checkpoint-name">{named(one)}</span>
            <span className="checkpoint-state">
              {words.patrol.checkpoint[one.state]}
              {one.at === null ? ` · ${words.patrol.dueBy(at(one.dueBy))}` : ` · ${at(one.at)}`}
              {one.personName === null ? '' : ` · ${one.personName}`}
              {one.flags.map((flag) => ` · ${own<string>(words.flags, flag) ?? flag}`).join('')}
            </span>
            {one.camera !== null && one.at === null && onSign ? (
              <button type="button" className="button button-second" onClick={() => onSign(one.checkpoint)}>
                {words.patrol.sign}
              </button>
            ) : null}
          </li>
        ))}
      </ol>
    </article>
  );
}
