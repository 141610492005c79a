/** CONTRACT.md, "Start", as a stranger would hold the command line to it. */

import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AlarmedSchool } from '../kit/alarmed-school.ts';

let school: AlarmedSchool;

beforeAll(async () => {
  school = await AlarmedSchool.open();
});
afterAll(() => school.close());

const VERBS = [
  ['start'],
  ['check'],
  ['simulate'],
  ['device'],
  ['device', 'list'],
  ['device', 'credential'],
  ['user'],
  ['user', 'add'],
  ['token'],
  ['token', 'create'],
  ['verify'],
  ['export'],
  ['export', 'ledger'],
  ['doctor'],
  ['backup'],
  ['backup', 'create'],
  ['backup', 'restore'],
] as const;

const lines = (text: string): readonly string[] => text.split('\n').filter((line) => line !== '');

describe('every verb', () => {
  it('answers to --help on stdout with exit code 0, naming --config and --data where it does something', async () => {
    for (const verb of VERBS) {
      const { code, stdout, stderr } = await school.gateway.bareCli(...verb, '--help');
      expect({ verb, code, stderr }).toEqual({ verb, code: 0, stderr: '' });
      const does = verb.length === 2 || !['device', 'user', 'token', 'export', 'backup'].includes(verb[0]);
      if (does) for (const option of ['--config', '--data']) expect(`${verb.join(' ')}: ${stdout}`).toContain(option);
    }
  }, 60_000);

  it.each([
    ['an unknown verb', ['frobnicate']],
    ['an unknown option', ['check', '--frobnicate']],
    ['no verb of `device`', ['device', 'frobnicate']],
    ['a device id too few', ['device', 'credential']],
    ['a role too few', ['user', 'add', 'ma-jun']],
    ['a role that is none', ['user', 'add', 'ma-jun', '--role', 'king']],
    ['a token for nobody', ['token', 'create', '--role', 'duty']],
    ['a format that is none', ['export', 'ledger', '--format', 'pdf']],
    ['a port that is none', ['start', '--mqtt-port', '70000']],
    ['a scenario that is none', ['simulate', '--url', 'mqtt://127.0.0.1:1', '--scenario', 'frobnicate']],
    ['a day that is none', ['export', 'ledger', '--format', 'csv', '--from', 'yesterday']],
  ])('%s is bad usage: exit code 2 and one line on stderr', async (_, args) => {
    const { code, stdout, stderr } = await school.gateway.bareCli(...args);
    expect({ code, stdout, lines: lines(stderr).length }).toEqual({ code: 2, stdout: '', lines: 1 });
  });

  it.each([
    ['a device that is not there', ['device', 'credential', 'btn-nowhere']],
    ['a folder that is none', ['verify', '/nowhere/at/all']],
    ['a backup that is none', ['backup', 'restore', '/nowhere/at/all.tar']],
  ])('%s is found wrong: exit code 1 and one line on stderr', async (_, args) => {
    const { code, stderr } = await school.gateway.cli(...args);
    expect({ code, lines: lines(stderr).length }).toEqual({ code: 1, lines: 1 });
  });
});

