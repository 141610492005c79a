import type { Stage } from '../stage.ts';

/** A story by name. `play` resolves when the story is told; an endless one only ends with the stage. */
export interface Scenario {
  readonly name: string;
  readonly zh: string;
  readonly en: string;
  play(stage: Stage): Promise<void>;
}
