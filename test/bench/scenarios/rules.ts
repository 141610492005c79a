/** What sensor rules cost: each reading on its way in, and a quarter of a year of them tried on the record. */

import { join } from 'node:path';
import { LedgerFile } from '../../../gateway/adapters/sqlite/ledger-file.ts';
import type { Append } from '../../../gateway/adapters/sqlite/wire.ts';
import { loadConfig } from '../../../gateway/app/config/load.ts';
import { emptyCampus, evolve } from '../../../gateway/core/campus.ts';
import type { Context } from '../../../gateway/core/context.ts';
import type { Fact } from '../../../gateway/core/facts.ts';
import type { Device, School } from '../../../gateway/core/school.ts';
import { epochMs, type Instant, ms, seconds } from '../../../gateway/core/time.ts';
import { type Bench, judgeReading } from '../../../gateway/core/warning/judge.ts';
import { decideLook } from '../../../gateway/core/warning/look.ts';
import { evolveSensors } from '../../../gateway/core/warning/sensors.ts';
import { createSpine, type Spine } from '../../../gateway/flow/spine.ts';
import { EXAMPLE_SCHOOL } from '../../kit/config-folder.ts';
import { FakeClock } from '../../kit/fake-clock.ts';
import { GatewayProcess } from '../../kit/gateway-process.ts';
import { SeededRandom } from '../../kit/seeded-random.ts';
import { atLeast, atMost, type Figures, figure, type Scenario } from '../scenario.ts';
import type { Stage } from '../stage.ts';
import { median } from '../stats.ts';
import { bareJournal } from '../subjects/bare-journal.ts';

/** A lesson on a Monday: nobody is where nobody should be. */
const LESSON = '2026-09-07T10:30:00+08:00';
const PASSES = 5;
const BATCH = 5000;
const DAYS = 90;
const DAY_MS = 86_400_000;

/** The example school and its rules, with so many sensors, half of them doors, in all its zones. */
function schoolOf(sensors: number): School {
  const loaded = loadConfig(EXAMPLE_SCHOOL, {});
  if (!loaded.ok) throw new Error('the example school does not load');
  const { school } = loaded.config;
  const zones = [...school.zones.keys()];
  const device = (n: number): Device => ({
    id: `sensor-${n}`,
    kind: n % 2 === 0 ? 'door' : 'motion',
    zone: zones[n % zones.length] ?? '',
    name: `传感器 ${n}`,
    silentAfter: seconds(90),
  });
  const devices = Array.from({ length: sensors }, (_, n) => device(n));
  return { ...school, devices: new Map([...school.devices, ...devices.map((one) => [one.id, one] as const)]) };
}

const idsOf = (sensors: number): readonly string[] => Array.from({ length: sensors }, (_, n) => `sensor-${n}`);

/** @param walks so many rounds pass between two signs of motion: 2 is somebody who stays, 40 one who walks by now and then */
const bodyOf = (n: number, sensors: number, walks: number) => {
  const round = Math.floor(n / sensors);
  const name = { v: 1, boot: 1, seq: round + 1 };
  if (n % 2 === 0) return { ...name, type: 'door', open: round % 2 === 0 };
  return { ...name, type: 'motion', active: round % walks === 0 };
};

/** Nanoseconds each of `many` runs takes: the median of several passes, after one that warms up. */
function nanoseconds(many: number, run: (n: number) => void): number {
  const passes = Array.from({ length: PASSES + 1 }, (_, pass) => {
    const from = performance.now();
    for (let i = 0; i < many; i += 1) run(pass * many + i);
    return ((performance.now() - from) * 1e6) / many;
  });
  return median(passes.slice(1));
}

/** A moment that moves on by 20 ms with each reading: no sensor floods, however quick the machine is. */
function moving(): (n: number) => Instant {
  const wall = Date.parse(LESSON);
  return (n) => ({ t: ms(n * 20), wall: epochMs(wall + (n % 1000) * 20), boot: 'b', trusted: true });
}