describe('beside the running gateway', () => {
  it('devices, users, tokens', async () => {
    const list = await school.gateway.cli('device', 'list', '--json');
    expect(JSON.parse(list.stdout)).toHaveLength(40);
    const user = await school.gateway.cli('user', 'add', 'ma-jun', '--role', 'duty', '--json');
    const { user: name, code } = JSON.parse(user.stdout);
    const signedIn = await fetch(`${school.gateway.url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ user: name, password: code }),
    });
    expect(signedIn.status).toBe(200);
    expect(signedIn.headers.get('set-cookie')).toMatch(/HttpOnly/i);
    expect(signedIn.headers.get('set-cookie')).toMatch(/SameSite=Strict/i);
  });

  it('exports csv, xlsx and jsonl, whole or of some days; verifies folder and file', async () => {
    const button = await school.device('btn-canteen');
    const seq = button.press();
    await button.receipt(seq, 'recorded');
    const out = join(school.gateway.home, 'ledger.jsonl');
    const jsonl = await school.gateway.cli('export', 'ledger', '--format', 'jsonl');
    expect(lines(jsonl.stdout).map((line): string => JSON.parse(line).kind)).toContain('press');
    writeFileSync(out, jsonl.stdout);
    expect(await school.gateway.bareCli('verify', out)).toMatchObject({ code: 0 });
    expect(await school.gateway.bareCli('verify', school.gateway.data)).toMatchObject({ code: 0 });
    writeFileSync(out, jsonl.stdout.replace('"btn-canteen"', '"btn-canteem"'));
    expect(await school.gateway.bareCli('verify', out)).toMatchObject({ code: 1 });
    writeFileSync(out, `${lines(jsonl.stdout).slice(0, -2).join('\n')}\n`);
    expect(await school.gateway.bareCli('verify', out)).toMatchObject({ code: 1 });
    const csv = await school.gateway.cli('export', 'ledger', '--format', 'csv');
    expect(csv.code).toBe(0);
    expect(csv.stdout).toContain('btn-canteen');
    const none = await school.gateway.cli(
      'export',
      'ledger',
      '--format',
      'csv',
      '--from',
      '2020-01-01',
      '--to',
      '2020-01-02',
    );
    expect(none.code).toBe(0);
    expect(none.stdout).not.toContain('btn-canteen');
    const file = join(school.gateway.home, 'ledger.xlsx');
    expect(await school.gateway.cli('export', 'ledger', '--format', 'xlsx', '--out', file)).toMatchObject({ code: 0 });
    expect(readFileSync(file).subarray(0, 2).toString()).toBe('PK');
  }, 40_000);

  it('makes a backup, and restores it into an empty folder where the record is whole and the devices are known', async () => {
    const file = join(school.gateway.home, 'backup.tar');
    const credential = await school.gateway.cli('device', 'credential', 'btn-canteen', '--json');
    expect(await school.gateway.cli('backup', 'create', file)).toMatchObject({ code: 0 });
    expect(statSync(file).mode & 0o077).toBe(0);
    const elsewhere = join(school.gateway.home, 'elsewhere');
    const folders = ['--config', school.gateway.config, '--data', elsewhere];
    expect(await school.gateway.bareCli('backup', 'restore', file, ...folders)).toMatchObject({ code: 0 });
    expect(await school.gateway.bareCli('verify', elsewhere)).toMatchObject({ code: 0 });
    const there = await school.gateway.bareCli('device', 'credential', 'btn-canteen', '--json', ...folders);
    expect(there.stdout).toBe(credential.stdout);
    // Never over a running gateway's data.
    expect(await school.gateway.cli('backup', 'restore', file)).toMatchObject({ code: 1 });
  }, 40_000);

  it('doctor looks at everything and says what it found', async () => {
    const { code, stdout } = await school.gateway.cli('doctor');
    expect([0, 1]).toContain(code);
    expect(lines(stdout).length).toBeGreaterThan(3);
  });

  it('plays a scenario against it over real connections', async () => {
    const args = ['simulate', '--url', `mqtt://127.0.0.1:${school.gateway.mqttPort}`, '--scenario', 'blind-spot-press'];
    const list = await school.gateway.cli('simulate', '--scenario', 'list');
    const name = lines(list.stdout)[1]?.split(' ')[0] ?? '';
    const { code, stderr } = await school.gateway.cli(...args.slice(0, -1), name, '--once', '--speed', '60');
    expect({ code, stderr }).toMatchObject({ code: 0 });
  }, 60_000);
});

describe('the configuration', () => {
  const wrong = /^alarm\.yaml:\d+:\d+ \S+: .+/m;

  it('checked: right is 0; wrong is 1 and every mistake has its file, line and column', async () => {
    expect(await school.gateway.cli('check')).toMatchObject({ code: 0 });
    school.gateway.edit('alarm.yaml', 'repeatEvery: 60', 'repeatEvery: soon');
    const { code, stderr } = await school.gateway.cli('check');
    expect(code).toBe(1);
    expect(stderr).toMatch(wrong);
  });

  it('reloaded while wrong: the old one stays in force, and log, stderr and ledger say why; right again, it is taken', async () => {
    const { gateway } = school;
    gateway.signal('SIGHUP');
    const refused = await gateway.logged((line) => Array.isArray(line['problems']));
    expect(JSON.stringify(refused)).toMatch(/alarm\.yaml:\d+:\d+ /);
    await expect.poll(() => gateway.stderr).toMatch(wrong);
    const button = await school.device('btn-bike-shed', 77);
    const { seq } = await school.pressAndPage(button);
    await button.receipt(seq, 'recorded');
    const exported = await gateway.cli('export', 'ledger', '--format', 'jsonl');
    expect(exported.stdout).toContain('"kind":"config-refused"');

    gateway.edit('alarm.yaml', 'repeatEvery: soon', 'repeatEvery: 61');
    gateway.edit('school.yaml', 'name: 芙蓉初中\n', 'name: ${SCHOOL_NAME:-芙蓉第一初中}\n');
    const from = gateway.logs.length;
    gateway.signal('SIGHUP');
    await gateway.logged((line) => line.msg === 'configuration reloaded', from);
    const token = await gateway.token('tang-yi', 'admin');
    const me = await fetch(`${gateway.url}/api/session`, { headers: { authorization: `Bearer ${token}` } });
    expect(JSON.stringify(await me.json())).toContain('芙蓉第一初中');
  });

  it('wrong at the start: exit code 1, file:line:col on stderr, nothing on stdout', async () => {
    school.gateway.edit('alarm.yaml', 'repeatEvery: 61', 'repeatEvery: soon');
    const { code, stdout, stderr } = await school.gateway.bareCli(
      'start',
      '--config',
      school.gateway.config,
      '--data',
      join(school.gateway.home, 'other'),
    );
    school.gateway.edit('alarm.yaml', 'repeatEvery: soon', 'repeatEvery: 61');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(wrong);
  });

  it('"ready" was said once, with its ports, on a stdout of nothing but JSON lines', () => {
    const { gateway } = school;
    expect(gateway.logs.filter(({ msg }) => msg === 'ready')).toHaveLength(1);
    expect(gateway.strayLines).toEqual([]);
    expect(gateway.ready.bootMs).toBeGreaterThan(0);
  });
});
