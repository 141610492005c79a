/** Import direction. Every gate says how much it saw, and is proved with planted faults. */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readSources } from './edges.ts';
import { inspect, ROOM_NAMES } from './rooms.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const sources = readSources(root, ['gateway', 'firmware-bridge', 'dashboards']);

/** The real house plus one planted file. */
const withFault = (path: string, source: string): readonly string[] =>
  inspect(new Map([...sources, [path, source]])).faults;

describe('the rooms of the house', () => {
  it('import only whom docs/ARCHITECTURE.md allows, in no circle', () => {
    const report = inspect(sources);
    expect(report.faults).toEqual([]);
    expect(report.files).toBeGreaterThan(14);
    expect(report.edges).toBeGreaterThan(20);
    console.log(`architecture: ${report.files} files, ${report.edges} import edges seen`);
  });

  it('are all written down in docs/ARCHITECTURE.md', () => {
    const text = readFileSync(`${root}docs/ARCHITECTURE.md`, 'utf8');
    expect(ROOM_NAMES.filter((name) => !text.includes(`\`${name}`))).toEqual([]);
    expect(text).toContain('`gateway/adapters/');
  });
});

describe('a planted fault is found:', () => {
  const faults: [string, string, string, RegExp][] = [
    ['core reads the clock', 'gateway/core/x.ts', 'export const now = () => Date.now();', /uses Date/],
    ['core makes a date', 'gateway/core/x.ts', 'export const d = new Date(0);', /uses Date/],
    ['core starts a timer', 'gateway/core/x.ts', 'setTimeout(() => {}, 1);', /uses setTimeout/],
    ['core throws dice', 'gateway/core/x.ts', 'export const r = Math.random();', /uses Math\.random/],
    ['core opens a file', 'gateway/core/x.ts', "import 'node:fs';", /imports node:fs/],
    [
      'core takes a vendor',
      'gateway/core/x.ts',
      "import { z } from 'zod'; export const s = z.string();",
      /imports zod/,
    ],
    [
      'core looks at a port',
      'gateway/core/x.ts',
      "import type { Clock } from '../ports/clock.ts'; export type C = Clock;",
      /may not import gateway\/ports/,
    ],
    [
      'an inline type import counts',
      'gateway/core/x.ts',
      "export type C = import('../ports/clock.ts').Clock;",
      /may not import gateway\/ports/,
    ],
    ['flow takes a vendor', 'gateway/flow/x.ts', "import 'mqtt';", /imports mqtt/],
    ['flow reads the clock', 'gateway/flow/x.ts', 'export const now = () => Date.now();', /uses Date\.now/],
    [
      'flow imports an adapter',
      'gateway/flow/x.ts',
      "await import('../adapters/a/x.ts');",
      /may not import gateway\/adapters\/a/,
    ],
    [
      'an adapter imports another',
      'gateway/adapters/a/x.ts',
      "export * from '../b/y.ts';",
      /may not import gateway\/adapters\/b/,
    ],
    [
      'a worker of another adapter',
      'gateway/adapters/a/x.ts',
      "new URL('../b/w.ts', import.meta.url);",
      /may not import gateway\/adapters\/b/,
    ],
    [
      'an adapter imports app',
      'gateway/adapters/a/x.ts',
      "import '../../app/compose.ts';",
      /may not import gateway\/app/,
    ],
    ['main skips app', 'gateway/main.ts', "import './flow/x.ts';", /may not import gateway\/flow/],
    [
      'the console uses node',
      'gateway/console/x.tsx',
      "import 'node:fs'; export const X = () => <b />;",
      /imports node:fs/,
    ],
    [
      'the simulator looks inside',
      'gateway/simulator/x.ts',
      "import '../flow/intake.ts';",
      /may not import gateway\/flow/,
    ],
    ['production imports a test kit', 'gateway/app/x.ts', "import '../../test/kit/world.ts';", /imports a test/],
    ['a room nobody knows', 'gateway/utils/x.ts', "import 'node:fs';", /in no room/],
    ['an import of nothing', 'gateway/core/x.ts', "import './never-written.ts';", /is not there/],
  ];
  it.each(faults)('%s', (_story, path, source, says) => {
    expect(withFault(path, source).filter((fault) => says.test(fault))).not.toEqual([]);
  });

  it('two files in a circle', () => {
    const circle = inspect(
      new Map([
        ['gateway/core/a.ts', "import './b.ts';"],
        ['gateway/core/b.ts', "export * from './a.ts';"],
      ]),
    );
    expect(circle.faults).toEqual(['files in a circle: gateway/core/a.ts ▸ gateway/core/b.ts ▸ gateway/core/a.ts']);
  });

  it('two rooms in a circle, through types alone', () => {
    const circle = inspect(
      new Map([
        ['gateway/ports/a.ts', "import type { B } from '../contract/b.ts'; export type A = B;"],
        ['gateway/contract/b.ts', "import type { A } from '../ports/a.ts'; export type B = A;"],
      ]),
    );
    expect(circle.faults.filter((fault) => fault.startsWith('rooms in a circle'))).toHaveLength(1);
  });

  it('a file that does not parse is an error, not a pass', () => {
    expect(() => inspect(new Map([['gateway/core/x.ts', 'export const = 1']]))).toThrow(/does not parse/);
  });

  it('a word in a comment, a string or a property name is no fault', () => {
    const source =
      "// Date.now\nexport const note = { process: 'Math.random', Date: 1 };\nexport const p = note.process;";
    expect(inspect(new Map([['gateway/core/x.ts', source]])).faults).toEqual([]);
  });
});
