/** A rule set tried on the record says what the gateway did, and is refused where a press would have met another campus. */

import { describe, expect, it } from 'vitest';
import type { Fact } from '../../../gateway/core/facts.ts';
import type { School } from '../../../gateway/core/school.ts';
import { seconds } from '../../../gateway/core/time.ts';
import { JUDGES, type Judges, Replay } from '../../../gateway/core/warning/replay.ts';
import type { SensorRule } from '../../../gateway/core/warning/sensor-rule.ts';
import { ALL_RULES, FORCED, MOTION, QUICK_QUARANTINE, sensorSchool } from '../../kit/sensor-school.ts';
import { anyDay, recordOf } from '../../kit/random-sensors.ts';
import { World } from '../../kit/world.ts';

const SEEDS = Array.from({ length: 5 }, (_, i) => i + 1);
const STARTS = ['2026-10-02T03:00:00+08:00', '2026-09-07T10:05:00+08:00', '2026-09-07T22:40:00+08:00'];
const NIGHT_AND_DAY: readonly SensorRule[] = [
  ...ALL_RULES,
  { ...MOTION, id: 'day', windows: ['class', 'after-school'] },
];
const school = sensorSchool(NIGHT_AND_DAY, QUICK_QUARANTINE);

const { rules: _rules, ...bare } = school;

async function live(seed: number, rules: School, crash: number): Promise<World> {
  const world = await World.open({ school: rules, seed, start: { wall: STARTS[seed % STARTS.length] ?? '' } });
  await anyDay(world, seed, 90, { press: 0.06, crash, trust: 0.03 });
  await world.close();
  return world;
}

/** A day is lived once and looked at by several stories. */
const days = new Map<string, Promise<World>>();

function lived(seed: number, rules: School = school, crash = 0): Promise<World> {
  const key = `${seed} ${rules === bare} ${crash}`;
  const day = days.get(key) ?? live(seed, rules, crash);
  days.set(key, day);
  return day;
}

function tried(world: World, judges?: Judges, rules = school): Replay {
  const replay = new Replay(rules, judges);
  const record = recordOf(world);
  for (const happened of record) replay.add(happened);
  replay.end(record.at(-1)?.at ?? null);
  return replay;
}

interface Seen {
  readonly what: string;
  readonly at: number;
}

/** The same things at the same moments; the wall clock of a record is cut to whole milliseconds. */
function expectAlike(is: readonly Seen[], was: readonly Seen[]): void {
  const inOrder = (all: readonly Seen[]) =>
    all.toSorted((a, b) => (a.what < b.what ? -1 : a.what > b.what ? 1 : a.at - b.at));
  const [mine, theirs] = [inOrder(is), inOrder(was)];
  expect(mine.map(({ what }) => what)).toEqual(theirs.map(({ what }) => what));
  const apart = mine.map(({ what, at }, i) => ({ what, apart: Math.abs(at - (theirs[i]?.at ?? 0)) }));
  expect(apart.filter((one) => one.apart > 2)).toEqual([]);
}

describe('a replay with the rules that were in force', () => {
  it.each(SEEDS)('raises what the gateway raised, at the same moments (seed %i)', async (seed) => {
    const world = await lived(seed);
    const items = world.disk.items.filter(({ kind, data }) => kind === 'rule-met' && data.raised === true);
    const { raised, suppressions, quarantined, presses } = tried(world);
    const was = items.map(({ at, data }) => ({
      what: `${String(data.rule)} ${String(data.device)}`,
      at: Date.parse(at),
    }));
    expectAlike(
      raised.map(({ rule, device, at }) => ({ what: `${rule} ${device}`, at })),
      was,
    );
    expect(quarantined.map(({ device }) => device)).toEqual(
      world.facts('sensor-quarantined').map(({ device }) => device),
    );
    expect(suppressions).toEqual([]);
    expect(presses).toBe(world.facts('press').length);
    expect(raised.length, 'something happened').toBeGreaterThan(0);
  });

  it('gives the same from a record that was made with no rules at all', async () => {
    const [with_, without] = [await lived(3), await lived(3, bare)];
    const of = (world: World) => tried(world).raised.map(({ rule, device, at }) => ({ what: `${rule} ${device}`, at }));
    expectAlike(of(without), of(with_));
  });
});

