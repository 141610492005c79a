/** The linter is awake: planted faults are found, in every room they matter in, and it says how many files it saw. */

import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

const root = fileURLToPath(new URL('../../', import.meta.url));
const report = z.object({
  diagnostics: z.array(z.object({ code: z.string(), filename: z.string() })),
  number_of_files: z.number(),
});

const PROMISE = 'declare function send(): Promise<void>;\n';
const FAULTS: [string, string, string][] = [
  ['no-floating-promises', 'gateway/app/a.ts', `${PROMISE}send();`],
  ['no-floating-promises', 'gateway/app/void-then.ts', `${PROMISE}send().then(() => 1);`],
  ['no-misused-promises', 'gateway/app/b.ts', `${PROMISE}if (send()) process.exitCode = 1;`],
  ['no-misused-promises', 'gateway/app/c.ts', `${PROMISE}[1].forEach(async () => { await send(); });`],
  ['await-thenable', 'gateway/app/d.ts', 'declare function now(): number;\nexport const n = await now();'],
  ['no-explicit-any', 'gateway/app/e.ts', 'export const x = (y: any): unknown => y;'],
  ['no-unsafe-assignment', 'gateway/app/f.ts', "export const x: string = JSON.parse('1');"],
  [
    'switch-exhaustiveness-check',
    'gateway/core/g.ts',
    "export function f(s: 'on' | 'off'): void { switch (s) { case 'on': break; } }",
  ],
  ['no-console', 'gateway/flow/h.ts', "console.log('hello');"],
  ['no-restricted-properties', 'gateway/core/i.ts', 'export const r = (): number => Math.random();'],
  ['no-restricted-globals', 'gateway/core/j.ts', 'export const t = (): number => new Date(0).getTime();'],
  ['no-restricted-properties', 'gateway/flow/k.ts', 'export const t = (): number => Date.now();'],
  ['no-restricted-globals', 'gateway/flow/l.ts', 'setTimeout(() => {}, 1);'],
  ['no-restricted-imports', 'gateway/app/m.ts', "import { world } from '../../test/kit/world.ts';\nexport { world };"],
  ['ban-ts-comment', 'gateway/app/n.ts', '// @ts-ignore\nexport const x = 1;'],
  ['only-throw-error', 'gateway/app/o.ts', "export function f(): void { throw 'text'; }"],
];

describe('oxlint', () => {
  let folder = '';
  let seen: z.infer<typeof report>;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'lint-'));
    for (const name of ['.oxlintrc.json', 'tsconfig.json', 'package.json'])
      copyFileSync(join(root, name), join(folder, name));
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    for (const [, path, source] of FAULTS) {
      mkdirSync(join(folder, dirname(path)), { recursive: true });
      writeFileSync(join(folder, path), `${source}\n`);
    }
    mkdirSync(join(folder, 'test/kit'), { recursive: true });
    writeFileSync(join(folder, 'test/kit/world.ts'), 'export const world = 1;\n');
    const run = spawnSync(process.execPath, [join(root, 'node_modules/oxlint/bin/oxlint'), '--format', 'json'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(run.status, run.stderr).toBe(1);
    seen = report.parse(JSON.parse(run.stdout));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(FAULTS)('finds %s in %s', (rule, path) => {
    const codes = seen.diagnostics.filter((one) => one.filename.endsWith(path)).map((one) => one.code);
    expect(
      codes.some((code) => code.includes(rule)),
      codes.join(', '),
    ).toBe(true);
  });

  it('says how many files it saw', () => {
    expect(seen.number_of_files).toBe(FAULTS.length + 1);
  });

  it('is quiet about a clean file of the core', () => {
    expect(seen.diagnostics.filter((one) => one.filename.endsWith('world.ts'))).toEqual([]);
  });
});