function judged(school: School, sensors: number, many: number): Figures {
  const state = emptyCampus();
  const nowAt = moving();
  const events = Array.from({ length: 4 * sensors }, (_, n) => bodyOf(n, sensors, 2));
  const eventOf = (n: number) => events[n % events.length] ?? events[0];
  const ids = idsOf(sensors);
  let concluded = 0;
  const context = (): never => {
    throw new Error('a rule found something: the figures would not be those of quiet readings');
  };
  const judge = nanoseconds(many, (n) => {
    const event = eventOf(n);
    const bench: Bench = { state, school, now: nowAt(n), context };
    if (event) concluded += judgeReading(bench, ids[n % sensors] ?? '', event).length;
  });
  const fold = nanoseconds(many, (n) => {
    const event = eventOf(n);
    const fact: Fact = {
      kind: 'reading',
      device: ids[n % sensors] ?? '',
      type: event?.type ?? '',
      boot: 1,
      seq: n,
      body: event,
    };
    evolveSensors(state.sensors, fact, nowAt(n));
  });
  if (concluded > 0) throw new Error('a rule concluded something about quiet readings');
  // What fell due in the passes above is told in the first of these; from then on nobody has anything to say.
  const looks = nanoseconds(300, (n) => {
    const ctx: Context = { school, now: nowAt(n), uid: `look-${n}`, channelsDown: new Set(), duty: state.duty };
    for (const fact of decideLook(state, ctx)) evolve(state, { at: ctx.now, actor: 'gateway', fact });
  });
  return { judge, fold, look: looks / 1000 };
}

function spineOf(school: School): { readonly spine: Spine; readonly clock: FakeClock } {
  const clock = new FakeClock({ wall: LESSON });
  const generous = { perSecond: 1e6, burst: 1e6 };
  const spine = createSpine({
    school,
    journal: bareJournal(),
    clock,
    random: new SeededRandom(1),
    patrolSecret: new Uint8Array(32),
    limits: { telemetry: generous, pressesPerMinute: 10 },
    channels: new Map(),
    link: () => null,
    linkUrl: () => '',
    onBug: (where, error) => {
      throw new Error(where, { cause: error });
    },
    onStorageError: () => undefined,
  });
  return { spine, clock };
}

/** The whole way of a reading to the journal, as JSON from the broker. */
function intake(school: School, sensors: number, many: number): number {
  const { spine, clock } = spineOf(school);
  const { engine, intake: inlet } = spine;
  const acknowledge = (): void => undefined;
  const ids = idsOf(sensors);
  const payload = (n: number): Buffer => Buffer.from(JSON.stringify(bodyOf(n, sensors, 40)));
  const prepared = Array.from({ length: (PASSES + 1) * many }, (_, n) => payload(n));
  const took = nanoseconds(many, (n) => {
    // A reading of each sensor a second: then somebody looks round, as in the gateway.
    if (n % sensors === 0) clock.advanceSync(1000);
    const device = ids[n % sensors] ?? '';
    const bytes = prepared[n] ?? Buffer.alloc(0);
    const wire = { qos: 1, retain: false, will: false } as const;
    inlet.event({ device, topic: `campus/${device}/event`, payload: bytes, size: bytes.length, ...wire }, acknowledge);
  });
  engine.stop();
  return took;
}

