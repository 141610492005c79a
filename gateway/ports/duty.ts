/** What the outside may do about duty. The actor always comes from the session. */

import type { Duty } from '../contract/duty-api.ts';
import type { ChangeAct, DutyRefusal } from '../core/duty/decide-change.ts';
import type { Signature } from '../core/duty/decide-handover.ts';

export type DutyAct =
  | ChangeAct
  | ({ readonly type: 'handover' } & Signature)
  /** The button at the duty desk. */
  | { readonly type: 'present' };

export type DutyActResult =
  /** `stored` is false where the disk did not take it within 2 s. */
  | { readonly ok: true; readonly id: string; readonly stored: boolean; readonly duty: Duty }
  /** `path` names the field of the request that is wrong. */
  | { readonly ok: false; readonly why: DutyRefusal | 'no-watch'; readonly path: string };
