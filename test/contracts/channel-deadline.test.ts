/** The port's promise as shipped: a far side that takes the connection and says nothing costs 5 s, on all channels at once. */

import { afterEach, beforeEach, expect, it } from 'vitest';
import { createChannel } from '../../gateway/adapters/channels/create.ts';
import { deps, parse } from '../kit/channel-setup.ts';
import { type FaultyServer, startFaultyServer } from '../kit/faulty-server.ts';
import { delivery } from './channel.ts';

let hole: FaultyServer;
beforeEach(async () => {
  hole = await startFaultyServer();
});
afterEach(() => hole.close());

it('every channel gives up after 5 seconds, side by side, and leaves no socket behind', async () => {
  const url = `http://127.0.0.1:${hole.port}`;
  const smtp = { type: 'smtp', host: '127.0.0.1', port: hole.port, from: 'alarm@furong.example' };
  const channels = [
    parse({ type: 'webhook', url }),
    parse({ type: 'wecom', url, key: 'k' }),
    parse({ type: 'dingtalk', url, token: 't', secret: 's' }),
    parse({ type: 'feishu', url, hook: 'h' }),
    parse({ type: 'ntfy', url, topic: 'alarm' }),
    parse(smtp),
    parse({ type: 'exec', command: '/bin/sleep', args: ['60'] }),
  ].map((config) => createChannel(config, deps()));
  const started = performance.now();
  const results = await Promise.all(channels.map((channel) => channel.send(delivery('zhou@furong.example'))));
  const tookMs = performance.now() - started;
  expect(results.map((result) => (result.ok ? 'ok' : result.code))).toEqual(channels.map(() => 'timeout'));
  expect(tookMs).toBeGreaterThan(4_950);
  expect(tookMs).toBeLessThan(7_500);
  await hole.allClosed();
});
