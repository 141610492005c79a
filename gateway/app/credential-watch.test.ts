import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FakeClock } from '../../test/kit/fake-clock.ts';
import { type Identity, openIdentity } from '../adapters/identity/identity.ts';
import { watchCredentials } from './credential-watch.ts';

let dir = '';
let gateway: Identity;
let commandLine: Identity;
let clock: FakeClock;
let ended: string[];
let stop: () => void;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'credentials-'));
  commandLine = openIdentity(dir);
  for (const device of ['btn-a', 'btn-b', 'btn-c']) commandLine.devices.credential(device);
  gateway = openIdentity(dir, { writes: 'thread' });
  clock = new FakeClock();
  ended = [];
  stop = watchCredentials(gateway.devices, clock, (device) => ended.push(device));
});
afterEach(async () => {
  stop();
  await gateway.close();
  await commandLine.close();
  rmSync(dir, { recursive: true, force: true });
});

test('a connection made with a credential that was replaced or revoked since is ended within seconds', async () => {
  commandLine.devices.rotate('btn-a');
  commandLine.devices.revoke('btn-b');
  await clock.advance(5000);
  expect(ended.toSorted()).toEqual(['btn-a', 'btn-b']);
  await clock.advance(5000);
  expect(ended).toHaveLength(2);
});

test('asking for the same credential again ends nobody’s connection', async () => {
  commandLine.devices.credential('btn-a');
  await clock.advance(5000);
  expect(ended).toEqual([]);
});
