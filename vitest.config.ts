import { configDefaults, defineConfig } from 'vitest/config';

/** Suites that start real processes, brokers or browsers: one file at a time, after all others, so that they get the CPU they measure. */
const PROCESS = ['test/{conformance,e2e,faults,process}/**/*.test.ts'];

const shared = { testTimeout: 20_000, hookTimeout: 60_000, maxWorkers: 2 };

export default defineConfig({
  test: {
    ...shared,
    projects: [
      {
        test: {
          ...shared,
          name: 'quick',
          include: ['gateway/**/*.test.{ts,tsx}', '{firmware-bridge,dashboards,test}/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...PROCESS],
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...shared,
          name: 'process',
          include: PROCESS,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
