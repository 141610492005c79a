#!/usr/bin/env node
/** `npx campus-guard …`: brings dist/ up to date where it is not, says so on stderr, and becomes the gateway's command line. */

import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { ensureBuilt } from './house/build.mjs';
import { checkNode } from './house/install.mjs';
import { ROOT } from './house/run.mjs';

if (!checkNode()) {
  console.error(`campus-guard: needs Node >= 20.19, this is ${process.versions.node}`);
  process.exit(1);
}
if (!existsSync(`${ROOT}node_modules`)) {
  console.error('campus-guard: packages are not installed: run `npm ci` first (or `npm start`, which does it)');
  process.exit(1);
}
if (!(await ensureBuilt())) process.exit(1);
await import(pathToFileURL(`${ROOT}dist/gateway/main.js`).href);
