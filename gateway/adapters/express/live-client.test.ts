import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { LiveClient } from './live-client.ts';

const limits = { maxQueuedBytes: 1000, stallMs: 1000 };

test('an event after the line was ended goes nowhere: unheard, its error would end the whole gateway', async () => {
  // No socket takes anything: as with a reader that stands still while its session is revoked.
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  const errors: unknown[] = [];
  response.on('error', (error) => errors.push(error));
  const client = new LiveClient(
    response,
    'liu.yang',
    () => false,
    limits,
    () => undefined,
  );
  client.begin(['data: state\n\n']);
  client.end();
  client.send('data: late\n\n');
  client.begin(['data: later\n\n']);
  await turn();
  expect(errors).toEqual([]);
});
