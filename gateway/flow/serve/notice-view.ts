/** Who was told by what with which result, folded from an incident's timeline. Words as in promise 5. */

import type { Notice } from '../../contract/api.ts';
import type { School } from '../../core/school.ts';
import type { LedgerItem } from '../../ports/journal.ts';

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const number = (value: unknown): number => (typeof value === 'number' ? value : 0);
const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);

function first(item: LedgerItem, school: School): Notice {
  const { data } = item;
  const person = textOrNull(data['person']);
  const channel = text(data['channel']);
  return {
    notice: text(data['notice']),
    person,
    personName: person === null ? text(data['to']) : (school.people.get(person)?.name ?? person),
    channel,
    channelName: school.channels.get(channel)?.name ?? channel,
    reason: text(data['reason']),
    step: number(data['step']),
    state: 'queued',
    attempts: 0,
    queuedAt: item.at,
    settledAt: null,
    why: null,
  };
}

function next(notice: Notice, item: LedgerItem): Notice {
  const attempts = Math.max(notice.attempts, number(item.data['attempt']));
  switch (item.kind) {
    case 'notice-sent':
      return { ...notice, attempts, state: 'sent', settledAt: item.at, why: null };
    case 'notice-delivered':
      return { ...notice, state: 'delivered', settledAt: item.at, why: null };
    case 'notice-failed':
      return {
        ...notice,
        attempts,
        why: `${text(item.data['code'])}: ${text(item.data['detail'])}`,
        ...(item.data['final'] === true ? { state: 'failed' as const, settledAt: item.at } : {}),
      };
    case 'notice-dropped':
      return { ...notice, state: 'dropped', settledAt: item.at, why: text(item.data['why']) };
    default:
      return notice;
  }
}

/** Notices in the order they were queued. */
export function noticesOf(timeline: readonly LedgerItem[], school: School): Notice[] {
  const notices = new Map<string, Notice>();
  for (const item of timeline) {
    const id = text(item.data['notice']);
    if (item.kind === 'notice-queued') notices.set(id, first(item, school));
    const known = notices.get(id);
    if (known) notices.set(id, next(known, item));
  }
  return [...notices.values()];
}
