/** What the gateway measures of itself, and what happens to it. */

import type { SeededRandom } from '../seeded-random.ts';
import type { Recorder } from './recorder.ts';

const MINUTE = 60_000;

export interface GatewayPace {
  /** A point every so often; the real gateway writes one every 10 s. */
  readonly everyMs: number;
}

export function addGateway(
  recorder: Recorder,
  random: SeededRandom,
  fromMs: number,
  toMs: number,
  { everyMs }: GatewayPace,
): void {
  for (let at = fromMs; at < toMs - MINUTE; at += everyMs) addPoint(recorder, random, at, everyMs, at - fromMs);
  addPoint(recorder, random, toMs - 90_000, everyMs, toMs - fromMs);
  addPoint(recorder, random, toMs - 30_000, everyMs, toMs - fromMs);
  for (let at = fromMs + MINUTE; at < toMs; at += 1_700 * MINUTE) {
    recorder.add(at, { kind: 'gateway-started', version: '1', config: 'x', offsetMs: 0 });
    recorder.add(at + 1000, { kind: 'clock-stepped', byMs: 1500, trusted: true });
    recorder.add(at + 2000, { kind: 'channel-fault', channel: 'staff-phones', code: 'timeout', detail: '' });
    recorder.add(at + 9000, { kind: 'channel-restored', channel: 'staff-phones' });
    recorder.add(at + 10_000, { kind: 'sink-fault', sink: 'campus', code: 'connect', detail: '' });
    recorder.add(at + 11_000, { kind: 'access-refused', who: 'x', what: 'y', count: 4 });
  }
}

function addPoint(recorder: Recorder, random: SeededRandom, atMs: number, everyMs: number, upMs: number): void {
  const tens = (most: number) => random.integer(most * 10) / 10;
  recorder.add(atMs, {
    kind: 'gateway-measured',
    everyMs,
    uncovered: random.chance(0.1) ? ['bike-shed'] : [],
    gateway: {
      loopP50Ms: tens(5),
      loopP99Ms: tens(40),
      loopMaxMs: tens(120),
      rssMb: 100 + tens(50),
      cpuPct: tens(60),
      journalBacklog: random.integer(50),
      journalFacts: 1000 + random.integer(100),
      storageOk: !random.chance(0.1),
      noticesWaiting: random.integer(9),
      incidentsOpen: random.integer(9),
      incidentsUnowned: random.integer(4),
      oldestUnownedS: tens(300),
      alarms10Min: random.integer(12),
      alarms1H: random.integer(20),
      devices: 40,
      devicesOnline: 30 + random.integer(10),
      devicesSilent: random.integer(4),
      events: random.integer(100_000),
      presses: random.integer(100),
      rejected: random.integer(100),
      uptimeS: upMs / 1000,
    },
    channels: ['staff-phones', 'duty-desk', 'output'].map((channel) => ({
      channel,
      up: !random.chance(0.1),
      waiting: random.integer(5),
    })),
    sinks: ['campus', 'district'].map((sink) => ({
      sink,
      up: !random.chance(0.1),
      lagLines: random.integer(500),
      lagAlarmLines: random.integer(20),
      lagS: tens(100),
      written: random.integer(100_000),
      dead: random.integer(3),
      shed: random.integer(2),
    })),
  });
}
