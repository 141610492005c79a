/** Facts, rows and answers of a school day, for whoever tests or exercises a journal. */

import type { Fact } from '../../gateway/core/facts.ts';
import { epochMs, ms } from '../../gateway/core/time.ts';
import type { Entry, IncidentRow, Journal, JournalError } from '../../gateway/ports/journal.ts';

export const NOON = Date.parse('2026-09-07T12:00:00+08:00');

export const entry = (fact: Fact, minute = 0, actor = 'gateway'): Entry => ({
  at: { t: ms(1000 + minute * 60_000), wall: epochMs(NOON + minute * 60_000), boot: 'boot-1', trusted: true },
  actor,
  fact,
});

export const press = (device: string, seq: number, minute = 0): Entry =>
  entry(
    {
      kind: 'press',
      device,
      boot: 1,
      seq,
      zone: 'b1-3f-west-toilet',
      ageMs: 0,
      at: null,
      level: 'help',
      drill: false,
      hold: null,
      count: null,
      flags: [],
    },
    minute,
    `device:${device}`,
  );

export const reading = (device: string, seq: number, minute = 0): Entry =>
  entry(
    { kind: 'reading', device, type: 'door', boot: 1, seq, body: { open: true, 备注: '门' } },
    minute,
    `device:${device}`,
  );

export const row = (id: string, openedAtMs: number, more: Partial<IncidentRow> = {}): IncidentRow => ({
  id,
  kind: 'panic',
  zone: 'b1-3f-west-toilet',
  status: 'open',
  openedAtMs,
  json: JSON.stringify({ id }),
  ...more,
});

export interface Answer {
  readonly error: JournalError | null;
  readonly seq: number;
}

/** Appends, and answers as the journal does. */
export const put = (journal: Journal, entries: readonly Entry[], rows: readonly IncidentRow[] = []): Promise<Answer> =>
  new Promise((resolve) => journal.append(entries, rows, (error, seq) => resolve({ error, seq })));
