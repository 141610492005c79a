import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Identity, openIdentity } from './identity.ts';
import { Passwords } from './password.ts';
import { CODE_SESSION_MS, SESSION_MS } from './sessions.ts';

const PASSWORD = '一匹马走过操场';
const LONG = `${PASSWORD}-1234`;
let dir = '';
let wall = Date.parse('2026-11-23T10:12:00+08:00');
let steady = 5000;
let identity: Identity;
const opened: Identity[] = [];

const open = (writes: 'direct' | 'thread' = 'direct'): Identity => {
  const one = openIdentity(dir, { writes, passwordCost: 8, now: () => wall, monotonic: () => steady });
  opened.push(one);
  return one;
};
const pass = (byMs: number): void => {
  wall += byMs;
  steady += byMs;
};

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'accounts-'));
  identity = open();
});
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
  rmSync(dir, { recursive: true, force: true });
});

async function withPassword(person: string): Promise<string> {
  await identity.accounts.addUser(person, 'security');
  await identity.accounts.setPassword(person, LONG);
  return session(await identity.accounts.signIn(person, LONG));
}

function session(result: Awaited<ReturnType<Identity['accounts']['signIn']>>): string {
  if (!result.ok) throw new Error('expected to be signed in');
  return result.session;
}

describe('the first administrator', () => {
  test('gets a one-time code, printed and in a private file; there is no default password', async () => {
    const admin = await identity.ensureAdmin();
    expect(admin?.code).toMatch(/^([0-9A-HJKMNP-TV-Z]{5}-){3}[0-9A-HJKMNP-TV-Z]{5}$/);
    const file = join(dir, 'admin-code.txt');
    expect(admin?.file).toBe(file);
    expect(readFileSync(file, 'utf8').trim()).toBe(admin?.code);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    for (const guess of ['admin', 'password', '', 'campus-guard']) {
      expect(await identity.accounts.signIn('admin', guess)).toEqual({ ok: false });
    }
  });

  test('an unused code stays the same at the next start; a used one without a password makes a new one', async () => {
    const first = await identity.ensureAdmin();
    expect((await open().ensureAdmin())?.code).toBe(first?.code);
    expect(await identity.accounts.signIn('admin', first?.code ?? '')).toMatchObject({ ok: true });
    const second = await identity.ensureAdmin();
    expect(second?.code).not.toBe(first?.code);
    expect(await identity.accounts.signIn('admin', second?.code ?? '')).toMatchObject({ ok: true });
  });

  test('once a password is set the file is gone and no further code is made', async () => {
    const admin = await identity.ensureAdmin();
    await identity.accounts.signIn('admin', admin?.code ?? '');
    await identity.accounts.setPassword('admin', LONG);
    expect(existsSync(join(dir, 'admin-code.txt'))).toBe(false);
    expect(await identity.ensureAdmin()).toBeNull();
    expect(await identity.accounts.signIn('admin', LONG)).toMatchObject({
      ok: true,
      principal: { mustSetPassword: false },
    });
  });
});

describe('a one-time code', () => {
  test('signs in once, however it is typed, and asks for a password', async () => {
    const code = await identity.accounts.addUser('li.jianguo', 'security');
    const typed = ` ${code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')}`;
    const result = await identity.accounts.signIn('li.jianguo', typed);
    expect(result).toMatchObject({
      ok: true,
      principal: { person: 'li.jianguo', role: 'security', mustSetPassword: true },
    });
    expect(await identity.accounts.signIn('li.jianguo', code)).toEqual({ ok: false });
    expect(await open().accounts.signIn('li.jianguo', code)).toEqual({ ok: false });
  });

  test('tried twice in the same moment it signs in once', async () => {
    const code = await identity.accounts.addUser('li.jianguo', 'security');
    const both = await Promise.all([1, 2].map(() => identity.accounts.signIn('li.jianguo', code)));
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
  });

  test('its session ends after an hour unless a password is set', async () => {
    const code = await identity.accounts.addUser('li.jianguo', 'security');
    const held = session(await identity.accounts.signIn('li.jianguo', code));
    pass(CODE_SESSION_MS - 1000);
    expect(identity.accounts.bySession(held)).not.toBeNull();
    pass(2000);
    expect(identity.accounts.bySession(held)).toBeNull();
  });
});