/** Ninety days of the example school: heartbeats, doors, motion, and a press now and then. */
function fill(dir: string, facts: number): void {
  const loaded = loadConfig(EXAMPLE_SCHOOL, {});
  if (!loaded.ok) throw new Error('the example school does not load');
  const devices = [...loaded.config.school.devices.values()];
  const sensors = devices.filter(({ kind }) => kind === 'door' || kind === 'motion');
  const random = new SeededRandom(90);
  const startMs = Date.parse('2026-09-01T00:00:00+08:00');
  const step = (DAYS * DAY_MS) / facts;
  const at = (n: number): Instant => ({
    t: ms(Math.floor(n * step)),
    wall: epochMs(startMs + Math.floor(n * step)),
    boot: 'b',
    trusted: true,
  });
  const reading = (n: number, device: string, body: Readonly<Record<string, unknown>>): Fact => ({
    kind: 'reading',
    device,
    type: String(body['type']),
    boot: 1,
    seq: n,
    body: { v: 1, boot: 1, seq: n, ...body },
  });
  const fact = (n: number): Fact => {
    if (n === 0) return { kind: 'gateway-started', version: 'b', config: 'b', offsetMs: 0 };
    if (n % 20_000 === 19_999) {
      const none = { ageMs: 0, at: null, hold: null, count: null, drill: false, flags: [] };
      const where = { device: 'btn-gym-behind', zone: 'gym-behind' };
      return { kind: 'press', ...where, boot: 1, seq: n, level: 'help', ...none };
    }
    const sensor = sensors[random.integer(sensors.length)];
    if (!sensor || random.chance(0.5))
      return reading(n, devices[n % devices.length]?.id ?? '', { type: 'heartbeat', uptime: n });
    const on = random.chance(0.5);
    return reading(
      n,
      sensor.id,
      sensor.kind === 'door' ? { type: 'door', open: on } : { type: 'motion', active: on, count: on ? 2 : 0 },
    );
  };
  const ledger = new LedgerFile(join(dir, 'journal.db'), { busyMs: 1000 });
  for (let n = 0; n < facts; n += BATCH) {
    const batch = Array.from(
      { length: Math.min(BATCH, facts - n) },
      (_, i): Append => [[{ at: at(n + i), actor: 'device:x', fact: fact(n + i) }], []],
    );
    ledger.commit(batch);
  }
  ledger.close();
}

async function replay(stage: Stage): Promise<Figures> {
  const gateway = await GatewayProcess.prepare({});
  stage.onLeave(() => gateway.remove());
  fill(gateway.data, stage.sizes.facts);
  const from = performance.now();
  const ran = await gateway.cli('replay', '--rules', join(gateway.config, 'rules.yaml'), '--json');
  const seconds_ = (performance.now() - from) / 1000;
  if (ran.code !== 0) throw new Error(`replay: ${ran.stderr}`);
  return { replay: seconds_, replayed: stage.sizes.facts / seconds_ };
}

export const rules: Scenario = {
  id: 'rules',
  title: 'Sensor rules: the example school with 1,000 sensors; 90 days of it tried on the record',
  once: true,
  rows: [
    { label: 'a reading that no rule minds, judged', unit: 'ns', of: figure('judge'), target: atMost(1000) },
    { label: 'the same folded into the sensor', unit: 'ns', of: figure('fold') },
    { label: 'the look round all of them, once a second', unit: 'µs', of: figure('look') },
    { label: 'its whole way from the broker to the journal, with rules', unit: 'µs', of: figure('with') },
    { label: 'the same without rules', unit: 'µs', of: figure('without') },
    { label: 'share of judging in that way', unit: '', of: figure('share'), target: atMost(0.15) },
    { label: '`campus-guard replay` of 90 days, start of the program included', unit: 's', of: figure('replay') },
    { label: 'facts replayed', unit: '/s', of: figure('replayed'), target: atLeast(20_000) },
  ],
  async run(stage) {
    try {
      const sensors = stage.sizes.devices;
      const many = stage.sizes.devices * 100;
      const school = schoolOf(sensors);
      const { rules: _rules, ...bare } = school;
      const { judge = Number.NaN, fold = Number.NaN, look = Number.NaN } = judged(school, sensors, many);
      // Whoever goes first finds colder code: the first of the three is not counted.
      const [, without, withRules] = [bare, bare, school].map((one) => intake(one, sensors, many));
      if (without === undefined || withRules === undefined) throw new Error('nothing was measured');
      const figures = { judge, fold, look, with: withRules / 1000, without: without / 1000, share: judge / withRules };
      return { ...figures, ...(await replay(stage)) };
    } finally {
      await stage.clear();
    }
  },
};
