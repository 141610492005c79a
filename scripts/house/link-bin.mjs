/** Makes `npx campus-guard` resolve to this checkout: npm does not link a root package's own bin. */

import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { ROOT } from './run.mjs';

export function linkBin(root = ROOT) {
  const folder = `${root}node_modules/.bin`;
  if (!existsSync(`${root}node_modules`) || process.platform === 'win32') return;
  mkdirSync(folder, { recursive: true });
  try {
    symlinkSync('../../scripts/campus-guard.mjs', `${folder}/campus-guard`);
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
}
