/** A month of the school as a journal: the same facts are exported to InfluxDB and counted by hand. */

import type { School } from '../../../gateway/core/school.ts';
import type { Recorded } from '../../../gateway/ports/series.ts';
import { SeededRandom } from '../seeded-random.ts';
import { addDevices } from './devices.ts';
import { addGateway } from './gateway.ts';
import { addIncident } from './incidents.ts';
import { addPatrols } from './patrols.ts';
import { Recorder } from './recorder.ts';

const DAY = 86_400_000;

export interface Month {
  readonly days: number;
  readonly toMs: number;
  readonly incidentsPerDay: number;
  readonly gatewayEveryMs: number;
}

/** The newest incidents are still open: one raised, one taken over, one where somebody has arrived. */
const UNDER_WAY = ['arrived', 'taken', 'raised', 'raised'] as const;

export function factsOf(school: School, { days, toMs, incidentsPerDay, gatewayEveryMs }: Month): readonly Recorded[] {
  const random = new SeededRandom(20260901);
  const fromMs = toMs - days * DAY;
  const recorder = new Recorder(fromMs);
  const total = days * incidentsPerDay;
  for (let i = 0; i < total; i += 1) {
    const atMs = fromMs + Math.floor(((i + random.fraction()) * (days * DAY - 3 * 3_600_000)) / total);
    addIncident(recorder, school, random, { id: `i${i}`, atMs, until: 'closed' });
  }
  UNDER_WAY.forEach((until, i) => {
    addIncident(recorder, school, random, { id: `open${i}`, atMs: toMs - (UNDER_WAY.length - i) * 900_000, until });
  });
  addDevices(recorder, school, random, fromMs, toMs);
  addPatrols(recorder, school, random, fromMs, toMs);
  addGateway(recorder, random, fromMs, toMs, { everyMs: gatewayEveryMs });
  return recorder.journal();
}
