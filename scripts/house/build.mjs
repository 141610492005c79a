/** Builds `dist/` from the sources, only when they changed. Several processes may ask at once: one builds, the others wait. */

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ROOT, run, tool } from './run.mjs';

const MAX_BUILD_MS = 180_000;

const isTest = (name) => /\.test\.tsx?$/.test(name);

function filesBelow(folder, skip) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (skip(path)) return [];
    if (entry.isDirectory()) return filesBelow(path, skip);
    return isTest(entry.name) ? [] : [path];
  });
}

function hashOf(paths, root) {
  const hash = createHash('sha256').update(process.versions.modules);
  for (const path of paths.filter((p) => existsSync(p)).toSorted())
    hash.update(relative(root, path)).update('\0').update(readFileSync(path)).update('\0');
  return hash.digest('hex');
}

const CONSOLE = 'gateway/console';

/** What there is to build: a stamp of its sources, and how. */
export function parts(root = ROOT) {
  const shared = ['package-lock.json', 'tsconfig.json', 'tsconfig.build.json', 'vite.config.ts'].map((name) =>
    join(root, name),
  );
  const consoleRoot = join(root, CONSOLE);
  const server = {
    name: 'server',
    entry: 'gateway/main.js',
    stamp: hashOf(
      [
        ...shared,
        ...filesBelow(join(root, 'gateway'), (path) => path === consoleRoot),
        ...filesBelow(join(root, 'firmware-bridge'), (path) => path === join(root, 'firmware-bridge/firmware')),
      ],
      root,
    ),
    build: () =>
      run(...withArgs(tool('typescript/bin/tsc'), ['-p', 'tsconfig.build.json']), { cwd: root, output: 'stderr' }),
  };
  if (!existsSync(join(consoleRoot, 'index.html'))) return [server];
  const forConsole = ['gateway/contract', 'gateway/core', CONSOLE].flatMap((room) =>
    filesBelow(join(root, room), () => false),
  );
  const web = {
    name: 'console',
    entry: 'console/index.html',
    stamp: hashOf([...shared, ...forConsole], root),
    build: () =>
      run(...withArgs(tool('vite/bin/vite.js'), ['build', '--logLevel', 'warn']), { cwd: root, output: 'stderr' }),
  };
  return [server, web];
}

const withArgs = ([command, args], more) => [command, [...args, ...more]];

const stampFile = (root, part) => join(root, `dist/.${part.name}-stamp`);

const isFresh = (root, part) =>
  existsSync(join(root, 'dist', part.entry)) &&
  existsSync(stampFile(root, part)) &&
  readFileSync(stampFile(root, part), 'utf8') === part.stamp;

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** The file is made by exactly one of several processes. A lock whose process is gone was left by a kill. */
function tryLock(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  try {
    const pid = Number(readFileSync(lock, 'utf8'));
    const age = Date.now() - statSync(lock).mtimeMs;
    if (age > MAX_BUILD_MS || (pid > 0 && !isAlive(pid))) rmSync(lock, { force: true });
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  return false;
}

async function buildPart(root, part) {
  console.error(`campus-guard: building the ${part.name} …`);
  rmSync(stampFile(root, part), { force: true });
  // tsc's own bookkeeping may claim that files are there which somebody deleted.
  if (!existsSync(join(root, 'dist', part.entry))) rmSync(join(root, 'dist/.tsbuildinfo'), { force: true });
  const code = await part.build();
  if (code !== 0 || !existsSync(join(root, 'dist', part.entry))) {
    console.error(`campus-guard: building the ${part.name} failed with exit code ${code}`);
    return false;
  }
  writeFileSync(stampFile(root, part), part.stamp);
  return true;
}

/**
 * Resolves to true when everything in `dist/` matches the sources. An installation without sources or without the
 * compiler (`npm ci --omit=dev`) runs the `dist/` it came with.
 */
export async function ensureBuilt(root = ROOT) {
  if (!existsSync(join(root, 'gateway/main.ts')) || !existsSync(join(root, 'node_modules/typescript')))
    return existsSync(join(root, 'dist/gateway/main.js'));
  const lock = join(root, 'dist/.build-lock');
  mkdirSync(join(root, 'dist'), { recursive: true });
  for (;;) {
    const stale = parts(root).filter((part) => !isFresh(root, part));
    if (stale.length === 0) return true;
    if (tryLock(lock)) {
      try {
        for (const part of stale) if (!isFresh(root, part) && !(await buildPart(root, part))) return false;
        return true;
      } finally {
        rmSync(lock, { force: true });
      }
    } else await new Promise((resolve) => setTimeout(resolve, 150));
  }
}