describe('a rule set never changes what presses raise', () => {
  const panics = (world: World): string[] =>
    world.disk.items
      .filter(({ kind, data }) => kind === 'incident-opened' && data.of === 'panic')
      .map(({ t, data }) => `${t} ${String(data.key)} ${String(data.level)} ${String(data.policy)}`);
  const pages = (world: World): string[] =>
    world.told
      .filter(({ delivery }) => delivery.message.kind === 'panic')
      .map(({ t, channel, delivery }) => `${t} ${channel} ${delivery.message.person} ${delivery.message.reason}`);

  it.each(SEEDS)(
    'the same pages to the same people at the same moments, with and without rules (seed %i)',
    async (seed) => {
      const [with_, without] = [await lived(seed, school, 0.03), await lived(seed, bare, 0.03)];
      expect(panics(with_).length).toBeGreaterThan(0);
      expect(panics(with_)).toEqual(panics(without));
      expect(pages(with_)).toEqual(pages(without));
    },
  );
});

describe('a rule set that would have suppressed a press is refused', () => {
  /** Rules of another making: whatever they conclude at the first motion. */
  const planted = (conclude: (incidents: readonly string[]) => readonly Fact[]): Judges => ({
    ...JUDGES,
    reading: ({ state }) => {
      const panics = [...state.incidents.values()].filter(
        ({ kind, status }) => kind === 'panic' && status !== 'closed',
      );
      return conclude(panics.map(({ id }) => id));
    },
  });
  const whyOf = ({ suppressions }: Replay): string => suppressions.map(({ why }) => why).join('\n');

  it('one that closes what a press opened', async () => {
    const closing = planted((panics) =>
      panics.map((incident) => ({ kind: 'incident-closed', incident, outcome: 'false', reason: '没有人走动' })),
    );
    expect(whyOf(tried(await lived(1), closing))).toMatch(/would have concluded incident-closed/);
  });

  it('one that says the panic is over', async () => {
    const joining = planted((panics) =>
      panics.map((incident) => {
        const blank = { device: null, press: null, renotifyT: null };
        return { kind: 'incident-joined', incident, level: 'fault', flags: ['restored'], ...blank };
      }),
    );
    const why = whyOf(tried(await lived(1), joining));
    expect(why).toMatch(/would have touched the incident inc-.* \(panic\)/);
    expect(why).toMatch(/would have gone another way/);
  });

  it('one that takes the place where a press looks for its incident', async () => {
    let n = 0;
    const squatting = planted(() => {
      n += 1;
      const blank = { device: null, drill: false, flags: ['rule:squat'], text: null, press: null, devices: [] };
      const opened: Fact = {
        kind: 'incident-opened',
        incident: `squat-${n}`,
        of: 'unusual',
        key: 'panic:bike-shed',
        level: 'info',
        zone: 'bike-shed',
        policy: 'default',
        ...blank,
      };
      return [opened];
    });
    const why = whyOf(tried(await lived(1), squatting));
    expect(why).toMatch(/where presses look for theirs/);
    expect(why).toMatch(/the press would have been decided differently/);
  });

  it('one that declares a channel dead, so that a press would not be sent there', async () => {
    const deaf = planted(() => [{ kind: 'channel-fault', channel: 'wecom-duty', code: 'timeout', detail: '' }]);
    expect(whyOf(tried(await lived(1), deaf))).toMatch(/would have concluded channel-fault/);
  });
});

it('other limits give other figures: half the limit of a held door is more doors', async () => {
  const world = await lived(3, bare);
  const held = (threshold: number): number => {
    const rules = sensorSchool([
      { ...FORCED, id: 'held', what: 'door-held', windows: [], threshold, hysteresis: seconds(30) },
    ]);
    return tried(world, JUDGES, rules).raised.length;
  };
  expect(held(seconds(20))).toBeGreaterThan(held(seconds(120)));
});
