/** What the outside may ask of the patrol. Dates are local dates of the school (`2026-09-07`); null: today. */

import type { PatrolGap, Round, Trajectory } from '../contract/patrol.ts';
import type { SignRefusal } from '../core/patrol/decide-sign.ts';

export type SignResult =
  /** `stored` is false where the disk did not take it in time: done in memory, not yet on disk. */
  | { readonly ok: true; readonly round: Round; readonly stored: boolean }
  | { readonly ok: false; readonly why: SignRefusal };

export interface PatrolRecord {
  rounds(date: string | null): Promise<readonly Round[]>;
  round(id: string): Promise<Round | null>;
  /** Null: no such person of the staff. */
  trajectory(person: string, date: string | null): Promise<Trajectory | null>;
  gaps(date: string | null): Promise<readonly PatrolGap[]>;
  /** `person` is the acting person's id, from the session. */
  sign(person: string, round: string, checkpoint: string): Promise<SignResult>;
}
