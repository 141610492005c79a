/**
 * The broker alone in a process of its own, so that its memory can be read: keeps every event at once. First argument: its
 * limits as JSON. Prints its port as a line of JSON, and answers each line on stdin with one (resident bytes, counters).
 */

import { createInterface } from 'node:readline';
import { startBroker } from '../../../gateway/adapters/aedes/broker.ts';
import { schoolIdentity } from './watched-flow.ts';

const limits: unknown = JSON.parse(process.argv[2] ?? '{}');

async function main(): Promise<void> {
  const options = {
    host: '127.0.0.1',
    mqttPort: 0,
    ...(typeof limits === 'object' && limits !== null ? { limits } : {}),
  };
  const broker = await startBroker(options, schoolIdentity, {
    event: (_inbound, acknowledge) => acknowledge('keep'),
    alive: () => undefined,
    connected: () => undefined,
    disconnected: () => undefined,
    listening: () => undefined,
    refused: () => undefined,
  });
  const say = (what: Record<string, number>): void => void process.stdout.write(`${JSON.stringify(what)}\n`);
  say({ port: broker.mqttPort });
  createInterface({ input: process.stdin })
    .on('line', () => say({ rss: process.memoryUsage().rss, ...broker.counters() }))
    .on('close', () => process.exit(0));
}

void main();
