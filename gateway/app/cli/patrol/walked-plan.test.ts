/** The simulated guards of the example school: whenever `npm start` is, their rounds are walked and nobody is called. */

import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { localTime } from '../../../core/calendar/school-clock.ts';
import { type CampusState, emptyCampus, evolve } from '../../../core/campus.ts';
import { emptyDuty } from '../../../core/duty/duty-state.ts';
import type { Fact } from '../../../core/facts.ts';
import { decideRounds } from '../../../core/patrol/decide-rounds.ts';
import { decideTap } from '../../../core/patrol/decide-tap.ts';
import { flagsOf } from '../../../core/patrol/round-result.ts';
import { epochMs, ms } from '../../../core/time.ts';
import { PatrolDesk } from '../../../flow/patrol/patrol-desk.ts';
import { loadConfig } from '../../config/load.ts';
import { walkedPlan } from './walked-plan.ts';

const SECRET = new Uint8Array(32).fill(9);
const loaded = loadConfig(fileURLToPath(new URL('../../../../config', import.meta.url)), {});
if (!loaded.ok) throw new Error('the example school loads');
const { school } = loaded.config;
const HOUR = 3_600_000;
const STEP = 10_000;

/** Guards on post from `from`, the gateway with them; everything that the patrol recorded. */
function live(from: string, hours: number, state: CampusState = emptyCampus()) {
  const begun = Date.parse(from);
  const facts: Fact[] = [];
  const desk = new PatrolDesk(SECRET);
  const plan = walkedPlan(school, SECRET, () => begun);
  if (!plan) throw new Error('the example school has a patrol');
  const ctxAt = (wallMs: number) => ({
    school,
    now: { t: ms(wallMs - begun + HOUR), wall: epochMs(wallMs), boot: 'b', trusted: true },
    uid: `u${wallMs}`,
    channelsDown: new Set<string>(),
    duty: emptyDuty,
  });
  const keep = (found: readonly Fact[] | null, wallMs: number): void => {
    for (const fact of found ?? []) {
      facts.push(fact);
      evolve(state, { at: ctxAt(wallMs).now, actor: 'gateway', fact });
    }
  };
  keep([{ kind: 'gateway-started', version: '', config: '', offsetMs: 0 }], begun);
  for (let wallMs = begun; wallMs < begun + hours * HOUR; wallMs += STEP) {
    for (const { device, card, atMs } of plan.taps(wallMs - STEP, wallMs, begun))
      keep(decideTap({ device, card, ageMs: 0 }, '', state, ctxAt(atMs)), atMs);
    const { day } = localTime(school.timeZone, wallMs);
    const planned = [day - 1, day, day + 1].flatMap((date) => desk.plan(school, date));
    keep(decideRounds(state, planned, ctxAt(wallMs)), wallMs);
  }
  return { facts, state };
}

describe('the simulated guards of the example school', () => {
  it('walk every round of a fortnight in time, and nothing about them is odd', () => {
    const { facts, state } = live('2026-09-28T12:00:00+08:00', 14 * 24);
    const closed = facts.flatMap((fact) => (fact.kind === 'round-closed' ? [fact] : []));
    expect(closed.length).toBeGreaterThan(14 * 8);
    expect(new Set(closed.map(({ result, flags }) => `${result} ${flags.join(' ')}`.trim()))).toEqual(
      new Set(['done']),
    );
    expect(facts.filter(({ kind }) => kind === 'incident-opened' || kind === 'card-flagged')).toEqual([]);
    expect([...state.patrol.rounds.values()].flatMap(flagsOf)).toEqual([]);
  });

  it('begin at any hour, in the middle of a round too, and call nobody', () => {
    for (let hour = 0; hour < 24; hour++) {
      const from = `2026-09-29T${String(hour).padStart(2, '0')}:50:00+08:00`;
      const { facts } = live(from, 3);
      expect(
        facts.filter(({ kind }) => kind === 'incident-opened'),
        from,
      ).toEqual([]);
    }
  });

  it('come back after a stop in the middle of a round, and call nobody', () => {
    const { state } = live('2026-09-29T22:00:00+08:00', 0.6);
    const { facts } = live('2026-09-29T22:37:00+08:00', 2, state);
    expect(facts.filter(({ kind }) => kind === 'incident-opened')).toEqual([]);
    expect(facts.flatMap((fact) => (fact.kind === 'round-closed' ? [fact.result] : []))).toEqual(['done']);
  });
});
