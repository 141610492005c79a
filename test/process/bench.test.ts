/** The benchmark runs: not how quick we are, but that the program which says so still works. */

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { z } from 'zod';

const BENCH = fileURLToPath(new URL('../../scripts/bench.mjs', import.meta.url));

const report = z.object({
  quick: z.literal(true),
  scenarios: z.array(
    z.object({
      id: z.string(),
      lines: z.array(z.object({ label: z.string(), median: z.number(), met: z.boolean().nullable() })),
      figures: z.array(z.record(z.string(), z.number())),
    }),
  ),
});

function bench(
  ...args: string[]
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [BENCH, ...args], (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? -1), stdout, stderr });
    });
  });
}

test('a small run: events are acknowledged, every press rings, each row has its figure', async () => {
  const { code, stdout, stderr } = await bench('--quick', '--json', '--only', 'throughput,burst,rules,profiles');
  expect(code, stderr).toBe(0);
  const { scenarios } = report.parse(JSON.parse(stdout));
  expect(scenarios.map(({ id }) => id)).toEqual(['throughput', 'burst', 'rules', 'profiles']);
  for (const { lines } of scenarios) for (const { median } of lines) expect(median).toBeGreaterThanOrEqual(0);
  const [throughput, burst] = scenarios.map(({ figures }) => figures[0]);
  expect(throughput?.['gateway.rate']).toBeGreaterThan(0);
  expect(throughput?.['aedes.rate']).toBeGreaterThan(0);
  expect(burst?.['lost']).toBe(0);
});

test('an unknown scenario is named, with those there are', async () => {
  const { code, stderr } = await bench('--only', 'speed');
  expect(code, stderr).toBe(2);
  expect(stderr).toContain('no scenario speed; there are throughput,');
});
