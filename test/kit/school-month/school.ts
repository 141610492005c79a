/** The example school, with zone names that hurt a careless query: Chinese, dots, plus signs, brackets, slashes. */

import { fileURLToPath } from 'node:url';
import { loadConfig } from '../../../gateway/app/config/load.ts';
import type { School, Zone } from '../../../gateway/core/school.ts';

/** The second matches the first as a pattern that nobody escaped. */
export const AWKWARD_NAMES: Readonly<Record<string, string>> = {
  'teach-3f-west-toilet': '3F.西侧+1（教学楼）',
  'teach-4f-west-toilet': '3Fx西侧1（教学楼）',
  'gym-behind': '体育馆 (后侧) [盲区]/东',
  'bike-shed': "车棚^$|{2}?*'",
};

export function awkwardSchool(): School {
  const loaded = loadConfig(fileURLToPath(new URL('../../../config', import.meta.url)), {});
  if (!loaded.ok) throw new Error('the example configuration does not load');
  const { school } = loaded.config;
  const zones = [...school.zones].map(([id, zone]): [string, Zone] => [
    id,
    { ...zone, name: AWKWARD_NAMES[id] ?? zone.name },
  ]);
  return { ...school, zones: new Map(zones) };
}
