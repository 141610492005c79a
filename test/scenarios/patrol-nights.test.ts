/** Hundreds of nights in which things go wrong: nobody is blamed who was there, and nobody missing is overlooked. */

import { expect, it } from 'vitest';
import { DEADLINE, type Night, night } from '../kit/patrol-night.ts';

const NIGHTS = 400;
const BRIEF = 120_000;

/** What the night's round must not say, worked out from what really happened. */
function wrong({ taps, heard, round, facts, down, wrongClock, sameAfterRestart }: Night): readonly string[] {
  const faults: string[] = [];
  if (!sameAfterRestart) faults.push('a restart changed the patrol');
  if (round.result === null) faults.push('the round never ended');
  const dark = [...down, ...wrongClock];
  // The time in which nothing could be judged: downs and the wrong clocks that follow them are one stretch.
  const joined = down.map((span) => {
    const clock = wrongClock.find(({ from }) => from === span.to);
    return { from: span.from, to: clock?.to ?? span.to };
  });
  for (const { checkpoint, state } of round.checkpoints) {
    const tap = taps.find((one) => one.checkpoint === checkpoint);
    const isHeard = tap !== undefined && heard.has(tap);
    if (isHeard && tap.at <= DEADLINE && state === 'missed')
      faults.push(`${checkpoint} was tapped and is called missed`);
    if (isHeard && tap.at <= DEADLINE && state === 'unknown')
      faults.push(`${checkpoint} was tapped, heard, and is unknown`);
    if (tap === undefined && state !== 'missed' && state !== 'unknown') faults.push(`${checkpoint} was never tapped`);
    const isLit = joined.every(({ from, to }) => to - from <= BRIEF - 20_000) && dark.length <= 1;
    if (tap === undefined && isLit && state !== 'missed') faults.push(`${checkpoint} was never tapped and not missed`);
  }
  const opened = facts.filter((fact) => fact.kind === 'incident-opened' && fact.of === 'patrol-missed');
  const everMissed = facts.some((fact) => fact.kind === 'checkpoint-missed' && fact.why === 'missed');
  if (opened.length !== (everMissed ? 1 : 0)) faults.push(`${opened.length} incidents`);
  return faults;
}

it('no tap that was heard is called missed, and no absence in a watched night is overlooked', () => {
  const seen = new Map<string, number>();
  for (let seed = 1; seed <= NIGHTS; seed++) {
    const one = night(seed);
    const faults = wrong(one);
    if (faults.length > 0) throw new Error(`seed ${seed}: ${faults.join('; ')}`);
    const result = one.round.result ?? 'open';
    seen.set(result, (seen.get(result) ?? 0) + 1);
  }
  // The nights were not all of one kind.
  expect(seen.get('done') ?? 0).toBeGreaterThan(NIGHTS / 20);
  expect(seen.get('partial') ?? 0).toBeGreaterThan(NIGHTS / 20);
  expect(seen.get('unknown') ?? 0).toBeGreaterThan(NIGHTS / 20);
});
