/** The thread of `loadConfigAside`: one folder, one answer. */

import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { loadConfig } from './load.ts';

const task = z.object({ dir: z.string(), env: z.record(z.string(), z.string().optional()) }).parse(workerData);

parentPort?.postMessage(loadConfig(task.dir, task.env));
