/** What happens in a run, drawn from its seed before it begins: a list of plain steps that can be printed, cut and replayed. */

import type { JournalErrorCode } from '../../gateway/ports/journal.ts';
import type { Action } from '../../gateway/ports/campus.ts';
import { OUTCOMES } from '../../gateway/core/facts.ts';
import { SeededRandom } from '../kit/seeded-random.ts';
import { PUPIL, RELOADS, STAFF, STRANGER } from './sim-school.ts';

export const PRESS_STYLES = [
  'plain',
  'urgent',
  'drill',
  'unnamed',
  'salvaged',
  'garbage',
  'retained',
  'late',
  'same-counter',
] as const;
export type PressStyle = (typeof PRESS_STYLES)[number];

export const MOODS = [
  'ok',
  'slow',
  'silent',
  'refuses',
  'throttles',
  'answer-lost',
  'hangs',
  'late',
  'flaky',
  'throws',
  'bad-address',
] as const;
/** How a channel behaves until told otherwise. */
export type Mood = (typeof MOODS)[number];

export const CRASHES = ['kill', 'power-cut', 'power-cut-no-clock', 'stop'] as const;
export type CrashKind = (typeof CRASHES)[number];

export const DEVICES = [
  'btn-jx3-toilet-west',
  'btn-jx3-toilet-west-2',
  'btn-jx2-stair-east',
  'node-sy',
  STRANGER,
  'door-sy1-store',
  'motion-jx4',
] as const;
const BUTTONS = DEVICES.slice(0, 5);
const SENSORS = DEVICES.slice(3);

export const CHANNELS = ['wecom-duty', 'ntfy-lan', 'outputs', 'output'] as const;
export const TELEMETRY = [
  'door',
  'heartbeat',
  'tamper',
  'fault',
  'restore',
  'battery',
  'selftest',
  'unnamed',
  'motion',
] as const;

type ActType = Exclude<Action['type'], 'raise' | 'step'>;

export type Step =
  | { readonly do: 'press'; readonly device: string; readonly style: PressStyle }
  | { readonly do: 'burst'; readonly devices: readonly string[]; readonly times: number }
  | { readonly do: 'telemetry'; readonly device: string; readonly type: (typeof TELEMETRY)[number] }
  | { readonly do: 'flood'; readonly device: string; readonly count: number }
  | { readonly do: 'bad-body'; readonly device: string; readonly body: string }
  | { readonly do: 'weather'; readonly loss: number; readonly twice: number; readonly delayMs: number }
  | { readonly do: 'disconnect'; readonly device: string; readonly forMs: number }
  | { readonly do: 'device-reboot'; readonly device: string }
  | { readonly do: 'act'; readonly type: ActType; readonly person: string; readonly which: number; readonly to: string }
  | { readonly do: 'raise'; readonly person: string; readonly zone: string }
  | { readonly do: 'channel'; readonly channel: string; readonly mood: Mood }
  | { readonly do: 'probe'; readonly channel: string; readonly ok: boolean }
  | { readonly do: 'disk'; readonly fault: JournalErrorCode | null; readonly fsyncMs: number }
  | { readonly do: 'space'; readonly usedShare: number }
  | { readonly do: 'crash'; readonly how: CrashKind; readonly downMs: number; readonly synced: boolean }
  | { readonly do: 'wall'; readonly byMs: number }
  | { readonly do: 'trust'; readonly trusted: boolean }
  | { readonly do: 'reload'; readonly variant: number; readonly newChannels: boolean }
  | { readonly do: 'wait'; readonly forMs: number };

export interface Planned {
  /** Time that passes first. */
  readonly waitMs: number;
  readonly step: Step;
}

/** What the run is like as a whole. */
export interface Setting {
  readonly seed: number;
  /** Every channel is rate limited, not only the robots. */
  readonly allLimited: boolean;
  /** Little memory for facts that wait for the disk: the journal sheds. */
  readonly tightMemory: boolean;
  /** Sensors may say much before they are summed up. */
  readonly generous: boolean;
  readonly steps: readonly Planned[];
}

type Draw = (random: SeededRandom) => Step;

const YEAR_MS = 365 * 86_400_000;
const FAULTS: readonly JournalErrorCode[] = ['io', 'full', 'read-only'];
const BODIES = [
  `{"v":1,"type":"checkin","card":"${PUPIL}"}`,
  '',
  '{"type":"door"',
  '{"v":1,"type":"door","open":"FALSE"}',
  '[]',
  '{"type":"dance"}',
  '\u0000\u0001',
];
const ZONES = ['jx-f3-toilet-west', 'jx-f2-stair-east', 'nowhere'];
const ACTS: readonly ActType[] = [
  'take',
  'take',
  'take',
  'arrive',
  'arrive',
  'note',
  'handover',
  'close',
  'close',
  'close',
  'see',
];

