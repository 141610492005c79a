/** Given what the sensors have said, when a reading comes, then the rule concludes: stories of single rules. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALL_RULES, FORCED, MOTION, sensorSchool } from '../../../test/kit/sensor-school.ts';
import { type CampusState, emptyCampus, evolve } from '../campus.ts';
import type { Context } from '../context.ts';
import type { Fact } from '../facts.ts';
import type { School } from '../school.ts';
import { epochMs, type Instant, ms } from '../time.ts';
import { judgeReading } from './judge.ts';
import { decideLook } from './look.ts';
import type { SensorEvent } from './sensor.ts';

const NIGHT = Date.parse('2026-10-02T03:00:00+08:00');

class Campus {
  readonly state: CampusState = emptyCampus();
  readonly facts: Fact[] = [];
  private readonly school: School;
  private n = 0;

  constructor(school: School = sensorSchool()) {
    this.school = school;
  }

  private at(second: number): Instant {
    return { t: ms(second * 1000), wall: epochMs(NIGHT + second * 1000), boot: 'b', trusted: true };
  }

  private context(now: Instant): Context {
    this.n += 1;
    return { school: this.school, now, uid: `u${this.n}`, channelsDown: new Set(), duty: { changes: [] } };
  }

  private fold(facts: readonly Fact[], at: Instant): readonly Fact[] {
    for (const fact of facts) evolve(this.state, { at, actor: 'gateway', fact });
    this.facts.push(...facts);
    return facts;
  }

  /** When this is said, these are the conclusions. */
  when(second: number, device: string, event: SensorEvent): readonly Fact['kind'][] {
    const now = this.at(second);
    const bench = { state: this.state, school: this.school, now, context: () => this.context(now) };
    const concluded = judgeReading(bench, device, event);
    this.n += 1;
    this.fold([{ kind: 'reading', device, type: event.type, boot: 1, seq: this.n, body: event }], now);
    return this.fold(concluded, now).map(({ kind }) => kind);
  }

  look(second: number): readonly Fact[] {
    const now = this.at(second);
    return this.fold(decideLook(this.state, this.context(now)), now);
  }
}

const open: SensorEvent = { type: 'door', open: true };
const shut: SensorEvent = { type: 'door', open: false };
const OPENED = ['rule-met', 'incident-opened', 'step-reached'];

describe('given a closed window', () => {
  it('when a door opens, then an incident of it opens; when it opens again within a minute, that is noted and no more', () => {
    const campus = new Campus();
    expect(campus.when(0, 'door-sy-roof', open).slice(0, 3)).toEqual(OPENED);
    expect(campus.when(5, 'door-sy-roof', shut)).toEqual([]);
    expect(campus.when(50, 'door-sy-roof', open)).toEqual(['rule-met']);
    expect(
      campus.facts.filter(({ kind }) => kind === 'rule-met').map((fact) => 'raised' in fact && fact.raised),
    ).toEqual([true, false]);
  });

  it('when it opens the third time within a minute, then it is quarantined, and heard no more', () => {
    const campus = new Campus();
    for (const second of [0, 10]) {
      campus.when(second, 'door-sy-roof', open);
      campus.when(second + 5, 'door-sy-roof', shut);
    }
    expect(campus.when(20, 'door-sy-roof', open)).toContain('sensor-quarantined');
    expect(campus.when(25, 'door-sy-roof', shut)).toEqual([]);
    expect(campus.when(200, 'door-sy-roof', open)).toEqual([]);
  });

  it('when a device is not configured, is a button, or hangs where no rule looks, then nothing', () => {
    const campus = new Campus();
    for (const device of ['stranger', 'btn-bike-shed', 'reader-gate', 'motion-jx4'])
      expect(campus.when(0, device, { type: 'motion', active: true })).toEqual([]);
  });

  it('what the rule of one place finds is nothing to another place: two doors in either order', () => {
    const stories = [
      ['door-sy-roof', open],
      ['door-sy1-store', open],
      ['pir-shed', { type: 'motion', active: true }],
      ['pir-stairs', { type: 'motion', active: true }],
    ] as const;
    const outcome = (order: readonly number[]): string[] => {
      const campus = new Campus(sensorSchool([FORCED, MOTION]));
      for (const [second, index] of order.entries()) {
        const story = stories[index];
        if (story) campus.when(second, story[0], story[1]);
      }
      return [...campus.state.openByKey.keys()].sort();
    };
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }), (order) => {
        expect(outcome(order)).toEqual(outcome([0, 1, 2, 3]));
      }),
    );
    expect(outcome([0, 1, 2, 3])).toHaveLength(4);
  });
});

describe('whatever sensors say', () => {
  const DEVICES = [
    'door-sy-roof',
    'door-sy1-store',
    'pir-shed',
    'pir-store',
    'counter-shed',
    'btn-bike-shed',
    'node-sy',
  ];
  const event = fc.record({
    device: fc.constantFrom(...DEVICES),
    type: fc.constantFrom('door', 'motion'),
    open: fc.boolean(),
    active: fc.option(fc.boolean(), { nil: undefined }),
    count: fc.option(fc.nat({ max: 20 }), { nil: undefined }),
    wait: fc.nat({ max: 200 }),
  });

  it('rules only ever open incidents of their own and count in them; no button is quarantined; nothing is urgent', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 80 }), (story) => {
        const campus = new Campus(sensorSchool(ALL_RULES));
        let second = 0;
        for (const { device, wait, ...said } of story) {
          second += wait;
          campus.when(second, device, said);
          campus.look(second);
        }
        for (const fact of campus.facts) {
          if (fact.kind === 'sensor-quarantined') expect(fact.device).toMatch(/^(door|pir|counter)-/);
          if (fact.kind === 'notice-queued') expect(fact.urgent).toBe(false);
          if ('incident' in fact) expect(campus.state.incidents.get(fact.incident)?.key).toMatch(/^(rule|quarantine):/);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('one thing that goes on is raised once: between two raisings of a rule it was over for its hysteresis', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 90 })), { maxLength: 60 }), (story) => {
        const campus = new Campus(sensorSchool([FORCED]));
        let second = 0;
        let shutSince = Number.NEGATIVE_INFINITY;
        let raisedBefore = false;
        let wasOpen = false;
        for (const [isOpen, wait] of story) {
          second += wait;
          const concluded = campus.when(second, 'door-sy-roof', isOpen ? open : shut);
          const raised = concluded.some((kind) => kind === 'incident-opened' || kind === 'incident-joined');
          const quarantined = concluded.includes('sensor-quarantined');
          if (raised && raisedBefore && !quarantined) expect(second - shutSince).toBeGreaterThanOrEqual(60);
          raisedBefore ||= raised;
          if (wasOpen && !isOpen) shutSince = second;
          wasOpen = isOpen;
          if (quarantined) return;
        }
      }),
    );
  });
});
