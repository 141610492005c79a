/** The plan of a day at the command line, and whether the record agrees with the secret. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigFolder } from '../../../../test/kit/config-folder.ts';
import { campusGuard } from '../../../../test/kit/fake-terminal.ts';
import { generateDay } from '../../../core/patrol/generate.ts';
import type { PlannedRound } from '../../../core/patrol/patrol-facts.ts';
import { commitmentTo, drawsFrom } from '../../../flow/patrol/seeds.ts';
import { loadConfig } from '../../config/load.ts';
import { recordFacts } from '../record.ts';

const config = fileURLToPath(new URL('../../../../config', import.meta.url));
const DATE = '2026-09-07';

interface Plan {
  readonly rounds: readonly PlannedRound[];
  readonly guarantees: readonly { readonly roundsAtLeast: number }[];
  readonly seeds: readonly { readonly plan: string; readonly commitment: string; readonly seed: string | null }[];
}

describe('campus-guard patrol', () => {
  let data = '';
  beforeEach(() => {
    data = mkdtempSync(join(tmpdir(), 'patrol-'));
  });
  afterEach(() => rmSync(data, { recursive: true, force: true }));

  const run = (...args: string[]) => campusGuard('patrol', ...args, '--config', config, '--data', data);
  const planOf = async (date: string): Promise<Plan> =>
    JSON.parse((await run('plan', '--date', date, '--json')).text) as Plan;
  const record = (rounds: readonly PlannedRound[]): void =>
    recordFacts(
      data,
      rounds.map((round) => ({ kind: 'round-planned', watched: true, ...round })),
    );

  it('prints the rounds of a date and what they guarantee', async () => {
    const { code, text } = await run('plan', '--date', DATE);
    expect(code).toBe(0);
    expect(text).toContain('22:30–23:15  night  Main gate → Teaching Building 1F');
    expect(text).toContain('at least 5 rounds a day, 50 to 140 minutes from start to start');
    expect(text).toContain('Bike shed (risk 3): at least 5 visits, never more than 180 minutes apart');
    expect(text).toContain('at most 12.1 %');
  });

  it('is the same every time in one data folder, and another in another', async () => {
    const first = await planOf(DATE);
    expect(await planOf(DATE)).toEqual(first);
    rmSync(data, { recursive: true });
    expect((await planOf(DATE)).rounds).not.toEqual(first.rounds);
  });

  it('puts on record that somebody read a plan still to come, and shows no seed of it', async () => {
    const tomorrow = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
    const { seeds } = await planOf(tomorrow);
    expect(seeds).toMatchObject([{ plan: 'day', seed: null }]);
    const ledger = await campusGuard('export', 'ledger', '--format', 'jsonl', '--config', config, '--data', data);
    expect(ledger.text).toContain(`"patrol-plan-read","subject":"gateway"`);
  });

  it('shows the seed of a day that is over: anybody can draw that day again from it', async () => {
    const { rounds, seeds } = await planOf(DATE);
    const loaded = loadConfig(config, {});
    const rule = loaded.ok ? loaded.config.school.patrol?.generated[0] : undefined;
    const patrol = loaded.ok ? loaded.config.school.patrol : undefined;
    const seed = Buffer.from(seeds[0]?.seed ?? '', 'hex');
    if (!rule || !patrol) throw new Error('the example school has drawn rounds');
    const drawn = rounds.filter(({ derivation }) => derivation !== null);
    expect(generateDay(patrol, rule, drawsFrom(seed).draws).map(({ checkpoints }) => checkpoints)).toEqual(
      drawn.map(({ checkpoints }) => checkpoints.map(({ checkpoint }) => checkpoint)),
    );
    expect(drawn.every(({ derivation }) => derivation?.commitment === commitmentTo(seed))).toBe(true);
  });

  it('audits the record: right as it was drawn, wrong where a round was made up or moved', async () => {
    const { rounds } = await planOf(DATE);
    const drawn = rounds.filter(({ derivation }) => derivation !== null);
    record(drawn.slice(0, 2));
    const right = await run('audit', '--date', DATE);
    expect([right.code, right.text.trim()]).toEqual([
      0,
      `${DATE}: all 2 drawn rounds on record are those that the secret draws`,
    ]);
    const moved = drawn.slice(2, 3).map((round) => ({ ...round, dueFromMs: round.dueFromMs + 60_000 }));
    const forged = drawn.slice(3, 4).map((round) => ({
      ...round,
      derivation: { scheme: 'hmac-sha256/1' as const, commitment: '00', index: 3 },
    }));
    record([...moved, ...forged]);
    const wrong = await run('audit', '--date', DATE);
    expect(wrong.code).toBe(1);
    expect(wrong.errors).toEqual([
      `${DATE}.day.3: its times or order are not those that are drawn (was the configuration changed since?)`,
      `${DATE}.day.4: was not drawn from the secret of this gateway`,
      'campus-guard: 2 rounds do not agree, see above',
    ]);
  });

  it('says what is missing: a date that is none, a school without a patrol', async () => {
    expect((await run('plan', '--date', '2026-02-30')).code).toBe(2);
    using small = new ConfigFolder();
    const { code, errors } = await campusGuard('patrol', 'plan', '--config', small.dir, '--data', data);
    expect([code, errors]).toEqual([1, ['campus-guard: there is no patrol.yaml in the configuration']]);
  });
});
