/** Puts the packages of package-lock.json in place, and nothing where they already are. */

import { existsSync, readFileSync } from 'node:fs';
import { linkBin } from './link-bin.mjs';
import { ROOT, run } from './run.mjs';

const readPackages = (path) => JSON.parse(readFileSync(path, 'utf8')).packages;

/** Names the packages that are missing or of another version than the lockfile says. Optional ones may be absent. */
export function missingPackages(root = ROOT) {
  const wanted = readPackages(`${root}package-lock.json`);
  const hidden = `${root}node_modules/.package-lock.json`;
  const present = existsSync(hidden) ? readPackages(hidden) : {};
  return Object.entries(wanted)
    .filter(([path, entry]) => path !== '' && !entry.optional && !entry.devOptional)
    .filter(([path, entry]) => present[path]?.version !== entry.version || !existsSync(`${root}${path}`))
    .map(([path]) => path.replace('node_modules/', ''));
}

export function checkNode(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 20 || (major === 20 && minor >= 19);
}

/**
 * Runs `npm ci` where something is missing. Resolves to false where that failed.
 * `output` is where npm may talk: 'inherit' or 'stderr'.
 */
export async function ensureInstalled(output = 'inherit') {
  const missing = missingPackages();
  if (missing.length > 0) {
    console.error(`campus-guard: installing ${missing.length} packages (npm ci), a minute or two …`);
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    const code = await run(npm, ['ci', '--no-audit', '--no-fund'], { output });
    if (code !== 0) {
      console.error(`campus-guard: npm ci failed with exit code ${code}; see its message above`);
      return false;
    }
  }
  linkBin();
  return true;
}
