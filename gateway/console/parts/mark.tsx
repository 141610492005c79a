import type { Incident, Notice } from '../../contract/api.ts';
import type { Level } from '../../core/facts.ts';

/** Shapes that tell states and levels apart without any colour. Drawn in the text's colour; the words stand beside them. */

export type StateShape = Incident['status'] | 'stale';

const STATE_PATHS: Readonly<Record<StateShape, string>> = {
  /** Octagon with an exclamation mark. */
  open: 'M8 1.5h8L22.5 8v8L16 22.5H8L1.5 16V8zM12 6v7.5M12 16.2v2.3',
  /** A person on the way: arrow in a circle. */
  taken: 'M12 2a10 10 0 100 20 10 10 0 000-20zM7 12h9M12.5 8l4 4-4 4',
  /** Map pin. */
  arrived: 'M12 22s8-7.2 8-13A8 8 0 004 9c0 5.800 8 13 8 13zM12 6.500a2.500 2.500 0 100 5 2.500 2.500 0 000-5z',
  /** Tick in a square. */
  closed: 'M3 3h18v18H3zM7 12.500l3.500 3.500L17 8.500',
  /** Hourglass. */
  stale: 'M5 2h14M5 22h14M7 2v4l5 6 5-6V2M7 22v-4l5-6 5 6v4',
};

const LEVEL_PATHS: Readonly<Record<Level, string>> = {
  /** Double chevron up. */
  urgent: 'M4 13l8-8 8 8M4 20l8-8 8 8',
  /** Triangle. */
  help: 'M12 3l10 18H2zM12 10v5M12 17.200v1.500',
  /** Spanner-like cross in a square. */
  fault: 'M3 3h18v18H3zM8 8l8 8M16 8l-8 8',
  /** i in a circle. */
  info: 'M12 2a10 10 0 100 20 10 10 0 000-20zM12 10.500V17M12 6.500v1.500',
};

function Mark({ path }: { readonly path: string }) {
  return (
    <svg className="mark" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={path} />
    </svg>
  );
}

export const StateMark = ({ shape }: { readonly shape: StateShape }) => <Mark path={STATE_PATHS[shape]} />;
export const LevelMark = ({ level }: { readonly level: Level }) => <Mark path={LEVEL_PATHS[level]} />;

const NOTICE_PATHS: Readonly<Record<Notice['state'] | 'seen', string>> = {
  /** Clock. */
  queued: 'M12 2a10 10 0 100 20 10 10 0 000-20zM12 6.500V12l4 2.500',
  /** Arrow leaving. */
  sent: 'M3 12h16M13 6l6 6-6 6',
  /** Two ticks. */
  delivered: 'M1.500 13l4.500 4.500L14.500 8M11 16l2 1.500L22.500 8',
  /** Cross. */
  failed: 'M5 5l14 14M19 5L5 19',
  /** Bar through. */
  dropped: 'M4 12h16',
  /** Eye. */
  seen: 'M1.500 12S5.500 5 12 5s10.500 7 10.500 7-4 7-10.500 7S1.500 12 1.500 12zM12 9a3 3 0 100 6 3 3 0 000-6z',
};

export const NoticeMark = ({ state }: { readonly state: Notice['state'] | 'seen' }) => (
  <Mark path={NOTICE_PATHS[state]} />
);

export const SpeakerMark = ({ on }: { readonly on: boolean }) => (
  <Mark
    path={
      on
        ? 'M3 9v6h4l6 5V4L7 9zM16 8.500a5 5 0 010 7M18.500 5.500a9 9 0 010 13'
        : 'M3 9v6h4l6 5V4L7 9zM16.500 9.500l5 5M21.500 9.500l-5 5'
    }
  />
);
