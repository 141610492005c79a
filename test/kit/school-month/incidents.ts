/** Incidents of every kind, from their press to the last note, or still open. */

import type { IncidentKind, Level, Outcome } from '../../../gateway/core/facts.ts';
import type { School } from '../../../gateway/core/school.ts';
import type { SeededRandom } from '../seeded-random.ts';
import type { Recorder } from './recorder.ts';

const LEVEL_OF: Readonly<Partial<Record<IncidentKind, Level>>> = {
  panic: 'help',
  manual: 'help',
  'after-hours': 'help',
  unusual: 'help',
};
const KINDS = ['panic', 'panic', 'panic', 'manual', 'tamper', 'device-silent', 'door-held', 'after-hours'] as const;
const PEOPLE = ['zhao-gang', 'sun-wei', 'ma-jun', 'lin-jing'] as const;
const OUTCOMES: readonly Outcome[] = ['real', 'real', 'false', 'prank', 'fault', 'test', 'drill'];

export interface IncidentPlan {
  readonly id: string;
  readonly atMs: number;
  /** How far it gets. */
  readonly until: 'raised' | 'taken' | 'arrived' | 'closed';
}

export function addIncident(recorder: Recorder, school: School, random: SeededRandom, plan: IncidentPlan): void {
  const { id, atMs, until } = plan;
  const kind = random.pick(KINDS);
  const level: Level = kind === 'panic' && random.chance(0.2) ? 'urgent' : (LEVEL_OF[kind] ?? 'fault');
  const drill = random.chance(0.1);
  const devices = [...school.devices.values()].filter((one) => kind !== 'panic' || one.kind === 'button');
  const device = random.pick(devices);
  const zone = random.chance(0.05) ? null : device.zone;
  const name = { device: device.id, boot: 1, seq: atMs % 1_000_000 };
  const pressed = kind === 'panic';
  const press = {
    kind: 'press',
    ...name,
    zone,
    ageMs: 0,
    at: null,
    level: level === 'urgent' ? 'urgent' : 'help',
    drill,
    hold: null,
    count: null,
    flags: [],
  } as const;
  if (pressed) recorder.add(atMs, press);
  recorder.add(atMs, {
    kind: 'incident-opened',
    incident: id,
    of: kind,
    key: `${kind}:${id}`,
    level,
    zone,
    device: device.id,
    drill,
    flags: [],
    text: null,
    policy: 'panic',
    press: pressed ? name : null,
    devices: [device.id],
  });
  addNotices(recorder, random, id, atMs);
  if (pressed && random.chance(0.3)) {
    const again = { ...name, seq: name.seq + 1 };
    recorder.add(atMs + 4000, { ...press, ...again });
    recorder.add(atMs + 4000, {
      kind: 'incident-joined',
      incident: id,
      level,
      device: device.id,
      press: again,
      flags: [],
      renotifyT: null,
    });
  }
  if (until === 'raised') {
    climb(recorder, id, atMs + 30_000, 'escalated');
    return;
  }
  addWork(recorder, random, plan);
}

function addNotices(recorder: Recorder, random: SeededRandom, id: string, atMs: number): void {
  for (const [index, channel] of ['staff-phones', 'duty-desk'].entries()) {
    const notice = `${id}-n${index}`;
    const person = random.pick(PEOPLE);
    const about = { notice, incident: id, person, channel };
    recorder.add(atMs + 1, {
      kind: 'notice-queued',
      ...about,
      to: 'x',
      reason: 'opened',
      step: 0,
      urgent: true,
      device: null,
    });
    const tookMs = random.chance(0.15) ? 11_000 + random.integer(5000) : 200 + random.integer(3000);
    if (random.chance(0.2))
      recorder.add(atMs + tookMs, {
        kind: 'notice-failed',
        ...about,
        attempt: 1,
        code: 'timeout',
        detail: '',
        final: true,
      });
    else recorder.add(atMs + tookMs, { kind: 'notice-sent', ...about, tookMs, attempt: 1, head: '' });
  }
}

const ARRIVE_WITHIN_MS = 180_000;
const CLOSE_WITHIN_MS = 1_800_000;

function climb(recorder: Recorder, incident: string, atMs: number, reason: 'escalated' | 're-alarm'): void {
  const quiet = { device: null, skipped: [], notices: [], deadline: null, nobody: false };
  recorder.add(atMs, { kind: 'step-reached', incident, step: reason === 'escalated' ? 1 : 0, reason, ...quiet });
}

/** Seen, climbed or not, taken over, arrived, closed: each within its time or not. */
function addWork(recorder: Recorder, random: SeededRandom, { id, atMs, until }: IncidentPlan): void {
  const person = random.pick(PEOPLE);
  const climbs = random.chance(0.3);
  const takenAt = atMs + (climbs ? 35_000 : 8000) + random.integer(20_000);
  recorder.add(atMs + 6000, { kind: 'notice-seen', incident: id, person });
  if (climbs) climb(recorder, id, atMs + 30_000, 'escalated');
  const t = recorder.timeOf(takenAt);
  recorder.add(
    takenAt,
    { kind: 'incident-taken', incident: id, deadline: { why: 'arrive', dueT: t + ARRIVE_WITHIN_MS } },
    person,
  );
  if (until === 'taken') return;
  const arrivedAt = takenAt + 60_000 + random.integer(180_000);
  if (arrivedAt > takenAt + ARRIVE_WITHIN_MS) climb(recorder, id, takenAt + ARRIVE_WITHIN_MS, 're-alarm');
  const arrivedT = recorder.timeOf(arrivedAt);
  recorder.add(
    arrivedAt,
    { kind: 'incident-arrived', incident: id, deadline: { why: 'close', dueT: arrivedT + CLOSE_WITHIN_MS } },
    person,
  );
  if (until === 'arrived') return;
  const closedAt = arrivedAt + 300_000 + random.integer(2_400_000);
  if (closedAt > arrivedAt + CLOSE_WITHIN_MS) climb(recorder, id, arrivedAt + CLOSE_WITHIN_MS, 're-alarm');
  const outcome = random.pick(OUTCOMES);
  recorder.add(closedAt, { kind: 'incident-closed', incident: id, outcome, reason: '已处理' }, person);
}
