/** Every production dependency is under a licence the school may ship: MIT, ISC, BSD, Apache and the like; no GPL. */

import { existsSync, readFileSync } from 'node:fs';
import { ROOT } from './house/run.mjs';
import { judgeLicence } from './house/licence.mjs';

const lock = JSON.parse(readFileSync(`${ROOT}package-lock.json`, 'utf8'));
const bad = [];
let seen = 0;
for (const [path, entry] of Object.entries(lock.packages)) {
  const manifest = `${ROOT}${path}/package.json`;
  if (path === '' || entry.dev || !existsSync(manifest)) continue;
  seen++;
  const { name, version, license, licenses } = JSON.parse(readFileSync(manifest, 'utf8'));
  const licence = license ?? licenses;
  if (!judgeLicence(licence)) bad.push(`${name}@${version}: ${JSON.stringify(licence) ?? 'no licence'}`);
}
for (const line of bad) console.error(`licence not allowed: ${line}`);
console.log(`licences: ${seen} production packages seen, ${bad.length} not allowed`);
process.exit(bad.length === 0 && seen > 0 ? 0 : 1);
