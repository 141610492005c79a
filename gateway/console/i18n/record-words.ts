/** The words every language must have for what the record holds; a new kind in the core does not compile until it has them. */

import type { Incident, Notice } from '../../contract/api.ts';
import type { FactKind, Level, NoticeReason, Outcome, PressFlag, Skipped } from '../../core/facts.ts';
import type { DutyPost } from '../../core/school.ts';
import type { Deed } from '../state/deeds.ts';
import type { FactView } from './fact-view.ts';

export interface RecordWords {
  readonly drill: string;
  readonly drillLong: string;
  readonly status: Readonly<Record<Incident['status'], string>>;
  readonly level: Readonly<Record<Level, string>>;
  readonly kind: Readonly<Record<Incident['kind'], string>>;
  readonly raiseKinds: Readonly<Record<'manual' | 'panic' | 'unusual', string>>;
  readonly posts: Readonly<Record<DutyPost, string>>;
  readonly outcome: Readonly<Record<Outcome, string>>;
  readonly deeds: Readonly<Record<Deed, string>>;
  readonly noticeState: Readonly<Record<Notice['state'], string>>;
  readonly noticeReason: Readonly<Record<NoticeReason, string>>;
  readonly flags: Readonly<Record<PressFlag | 'unreadable', string> & Record<string, string>>;
  /** Why a notice failed, was dropped, or a step left somebody out; others are shown as they are. */
  readonly codes: Readonly<Record<Skipped['why'], string> & Record<string, string>>;
  readonly actor: { readonly gateway: string; readonly cli: string; readonly device: (id: string) => string };
  readonly facts: Readonly<Record<FactKind, (fact: FactView) => string>>;
  readonly unknownFact: (kind: string) => string;
}
