/** Promise 3 at a start: whatever the disk does, the buttons and people known before are let in. */

import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Identity, openIdentity } from './identity.ts';

const PASSWORD = '梧桐树下的操场 2026';
let dir = '';
let button = '';
let token = '';
const opened: Identity[] = [];
const faults: unknown[] = [];

const start = (): Identity => {
  const gateway = openIdentity(dir, { writes: 'thread', passwordCost: 6, onFault: (error) => faults.push(error) });
  opened.push(gateway);
  return gateway;
};

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'identity-broken-'));
  faults.length = 0;
  const command = openIdentity(dir, { passwordCost: 6 });
  button = command.devices.credential('btn-bike-shed').password;
  token = command.accounts.createToken('he.xin', 'admin');
  await command.accounts.addUser('li.jianguo', 'security');
  await command.accounts.setPassword('li.jianguo', PASSWORD);
  await command.close();
});
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
  rmSync(dir, { recursive: true, force: true });
});

/** SQLite cannot make its write-ahead log: as on a full or read-only disk. */
const blockWal = (): void => {
  mkdirSync(join(dir, 'identity.db-wal', 'in-the-way'), { recursive: true });
};

describe('a gateway that starts on a disk that takes nothing', () => {
  test('lets the buttons in, and a guard signs in; the fault is reported', async () => {
    blockWal();
    const gateway = start();
    expect(gateway.onDisk).toBe(false);
    expect(faults).toHaveLength(1);
    expect(gateway.devices.verifySecret('btn-bike-shed', button)).toBe(true);
    expect(gateway.devices.verifySecret('btn-bike-shed', 'guess')).toBe(false);
    expect(gateway.accounts.byToken(token)).toMatchObject({ person: 'he.xin' });
    const result = await gateway.accounts.signIn('li.jianguo', PASSWORD);
    expect(result.ok && gateway.accounts.bySession(result.session)).toMatchObject({ person: 'li.jianguo' });
    expect(await gateway.ensureAdmin()).toBeNull();
    const change = gateway.accounts.setPassword('li.jianguo', 'a password nobody stored');
    await expect(change).rejects.toMatchObject({ code: 'storage' });
  });

  test('does not touch the file: the next start on a good disk finds everything', async () => {
    const before = readFileSync(join(dir, 'identity.db'));
    blockWal();
    await start().accounts.signIn('li.jianguo', PASSWORD);
    expect(readFileSync(join(dir, 'identity.db'))).toEqual(before);
    rmSync(join(dir, 'identity.db-wal'), { recursive: true });
    const again = start();
    expect(again.onDisk).toBe(true);
    expect(again.devices.verifySecret('btn-bike-shed', button)).toBe(true);
  });

  test('a command refuses instead: it must not print what was not stored', () => {
    blockWal();
    expect(() => openIdentity(dir)).toThrow(expect.objectContaining({ code: expect.stringMatching(/^SQLITE/) }));
  });
});

describe('a broken identity file', () => {
  const garbage = Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(8000, 7)]);
  const keptAside = (): readonly Buffer[] =>
    readdirSync(dir)
      .filter((name) => /^identity\.corrupt-\w+\.db$/.test(name))
      .map((name) => readFileSync(join(dir, name)));

  test('is kept for inspection, its spare lets the same buttons in, and the fault is reported', () => {
    writeFileSync(join(dir, 'identity.db'), garbage);
    const gateway = start();
    expect(gateway.onDisk).toBe(true);
    expect(faults).toHaveLength(1);
    expect(gateway.devices.verifySecret('btn-bike-shed', button)).toBe(true);
    expect(gateway.devices.verifySecret('btn-bike-shed', 'guess')).toBe(false);
    expect(keptAside()).toEqual([garbage]);
  });

  test('without a spare the gateway starts all the same, lets nobody in by mistake, and says so', () => {
    writeFileSync(join(dir, 'identity.db'), garbage);
    rmSync(join(dir, 'identity.spare.db'), { force: true });
    const gateway = start();
    expect(faults).toHaveLength(1);
    expect(gateway.devices.verifySecret('btn-bike-shed', button)).toBe(false);
    expect(keptAside()).toEqual([garbage]);
  });
});
