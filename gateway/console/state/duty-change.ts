/** From a filled form to the call that changes the roster. Pure; null where something is missing. */

import type { Duty } from '../../contract/duty-api.ts';
import type { DutyPost } from '../../core/school.ts';

export type ChangeKind = 'override' | 'leave' | 'swap';

export interface ChangeForm {
  readonly kind: ChangeKind;
  readonly post: DutyPost;
  /** Who goes on leave. */
  readonly person: string;
  /** Who stands in; may be empty for leave. */
  readonly cover: string;
  /** School days, both inclusive. */
  readonly from: string;
  readonly to: string;
  readonly reason: string;
  /** `<post> <person>` of a shift that runs now. */
  readonly shift: string;
}

export interface ChangeRequest {
  readonly path: string;
  readonly body: unknown;
}

export function changeRequest(form: ChangeForm, duty: Pick<Duty, 'at' | 'items'>): ChangeRequest | null {
  const reason = form.reason.trim();
  if (reason === '') return null;
  const days = { from: form.from, to: form.to, reason };
  switch (form.kind) {
    case 'override':
      if (form.cover === '') return null;
      return { path: '/api/duty/overrides', body: { post: form.post, people: [form.cover], ...days } };
    case 'leave':
      if (form.person === '') return null;
      return {
        path: '/api/duty/leave',
        body: { person: form.person, ...(form.cover === '' ? {} : { cover: form.cover }), ...days },
      };
    case 'swap': {
      const item = duty.items.find(({ post, person }) => `${post} ${person}` === form.shift);
      if (!item || form.cover === '') return null;
      const shift = { post: item.post, person: item.person, at: duty.at };
      return { path: '/api/duty/swaps', body: { shift, by: form.cover, reason } };
    }
  }
}
