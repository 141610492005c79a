import type { DutyState } from './duty/duty-state.ts';
import type { Fact } from './facts.ts';
import type { School } from './school.ts';
import type { Instant } from './time.ts';

/** What a decider may know besides the state: the school, the moment, a fresh unique id, and which channels are down. */
export interface Context {
  readonly school: School;
  readonly now: Instant;
  /** Unique per decision; ids of incidents and notices derive from it, so that a replay gives the same ones. */
  readonly uid: string;
  readonly channelsDown: ReadonlySet<string>;
  /** Changes to the roster: whoever asks who is on duty asks with them. */
  readonly duty: Pick<DutyState, 'changes'>;
}

export interface Decision {
  readonly facts: readonly Fact[];
}
