/** The thread of the configuration desk: one question, one answer. */

import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { setupBody } from '../../contract/setup-api.ts';
import { editSetup, readSetup } from './edit/config-desk.ts';

const task = z
  .discriminatedUnion('what', [
    z.object({ what: z.literal('read'), dir: z.string() }),
    z.object({
      what: z.literal('edit'),
      dir: z.string(),
      env: z.record(z.string(), z.string().optional()),
      change: setupBody,
      stamp: z.string(),
    }),
  ])
  .parse(workerData);

parentPort?.postMessage(
  task.what === 'read' ? readSetup(task.dir) : editSetup(task.dir, task.env, task.change, task.stamp),
);