describe('a session', () => {
  test('slides for twelve hours and then ends', async () => {
    const held = await withPassword('li.jianguo');
    for (let shift = 0; shift < 3; shift += 1) {
      pass(SESSION_MS - 60_000);
      expect(identity.accounts.bySession(held)).toMatchObject({ person: 'li.jianguo', via: 'session' });
    }
    pass(SESSION_MS + 1);
    expect(identity.accounts.bySession(held)).toBeNull();
  });

  test('outlives a restart of the gateway', async () => {
    const held = await withPassword('li.jianguo');
    expect(open().accounts.bySession(held)).toMatchObject({ person: 'li.jianguo' });
  });

  test('a clock that steps by a year signs nobody out', async () => {
    const held = await withPassword('li.jianguo');
    wall += 365 * 86_400_000;
    expect(identity.accounts.bySession(held)).not.toBeNull();
    wall -= 730 * 86_400_000;
    expect(identity.accounts.bySession(held)).not.toBeNull();
  });

  test('ends with sign-out, here and in the file', async () => {
    const held = await withPassword('li.jianguo');
    identity.accounts.signOut(held);
    expect(identity.accounts.bySession(held)).toBeNull();
    expect(open().accounts.bySession(held)).toBeNull();
  });

  test('ends when the password is set anew, and when the command line resets the account', async () => {
    const first = await withPassword('li.jianguo');
    await identity.accounts.setPassword('li.jianguo', `${LONG}!`);
    expect(identity.accounts.bySession(first)).toBeNull();
    const second = session(await identity.accounts.signIn('li.jianguo', `${LONG}!`));
    await open().accounts.addUser('li.jianguo', 'security');
    expect(identity.accounts.bySession(second)).toBeNull();
    expect(await identity.accounts.signIn('li.jianguo', `${LONG}!`)).toEqual({ ok: false });
  });

  test('follows a change of role at once', async () => {
    const held = await withPassword('li.jianguo');
    const db = new Database(join(dir, 'identity.db'));
    db.exec("UPDATE revision SET n = n + 1; UPDATE account SET role = 'auditor', rev = (SELECT n FROM revision)");
    db.close();
    expect(identity.accounts.bySession(held)).toMatchObject({ role: 'auditor' });
  });

  test('is stored as a keyed hash only', async () => {
    const held = await withPassword('li.jianguo');
    const token = identity.accounts.createToken('li.jianguo', 'security');
    for (const name of ['identity.db', 'identity.db-wal']) {
      const bytes = readFileSync(join(dir, name));
      for (const secret of [held, token, LONG]) expect(bytes.includes(secret)).toBe(false);
    }
  });
});

