/** The dashboards of the example school: as the code makes them, and as they lie in the files. */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type DashboardFile, readDashboard } from '../../dashboards/check/dashboard-json.ts';
import { type Files, filesFor } from '../../dashboards/generate.ts';
import type { Plan } from '../../dashboards/plan.ts';
import { LANGUAGES, type Language } from '../../dashboards/words/language.ts';
import { loadConfig } from '../../gateway/app/config/load.ts';
import { planOf } from '../../scripts/house/dashboards.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

export const COMMITTED = `${root}dashboards/json`;

/** Of the configuration in a folder; `config/` without one. */
export function planIn(folder = `${root}config`): Plan {
  const loaded = loadConfig(folder, {});
  if (!loaded.ok) throw new Error('the configuration does not load');
  return planOf(loaded.config, null);
}

export const examplePlan = planIn();
export const exampleFiles: Files = filesFor(examplePlan);

export interface Written {
  readonly language: Language;
  readonly text: string;
  readonly dashboard: DashboardFile;
}

/** The committed files, in order. */
export function committed(): readonly Written[] {
  return LANGUAGES.flatMap((language) =>
    [...exampleFiles.keys()]
      .filter((path) => path.startsWith(language))
      .map((path) => {
        const text = readFileSync(`${COMMITTED}/${path}`, 'utf8');
        return { language, text, dashboard: readDashboard(text) };
      }),
  );
}
