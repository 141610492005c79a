import { execFile } from 'node:child_process';
import * as crypto from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Identity, openIdentity } from './identity.ts';

vi.mock('node:crypto', async (original) => {
  const real = await original<typeof crypto>();
  return { ...real, timingSafeEqual: vi.fn(real.timingSafeEqual) };
});

const CHILD = fileURLToPath(new URL('../../../test/kit/identity-child.ts', import.meta.url));
const inAnotherProcess = async (dataDir: string, device: string): Promise<string> => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', CHILD, dataDir, device]);
  return stdout.trim();
};

let dir = '';
let gateway: Identity;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'identity-'));
  gateway = openIdentity(dir, { writes: 'thread' });
});
afterEach(async () => {
  await gateway.close();
  rmSync(dir, { recursive: true, force: true });
});

describe('a device’s credential', () => {
  test('is the same on every call, and differs from device to device', () => {
    const one = gateway.devices.credential('btn-jx3-toilet-west');
    expect(one).toMatchObject({ clientId: 'btn-jx3-toilet-west', username: 'btn-jx3-toilet-west' });
    expect(gateway.devices.credential('btn-jx3-toilet-west')).toEqual(one);
    expect(gateway.devices.credential('btn-bike-shed').password).not.toBe(one.password);
    expect(Buffer.from(one.password, 'base64url').length * 8).toBeGreaterThanOrEqual(128);
  });

  test('opens its own door only', () => {
    const west = gateway.devices.credential('btn-jx3-toilet-west');
    gateway.devices.credential('btn-bike-shed');
    expect(gateway.devices.verifySecret('btn-jx3-toilet-west', west.password)).toBe(true);
    expect(gateway.devices.verifySecret('btn-bike-shed', west.password)).toBe(false);
    expect(gateway.devices.verifySecret('btn-unheard-of', west.password)).toBe(false);
    expect(gateway.devices.verifySecret('btn-jx3-toilet-west', '')).toBe(false);
  });

  test('made by the command line while the gateway runs, it works at the next connect; so do rotate and revoke', async () => {
    const command = openIdentity(dir);
    expect(gateway.devices.verifySecret('btn-new', 'x')).toBe(false);
    const made = command.devices.credential('btn-new');
    expect(gateway.devices.verifySecret('btn-new', made.password)).toBe(true);
    const rotated = command.devices.rotate('btn-new');
    expect(gateway.devices.verifySecret('btn-new', made.password)).toBe(false);
    expect(gateway.devices.verifySecret('btn-new', rotated.password)).toBe(true);
    command.devices.revoke('btn-new');
    expect(gateway.devices.verifySecret('btn-new', rotated.password)).toBe(false);
    expect(() => command.devices.credential('btn-new')).toThrow(expect.objectContaining({ code: 'device-revoked' }));
    await command.close();
  });

  test('three processes that ask first, at once, print one password', async () => {
    const fresh = mkdtempSync(join(tmpdir(), 'identity-race-'));
    const printed = await Promise.all([1, 2, 3].map(() => inAnotherProcess(fresh, 'btn-bike-shed')));
    expect(new Set(printed).size).toBe(1);
    const late = openIdentity(fresh);
    expect(late.devices.verifySecret('btn-bike-shed', printed[0] ?? '')).toBe(true);
    await late.close();
    rmSync(fresh, { recursive: true, force: true });
  });

  test('certificates: an id is known once certified, and no longer once revoked', () => {
    gateway.devices.credential('btn-bike-shed');
    expect(gateway.devices.knows('btn-bike-shed')).toBe(false);
    gateway.devices.certify('btn-bike-shed');
    expect(gateway.devices.knows('btn-bike-shed')).toBe(true);
    gateway.devices.revoke('btn-bike-shed');
    expect(gateway.devices.knows('btn-bike-shed')).toBe(false);
    gateway.devices.rotate('btn-bike-shed');
    expect(gateway.devices.knows('btn-bike-shed')).toBe(false);
  });

  test.each(['', 'UPPER', '-dash', 'a'.repeat(65), 'a/b', 'a+', '#'])('%j is no device id', (id) => {
    expect(() => gateway.devices.credential(id)).toThrow(expect.objectContaining({ code: 'bad-device-id' }));
  });
});

describe('the identity file', () => {
  test('holds no password in clear, and is private', async () => {
    const { password } = gateway.devices.credential('btn-bike-shed');
    for (const name of readdirSync(dir).filter((one) => one.startsWith('identity.db'))) {
      expect(statSync(join(dir, name)).mode & 0o077).toBe(0);
      const bytes = readFileSync(join(dir, name));
      expect(bytes.includes(password)).toBe(false);
      expect(bytes.includes(Buffer.from(password, 'base64url'))).toBe(false);
    }
  });

  test('secrets are compared in constant time, also for a device that does not exist', () => {
    const compare = vi.mocked(crypto.timingSafeEqual);
    gateway.devices.credential('btn-bike-shed');
    compare.mockClear();
    gateway.devices.verifySecret('btn-bike-shed', 'guess');
    expect(compare).toHaveBeenCalledTimes(1);
    gateway.devices.verifySecret('btn-unheard-of', 'guess');
    expect(compare).toHaveBeenCalledTimes(2);
  });

  test('promise 3: the disk fails, and buttons still get in', async () => {
    const faults: unknown[] = [];
    const { password } = gateway.devices.credential('btn-bike-shed');
    const other = openIdentity(dir, { onFault: (error) => faults.push(error) });
    expect(other.devices.verifySecret('btn-bike-shed', password)).toBe(true);
    await other.close();
    expect(other.devices.verifySecret('btn-bike-shed', password)).toBe(true);
    expect(other.devices.verifySecret('btn-bike-shed', 'guess')).toBe(false);
    expect(faults).toHaveLength(1);
  });

  test('a storm of 5,000 devices costs little CPU', () => {
    const { password } = gateway.devices.credential('btn-bike-shed');
    const before = process.cpuUsage();
    for (let n = 0; n < 5000; n += 1) gateway.devices.verifySecret('btn-bike-shed', password);
    const { user, system } = process.cpuUsage(before);
    // Measured 7 µs each; a slow password hash would take minutes for all of them.
    expect((user + system) / 5000).toBeLessThan(100);
  });
});
