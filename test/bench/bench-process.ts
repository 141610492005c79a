/** `npm run bench`: runs the scenarios in rounds and prints one table. Exit code 0 whether targets are met or not: it measures. */

import { parseArgs } from 'node:util';
import { linesOf, machine, type Result, table } from './report.ts';
import type { Figures, Scenario } from './scenario.ts';
import { boot } from './scenarios/boot.ts';
import { burst, memory } from './scenarios/burst.ts';
import { coverage } from './scenarios/coverage.ts';
import { firmware } from './scenarios/firmware.ts';
import { misbehaviour } from './scenarios/misbehaviour.ts';
import { dashboards } from './scenarios/dashboards.ts';
import { disk, loaded } from './scenarios/press.ts';
import { profiles } from './scenarios/profiles.ts';
import { rules } from './scenarios/rules.ts';
import { series } from './scenarios/series.ts';
import { storm } from './scenarios/storm.ts';
import { throughput } from './scenarios/throughput.ts';
import { wire } from './scenarios/wire.ts';
import { FULL, QUICK, Stage } from './stage.ts';
import { hasMosquitto } from './subjects/brokers.ts';
import { makeCredentials } from './subjects/credentials.ts';

const SCENARIOS: readonly Scenario[] = [
  throughput,
  loaded,
  disk,
  misbehaviour,
  storm,
  burst,
  memory,
  boot,
  rules,
  coverage,
  dashboards,
  firmware,
  wire,
  series,
  profiles,
];
const NAMES = SCENARIOS.map(({ id }) => id);

const USAGE = `npm run bench -- [options]
  --rounds N        rounds of each scenario (default 5)
  --only a,b        of ${NAMES.join(', ')}
  --quick           small and once: shows that everything runs, its figures say nothing
  --node-red PATH   folder of an installed node-red 4 package, measured beside us
  --json            figures as JSON instead of the table
  --help`;

function read(): { rounds: number; only: readonly string[]; quick: boolean; nodeRed: string | null; json: boolean } {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string' },
      only: { type: 'string' },
      quick: { type: 'boolean', default: false },
      'node-red': { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    process.exit(0);
  }
  const rounds = Number(values.rounds ?? (values.quick ? 1 : 5));
  const only = values.only?.split(',') ?? NAMES;
  const unknown = only.find((name) => !NAMES.includes(name));
  if (unknown !== undefined) throw new Error(`no scenario ${unknown}; there are ${NAMES.join(', ')}`);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds is a number from 1');
  return { rounds, only, quick: values.quick, nodeRed: values['node-red'] ?? null, json: values.json };
}

function options(): ReturnType<typeof read> {
  try {
    return read();
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exit(2);
  }
}

const { rounds, only, quick, nodeRed, json } = options();
const sizes = quick ? QUICK : FULL;
const credentials = await makeCredentials(Math.max(sizes.devices, sizes.storm), sizes.buttons);
const stage = new Stage(sizes, credentials, nodeRed);
const leave = async (code: number): Promise<never> => {
  await stage.clear();
  credentials.remove();
  process.exit(code);
};
process.once('SIGINT', () => void leave(130));
process.once('SIGTERM', () => void leave(143));

const chosen = SCENARIOS.filter(({ id }) => only.includes(id));
const figures = new Map<string, Figures[]>(chosen.map(({ id }) => [id, []]));
if (!hasMosquitto) console.error('mosquitto is not installed (/usr/sbin/mosquitto): its rows are left out');
try {
  // All scenarios of a round before the next round: what the machine does meanwhile is shared out among them.
  for (let round = 0; round < rounds; round += 1) {
    for (const scenario of chosen.filter(({ once }) => round === 0 || !once)) {
      const from = performance.now();
      figures.get(scenario.id)?.push(await scenario.run(stage, round));
      console.error(`round ${round + 1}/${rounds} ${scenario.id}: ${((performance.now() - from) / 1000).toFixed(0)} s`);
    }
  }
} catch (error) {
  console.error(error);
  await leave(1);
}
const results: Result[] = chosen.map((scenario) => ({ scenario, rounds: figures.get(scenario.id) ?? [] }));
if (json) {
  const scenarios = results.map((result) => ({
    id: result.scenario.id,
    lines: linesOf(result),
    figures: result.rounds,
  }));
  console.log(JSON.stringify({ machine: machine(), quick, scenarios }, null, 2));
} else console.log(`${machine()}${quick ? ' --quick: these figures say nothing.' : ''}\n${table(results)}`);
await leave(0);