describe('passwords', () => {
  test('the wrong one, or an unknown user, is refused alike and costs the same work', async () => {
    await withPassword('li.jianguo');
    const work = async (user: string): Promise<number> => {
      const before = process.cpuUsage();
      for (let n = 0; n < 5; n += 1)
        expect(await identity.accounts.signIn(user, 'wrong password')).toEqual({ ok: false });
      const { user: cpu, system } = process.cpuUsage(before);
      return cpu + system;
    };
    const [known, unknown] = [await work('li.jianguo'), await work('nobody')];
    expect(unknown / known).toBeGreaterThan(0.2);
  });

  test('short ones are refused', async () => {
    await identity.accounts.addUser('li.jianguo', 'security');
    await expect(identity.accounts.setPassword('li.jianguo', '123456789')).rejects.toMatchObject({
      code: 'weak-password',
    });
  });

  test('a burst of guesses is refused instead of queueing without end', async () => {
    const passwords = new Passwords(8);
    const burst = await Promise.allSettled(Array.from({ length: 40 }, () => passwords.verify('guess', null)));
    expect(burst.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(0);
    expect(await passwords.verify('guess', null)).toBe(false);
  });

  test('the same password looks different in the file each time', async () => {
    const passwords = new Passwords(8);
    const [a, b] = [await passwords.hash(LONG), await passwords.hash(LONG)];
    expect(a).not.toBe(b);
    expect(await passwords.verify(LONG, a)).toBe(true);
    expect(await passwords.verify(`${LONG} `, a)).toBe(false);
  });
});

describe('bearer tokens', () => {
  test('work at once in a running gateway, and no longer once revoked', async () => {
    const command = open();
    const token = command.accounts.createToken('he.xin', 'admin');
    expect(token).toMatch(/^cg_[A-Za-z0-9_-]{43}$/);
    expect(identity.accounts.byToken(token)).toEqual({
      person: 'he.xin',
      role: 'admin',
      mustSetPassword: false,
      via: 'token',
    });
    expect(identity.accounts.byToken(`${token}x`)).toBeNull();
    expect(command.accounts.revokeToken(token)).toBe(true);
    expect(identity.accounts.byToken(token)).toBeNull();
    expect(command.accounts.revokeToken(token)).toBe(false);
  });

  test('can be revoked by name, or all of a person at once', () => {
    const [a, b, c] = [1, 2, 3].map(() => identity.accounts.createToken('he.xin', 'admin'));
    const [first] = identity.accounts.tokens();
    expect(identity.accounts.revokeToken(first?.name ?? '')).toBe(true);
    expect(identity.accounts.revokeTokensOf('he.xin')).toBe(2);
    for (const token of [a, b, c]) expect(identity.accounts.byToken(token ?? '')).toBeNull();
  });
});

describe('somebody who leaves the school', () => {
  test('is out at once: password, sessions and tokens, in the running gateway too', async () => {
    const held = await withPassword('wang.qiang');
    const token = identity.accounts.createToken('wang.qiang', 'security');
    const command = open();
    expect(await command.accounts.removeUser('wang.qiang')).toBe(true);
    expect(await command.accounts.removeUser('wang.qiang')).toBe(false);
    expect(identity.accounts.bySession(held)).toBeNull();
    expect(identity.accounts.byToken(token)).toBeNull();
    expect(await identity.accounts.signIn('wang.qiang', LONG)).toEqual({ ok: false });
    expect(identity.accounts.users()).toEqual([]);
  });

  test('and was just signing in, is not let in', async () => {
    await withPassword('wang.qiang');
    const entering = identity.accounts.signIn('wang.qiang', LONG);
    await identity.accounts.removeUser('wang.qiang');
    expect(await entering).toEqual({ ok: false });
  });

  test('may come back with a new code', async () => {
    await withPassword('wang.qiang');
    await identity.accounts.removeUser('wang.qiang');
    const code = await identity.accounts.addUser('wang.qiang', 'duty');
    expect(await identity.accounts.signIn('wang.qiang', code)).toMatchObject({ ok: true, principal: { role: 'duty' } });
  });
});

describe('beside a running gateway', () => {
  test('what its writing thread did, another process sees; and the other way round', async () => {
    const gateway = open('thread');
    const code = await identity.accounts.addUser('liu.yang', 'duty');
    const held = session(await gateway.accounts.signIn('liu.yang', code));
    expect(identity.accounts.bySession(held)).toMatchObject({ person: 'liu.yang', mustSetPassword: true });
    await gateway.accounts.setPassword('liu.yang', LONG);
    expect(await identity.accounts.signIn('liu.yang', LONG)).toMatchObject({ ok: true });
  });

  test('promise 3: nothing can be written, and a guard signs in and acts all the same', async () => {
    await withPassword('li.jianguo');
    const faults: unknown[] = [];
    const gateway = openIdentity(dir, { passwordCost: 8, onFault: (error) => faults.push(error) });
    const lock = new Database(join(dir, 'identity.db'));
    lock.exec('PRAGMA query_only = 0; DROP TABLE session');
    const held = session(await gateway.accounts.signIn('li.jianguo', LONG));
    expect(gateway.accounts.bySession(held)).toMatchObject({ person: 'li.jianguo' });
    expect(faults.length).toBeGreaterThan(0);
    lock.close();
    await gateway.close();
  });

  test('a file of an older version is brought up to date, with everybody in it', async () => {
    await withPassword('li.jianguo');
    const db = new Database(join(dir, 'identity.db'));
    db.exec('ALTER TABLE account DROP COLUMN removed; PRAGMA user_version = 1');
    db.close();
    expect(await open().accounts.signIn('li.jianguo', LONG)).toMatchObject({ ok: true });
  });

  test('a file of a newer version is not touched', () => {
    const db = new Database(join(dir, 'identity.db'));
    db.pragma('user_version = 99');
    db.close();
    expect(() => openIdentity(dir)).toThrow(expect.objectContaining({ code: 'newer-schema' }));
  });
});
