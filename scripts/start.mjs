/**
 * `npm start`: installs what is missing, builds, and runs the gateway on the example school with its devices simulated
 * by a second process. `npm start -- --http-port 0` passes arguments on to the gateway; `--scenario NAME`, `--speed X`,
 * `--auto-take SECONDS` go to the simulator and `--no-simulator` leaves it out.
 */

import { checkNode, ensureInstalled } from './house/install.mjs';
import { ensureBuilt } from './house/build.mjs';
import { runSchool } from './house/school.mjs';
import { splitArguments } from './house/arguments.mjs';

if (!checkNode()) {
  console.error(`campus-guard: needs Node >= 20.19, this is ${process.versions.node}`);
  process.exit(1);
}
const wanted = splitArguments(process.argv.slice(2));
if (wanted.error !== null) {
  console.error(`campus-guard: ${wanted.error}`);
  process.exit(2);
}
if (!(await ensureInstalled())) process.exit(1);
if (!(await ensureBuilt())) process.exit(1);
process.exit(await runSchool(wanted));
