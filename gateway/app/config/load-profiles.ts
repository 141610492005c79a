/**
 * The library of profiles: those shipped with the program (`config/profiles` of the installation), and beside them those of
 * the school's own config folder, which win where both have the name.
 */

import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { installation } from '../cli/installation.ts';
import { buildFamily, buildProfile } from './build-profile.ts';
import { checkFile } from './check.ts';
import { entries, field, listIn, rootOf, type Sources } from './files.ts';
import type { Family, Profile } from '../../core/profile/profile.ts';
import type { Problem } from './problem.ts';
import { familyFile, profileFile } from './profile-file.ts';
import { readText } from './read-text.ts';
import { type Env, Source } from './source.ts';

export interface Library {
  readonly profiles: ReadonlyMap<string, Profile>;
  readonly families: ReadonlyMap<string, Family>;
  readonly problems: readonly Problem[];
}

const FOLDER = 'profiles';
const YAML = /^([a-z0-9][a-z0-9._-]{0,63})\.ya?ml$/;

/**
 * Reads nothing where the school has neither bridges nor devices with a profile nor profiles of its own.
 * @param sources the school's files, or `all`: read the library whatever they say
 */
export function loadProfiles(dir: string, env: Env, sources: Sources | 'all'): Library {
  const own = join(dir, FOLDER);
  const folders = [...(sources === 'all' || needsShipped(sources) ? [shippedProfiles()] : []), own].filter(existsSync);
  const profiles = new Map<string, Profile>();
  const families = new Map<string, Family>();
  const problems: Problem[] = [];
  for (const folder of new Set(folders.map((one) => realpathSync(one)))) {
    readInto(folder, FOLDER, profileFile, env, problems, (id, file) => profiles.set(id, buildProfile(id, file)));
    const below = join(folder, 'families');
    readInto(below, `${FOLDER}/families`, familyFile, env, problems, (id, file) =>
      families.set(id, buildFamily(id, file)),
    );
  }
  return { profiles, families, problems };
}

/** The folder of the profiles that come with the program. */
export const shippedProfiles = (): string => join(installation().root, 'config', FOLDER);

function needsShipped(sources: Sources): boolean {
  const bridges = rootOf(sources, 'bridges.yaml');
  if (bridges !== null && entries(bridges).length > 0) return true;
  return listIn(sources, 'devices.yaml', 'devices').some((device) => field(device, 'profile').value !== undefined);
}

function readInto<T>(
  folder: string,
  shown: string,
  schema: z.ZodType<T>,
  env: Env,
  problems: Problem[],
  take: (id: string, file: T) => void,
): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder).sort()) {
    const id = YAML.exec(name)?.[1];
    if (id === undefined) continue;
    const read = readText(join(folder, name), `${shown}/${name}`);
    if (read.problem !== null) {
      problems.push(read.problem);
      continue;
    }
    const checked = checkProfile(`${shown}/${name}`, read.text, schema, env);
    problems.push(...checked.problems);
    if (checked.value !== null) take(id, checked.value);
  }
}

/** One file of the library against its schema. */
export function checkProfile<T>(
  file: string,
  text: string,
  schema: z.ZodType<T>,
  env: Env,
): { readonly value: T | null; readonly problems: readonly Problem[] } {
  const source = new Source(file, text, env);
  const checked = checkFile(schema, source, source.root);
  const problems = [...checked.problems, ...source.missing.map((missing) => missing.problem)];
  return { value: problems.length > 0 ? null : checked.value, problems };
}
