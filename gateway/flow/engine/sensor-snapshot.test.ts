import { expect, it } from 'vitest';
import { emptyCampus, evolve } from '../../core/campus.ts';
import type { Fact } from '../../core/facts.ts';
import { epochMs, ms } from '../../core/time.ts';
import { freeze, thaw } from './snapshot.ts';

function lived() {
  const state = emptyCampus();
  const facts: Fact[] = [
    { kind: 'gateway-started', version: 't', config: 'c', offsetMs: 0 },
    { kind: 'reading', device: 'door-1', type: 'door', boot: 1, seq: 1, body: { type: 'door', open: true } },
    { kind: 'rule-met', rule: 'forced', subject: 'door-1', device: 'door-1', raised: true },
    { kind: 'sensor-quarantined', device: 'door-1', why: 'chattering' },
    {
      kind: 'notice-queued',
      notice: 'n',
      incident: 'i',
      person: 'wang',
      channel: 'c',
      to: 't',
      reason: 'opened',
      step: 1,
      urgent: false,
      device: null,
    },
  ];
  for (const [n, fact] of facts.entries())
    evolve(state, { at: { t: ms(n * 1000), wall: epochMs(n), boot: 'b', trusted: true }, actor: 'gateway', fact });
  return state;
}

const onDisk = (frozen: unknown): unknown => JSON.parse(JSON.stringify(frozen));

it('sensors come back from a snapshot as they were', () => {
  const state = lived();
  expect(thaw(onDisk(freeze(state)))?.sensors).toEqual(state.sensors);
});

it('a frozen state is not moved by what happens later', () => {
  const state = lived();
  const frozen = freeze(state);
  const before = JSON.stringify(frozen);
  const body = { type: 'door', open: false };
  evolve(state, {
    at: { t: ms(9000), wall: epochMs(9000), boot: 'b', trusted: true },
    actor: 'device:door-1',
    fact: { kind: 'reading', device: 'door-1', type: 'door', boot: 1, seq: 2, body },
  });
  expect(JSON.stringify(frozen)).toBe(before);
});

it('a snapshot of a version that knew no sensors still loads', () => {
  const { sensors: _sensors, ...older } = freeze(lived()) as Record<string, unknown>;
  expect(thaw(onDisk(older))?.sensors).toEqual(emptyCampus().sensors);
});