/** Weights: what goes wrong together more often finds more. */
const DRAWS: readonly (readonly [number, Draw])[] = [
  [12, (r) => ({ do: 'press', device: r.pick(BUTTONS), style: r.chance(0.5) ? 'plain' : r.pick(PRESS_STYLES) })],
  [3, (r) => ({ do: 'burst', devices: burst(r), times: 1 + r.integer(4) })],
  [7, (r) => ({ do: 'telemetry', device: r.pick(DEVICES), type: r.pick(TELEMETRY) })],
  [4, (r) => ({ do: 'telemetry', device: r.pick(SENSORS), type: r.pick(['door', 'motion']) })],
  [2, (r) => ({ do: 'flood', device: r.pick(SENSORS), count: 15 + r.integer(70) })],
  [2, (r) => ({ do: 'bad-body', device: r.pick(SENSORS), body: r.pick(BODIES) })],
  [
    3,
    (r) => ({ do: 'weather', loss: r.pick([0, 0.1, 0.4]), twice: r.pick([0, 0.3]), delayMs: r.pick([5, 200, 4000]) }),
  ],
  [4, (r) => ({ do: 'disconnect', device: r.pick(DEVICES), forMs: r.pick([10, 2000, 20_000, 150_000]) })],
  [2, (r) => ({ do: 'device-reboot', device: r.pick(DEVICES) })],
  [22, (r) => ({ do: 'act', type: r.pick(ACTS), person: r.pick(STAFF), which: r.integer(8), to: r.pick(STAFF) })],
  [1, (r) => ({ do: 'raise', person: r.pick(STAFF), zone: r.pick(ZONES) })],
  [8, (r) => ({ do: 'channel', channel: r.pick(CHANNELS), mood: r.chance(0.3) ? 'ok' : r.pick(MOODS) })],
  [2, (r) => ({ do: 'probe', channel: r.pick(CHANNELS), ok: r.chance(0.5) })],
  [6, (r) => ({ do: 'disk', fault: r.pick(FAULTS), fsyncMs: r.pick([0, 1, 50]) })],
  [4, (r) => ({ do: 'disk', fault: null, fsyncMs: r.pick([0, 100, 1500, 3000, 20_000]) })],
  [8, () => ({ do: 'disk', fault: null, fsyncMs: 1 })],
  [1, (r) => ({ do: 'space', usedShare: r.pick([0.1, 0.85]) })],
  [7, crash],
  [2, (r) => ({ do: 'wall', byMs: Math.floor((r.fraction() - 0.5) * r.pick([10_000, 86_400_000, 2 * YEAR_MS])) })],
  [2, (r) => ({ do: 'trust', trusted: r.chance(0.6) })],
  [4, (r) => ({ do: 'reload', variant: r.integer(RELOADS.length), newChannels: r.chance(0.3) })],
  [6, (r) => ({ do: 'wait', forMs: r.pick([0, 0, 0, 1000, 1000, 5000, 20_000, 100_000, 310_000]) })],
];
const TOTAL = DRAWS.reduce((sum, [weight]) => sum + weight, 0);

function burst(r: SeededRandom): readonly string[] {
  return r.chance(0.5) ? BUTTONS.slice(0, 2) : r.shuffle(BUTTONS).slice(0, 3 + r.integer(3));
}

function crash(r: SeededRandom): Step {
  const how = r.pick(CRASHES);
  const downMs = r.pick([0, 50, 3000, 30_000, 600_000, 7_200_000]);
  return { do: 'crash', how, downMs, synced: r.chance(0.4) };
}

function draw(random: SeededRandom): Step {
  let left = random.fraction() * TOTAL;
  for (const [weight, make] of DRAWS) {
    left -= weight;
    if (left < 0) return make(random);
  }
  return { do: 'wait', forMs: 0 };
}

function wait(random: SeededRandom): number {
  const kind = random.fraction();
  if (kind < 0.35) return 0;
  if (kind < 0.65) return Math.floor(random.fraction() * 500);
  if (kind < 0.95) return Math.floor(random.fraction() * 8000);
  return Math.floor(random.fraction() * 60_000);
}

export const outcomeOf = (which: number): (typeof OUTCOMES)[number] => OUTCOMES[which % OUTCOMES.length] ?? 'real';

/** The same seed gives the same plan. */
export function planOf(seed: number): Setting {
  const random = new SeededRandom(seed);
  const length = 12 + random.integer(34);
  const steps = Array.from({ length }, () => ({ waitMs: wait(random), step: draw(random) }));
  return {
    seed,
    allLimited: random.chance(0.15),
    tightMemory: random.chance(0.1),
    generous: random.chance(0.3),
    steps,
  };
}
