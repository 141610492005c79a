/** The coverage forecast of 14 days for 100 key areas: what the daily check does on the gateway's own thread. */

import { loadConfig } from '../../../gateway/app/config/load.ts';
import { coverageOf } from '../../../gateway/core/duty/coverage.ts';
import { forecastFrom } from '../../../gateway/core/duty/daily-check.ts';
import type { Change } from '../../../gateway/core/duty/roster.ts';
import { checkRosterOver } from '../../../gateway/core/duty/roster-check.ts';
import type { Patrol } from '../../../gateway/core/patrol/patrol.ts';
import type { School, Zone } from '../../../gateway/core/school.ts';
import { EXAMPLE_SCHOOL } from '../../kit/config-folder.ts';
import { atMost, figure, type Scenario } from '../scenario.ts';
import { median } from '../stats.ts';

const ZONES = 100;
const DAYS = 14;
const PASSES = 15;
const START = Date.parse('2026-09-28T10:30:00+08:00');
const HOUR_MS = 3_600_000;

/** The example school grown to 100 blind spots, ten to a checkpoint's way, each with a button; its rounds cover all of them. */
function largeSchool(): School {
  const loaded = loadConfig(EXAMPLE_SCHOOL, {});
  if (!loaded.ok || !loaded.config.school.patrol) throw new Error('the example school has no patrol');
  const { school } = loaded.config;
  const patrol: Patrol = loaded.config.school.patrol;
  const zone = (n: number): Zone => {
    const place = { building: null, floor: null, kind: 'corridor', blindSpot: true } as const;
    return { id: `spot-${n}`, name: `盲区 ${n}`, ...place };
  };
  const zones = Array.from({ length: ZONES }, (_, n) => zone(n));
  const [, button] = [...school.devices].find(([, device]) => device.kind === 'button') ?? [];
  if (!button) throw new Error('the example school has no button');
  const checkpoints = [...patrol.checkpoints.values()].map((checkpoint, index, all) => {
    const covers = zones.filter((_, n) => n % all.length === index).map(({ id }) => id);
    return [checkpoint.id, { ...checkpoint, covers }] as const;
  });
  return {
    ...school,
    zones: new Map(zones.map((one) => [one.id, one])),
    devices: new Map(zones.map(({ id }) => [`btn-${id}`, { ...button, id: `btn-${id}`, zone: id }])),
    patrol: { ...patrol, checkpoints: new Map(checkpoints) },
  };
}

/** Thirty swaps and overrides, as in a bad month. */
const changes = (school: School): readonly Change[] =>
  Array.from({ length: 30 }, (_, n) => {
    const fromMs = START + n * 11 * HOUR_MS;
    const people = [...school.people.keys()];
    const span = { fromMs, toMs: fromMs + 5 * HOUR_MS };
    return { id: `c${n}`, is: 'override', post: 'guard', out: null, in: [people[n % people.length] ?? ''], ...span };
  });

function milliseconds(run: () => void): number {
  const passes = Array.from({ length: PASSES + 1 }, () => {
    const from = performance.now();
    run();
    return performance.now() - from;
  });
  return median(passes.slice(1));
}

export const coverage: Scenario = {
  id: 'coverage',
  title: 'Coverage forecast of 14 days for 100 key areas, 30 changes to the roster',
  once: true,
  rows: [
    { label: 'forecast, core', unit: 'ms', of: figure('forecast'), target: atMost(50) },
    { label: 'roster check of the same days, core', unit: 'ms', of: figure('check'), target: atMost(50) },
    { label: 'areas forecast', unit: '', of: figure('areas') },
  ],
  run: () => {
    const school = largeSchool();
    const duty = { changes: changes(school) };
    const stretch = forecastFrom(START, DAYS);
    const areas = coverageOf(school, duty, stretch).areas.length;
    if (areas !== ZONES) throw new Error(`${areas} key areas, expected ${ZONES}`);
    return Promise.resolve({
      areas,
      forecast: milliseconds(() => void coverageOf(school, duty, stretch)),
      check: milliseconds(() => void checkRosterOver(school, duty, stretch)),
    });
  },
};
