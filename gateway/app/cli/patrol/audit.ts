/** Drawn rounds on record against the secret they should come from. */

import { join } from 'node:path';
import { z } from 'zod';
import { JOURNAL_FILE, openReadOnly } from '../../../adapters/sqlite/database.ts';
import { itemLine } from '../../../adapters/sqlite/ledger-rows.ts';
import { factRows } from '../../../adapters/sqlite/queries.ts';
import { ledgerItem } from '../../../contract/api.ts';
import type { PlannedRound } from '../../../core/patrol/patrol-facts.ts';

/** What the record must hold of a round to be compared. */
const recorded = z.object({
  round: z.string(),
  date: z.string(),
  dueFromMs: z.number(),
  dueToMs: z.number(),
  checkpoints: z.array(z.object({ checkpoint: z.string(), dueMs: z.number() })),
  derivation: z.object({ commitment: z.string(), index: z.number() }).nullable(),
});
export type RecordedRound = z.infer<typeof recorded>;

export interface AuditVerdict {
  readonly drawn: number;
  readonly wrong: readonly { readonly round: string; readonly what: 'commitment' | 'times' }[];
}

export function recordedRounds(data: string, date: string): readonly RecordedRound[] {
  const db = openReadOnly(join(data, JOURNAL_FILE));
  try {
    const query = { kinds: ['round-planned'], accountableOnly: true, limit: Number.MAX_SAFE_INTEGER };
    return [...factRows(db, query)]
      .map((row) => recorded.parse(ledgerItem.parse(JSON.parse(itemLine(row))).data))
      .filter((round) => round.date === date);
  } finally {
    db.close();
  }
}

/** @param commitmentOf to the day's seed of a rule */
export function auditRounds(
  rounds: readonly RecordedRound[],
  drawn: readonly PlannedRound[],
  commitmentOf: (plan: string) => string,
): AuditVerdict {
  const expected = new Map(drawn.map((round) => [round.round, round]));
  const ours = rounds.filter((round) => round.derivation !== null);
  const wrong = ours.flatMap((round): AuditVerdict['wrong'] => {
    // `2026-09-07.day.3`: the date, the rule, the number.
    const plan = round.round.split('.').slice(1, -1).join('.');
    if (round.derivation?.commitment !== commitmentOf(plan)) return [{ round: round.round, what: 'commitment' }];
    const as = expected.get(round.round);
    const same =
      as !== undefined &&
      as.dueFromMs === round.dueFromMs &&
      as.dueToMs === round.dueToMs &&
      JSON.stringify(as.checkpoints) === JSON.stringify(round.checkpoints);
    return same ? [] : [{ round: round.round, what: 'times' }];
  });
  return { drawn: ours.length, wrong };
}
