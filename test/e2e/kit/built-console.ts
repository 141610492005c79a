import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';

export interface BuiltConsole {
  readonly dir: string;
  remove(): void;
}

/** Builds the console of this checkout with its own configuration, into a folder of its own. */
export async function buildConsole(): Promise<BuiltConsole> {
  const dir = mkdtempSync(join(tmpdir(), 'campus-guard-console-'));
  await build({
    configFile: new URL('../../../vite.config.ts', import.meta.url).pathname,
    build: { outDir: dir },
    logLevel: 'error',
  });
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}
