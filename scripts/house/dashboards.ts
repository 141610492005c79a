/** The work of `npm run dashboards`: reads a school's configuration with the gateway's own loader and writes its dashboards. */

import { parseArgs } from 'node:util';
import { drift, filesFor, write } from '../../dashboards/generate.ts';
import type { Plan } from '../../dashboards/plan.ts';
import type { AppConfig } from '../../gateway/app/config/config.ts';
import { formatProblem, loadConfig } from '../../gateway/app/config/load.ts';
import { ROOT } from './run.mjs';

/** Where the compose file publishes the console. */
const LOCAL_CONSOLE = 'http://localhost:8080';

export function planOf(config: AppConfig, console: string | null): Plan {
  const { school, gateway } = config;
  return {
    school: [school.name, school.nameEn ?? school.name],
    timeZone: school.timeZone,
    console: (console ?? gateway.publicUrl ?? LOCAL_CONSOLE).replace(/\/+$/, ''),
    zones: [...school.zones.values()].map(({ id, name, nameEn, building, floor, blindSpot }) => ({
      id,
      name: [name, nameEn ?? name],
      building,
      floor,
      blindSpot,
    })),
    buildings: school.buildings.map(({ id, name, nameEn, floors }) => ({
      id,
      name: [name, nameEn ?? name],
      floors: floors.map((floor) => ({ level: floor.level, name: [floor.name, floor.nameEn ?? floor.name] })),
    })),
  };
}

/** Exit code: 1 where the configuration is wrong or, with `--check`, where files are stale. */
function main(): number {
  const { values } = parseArgs({
    options: {
      config: { type: 'string', default: `${ROOT}config` },
      out: { type: 'string', default: `${ROOT}dashboards/json` },
      console: { type: 'string' },
      check: { type: 'boolean', default: false },
    },
  });
  const loaded = loadConfig(values.config, process.env);
  if (!loaded.ok) {
    for (const problem of loaded.problems) console.error(formatProblem(problem));
    return 1;
  }
  const files = filesFor(planOf(loaded.config, values.console ?? null));
  const stale = drift(files, values.out);
  if (values.check) {
    for (const path of stale) console.error(`dashboards: ${path} is not what the code makes: run npm run dashboards`);
    return stale.length === 0 ? 0 : 1;
  }
  write(files, values.out);
  console.log(`dashboards: ${files.size} files in ${values.out}, ${stale.length} of them changed`);
  return 0;
}

if (process.argv[1]?.endsWith('dashboards.ts') === true) process.exit(main());
