/** A promise that did not hold. The first one of a run counts: what follows may be its consequence. */

export interface Violation {
  /** Names the invariant, for shrinking and for the list of seeds. */
  readonly code: string;
  readonly text: string;
}

export type Fail = (code: string, text: string) => void;
