/** The command line as a duty director, an installer and a script meet it. */

import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openIdentity } from '../../adapters/identity/identity.ts';
import { campusGuard } from '../../../test/kit/fake-terminal.ts';

const config = fileURLToPath(new URL('../../../config', import.meta.url));
const BUTTON = 'btn-teach-1f-west';

describe('campus-guard', () => {
  let folder = '';
  let data = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cli-'));
    data = join(folder, 'data');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const run = (...args: string[]) => campusGuard(...args, '--config', config, '--data', data);
  /** What the ledger holds, kind by kind. */
  const kinds = async (): Promise<readonly string[]> => {
    const { text } = await run('export', 'ledger', '--format', 'jsonl');
    return text
      .trim()
      .split('\n')
      .map((line) => String((JSON.parse(line) as { kind: string }).kind));
  };

  describe('usage', () => {
    const verbs = [
      ['start'],
      ['check'],
      ['coverage'],
      ['simulate'],
      ['bridge'],
      ['node', 'enrol'],
      ['device', 'list'],
      ['device', 'credential'],
      ['user', 'add'],
      ['token', 'create'],
      ['verify'],
      ['export', 'ledger'],
      ['doctor'],
      ['series', 'status'],
      ['series', 'dead'],
      ['series', 'retry'],
      ['backup', 'create'],
      ['backup', 'restore'],
    ];

    it.each(verbs)('%s %s answers to --help and takes --config and --data', async (...verb) => {
      const helped = await campusGuard(...verb.filter((word) => word !== undefined), '--help');
      expect(helped.code).toBe(0);
      expect(helped.text).toContain('--config');
      expect(helped.text).toContain('--data');
      expect(helped.errors).toEqual([]);
    });

    it.each([
      [['sing']],
      [['constructor']],
      [['start', '--prot', '1']],
      [['start', '--http-port', '99999']],
      [['user', 'add', 'a']],
      [['user', 'add', 'a', '--role', 'king']],
      [['token', 'create', '--person', '-', '--role', 'duty']],
      [['device', 'credential', 'UPPER']],
      [['device', 'credential']],
      [['export', 'ledger', '--format', 'pdf']],
      [['export', 'ledger', '--format', 'csv', '--from', 'yesterday']],
      [['simulate', '--scenario', 'earthquake']],
      [['simulate', '--speed', 'fast']],
      [['verify', '--witness', 'abc']],
      [['node', 'enrol', '/dev/ttyUSB0']],
      [['node', 'enrol', '/dev/ttyUSB0', '--device', 'btn-canteen', '--node', '0']],
    ])('%j is bad usage: one line, exit code 2', async (args) => {
      const ran = await run(...args);
      expect(ran.code).toBe(2);
      expect(ran.errors).toHaveLength(1);
      expect(ran.errors[0]).not.toContain('\n');
      expect(ran.text).toBe('');
    });
  });

  describe('check', () => {
    it('is content with the example school', async () => {
      const ran = await run('check');
      expect(ran).toMatchObject({ code: 0, errors: [] });
      expect(ran.text).toContain('芙蓉初中');
      expect(ran.text).toContain('30 zones, 40 devices, 12 people');
    });

    it('names file, line and column of every problem', async () => {
      writeFileSync(join(folder, 'school.yaml'), 'name: 芙蓉初中\nzones: 7\n');
      const ran = await campusGuard('check', '--config', folder, '--data', data);
      expect(ran.code).toBe(1);
      expect(ran.errors[0]).toMatch(/^school\.yaml:\d+:\d+ \S+: /);
    });
  });

  describe('devices', () => {
    it('lists them as a JSON array', async () => {
      const list = JSON.parse((await run('device', 'list', '--json')).text) as unknown[];
      expect(list).toHaveLength(40);
      expect(list[0]).toEqual({
        id: BUTTON,
        kind: 'button',
        zone: 'teach-1f-west-toilet',
        name: '教学楼一层西侧求助按钮',
      });
    });

    it('gives a credential that works, the same every time, and records it once', async () => {
      const first = await run('device', 'credential', BUTTON, '--json');
      const again = await run('device', 'credential', BUTTON, '--json');
      expect(again.text).toBe(first.text);
      const credential = JSON.parse(first.text) as { clientId: string; username: string; password: string };
      expect(Object.keys(credential)).toEqual(['clientId', 'username', 'password']);
      const identity = openIdentity(data);
      expect(identity.devices.verifySecret(BUTTON, credential.password)).toBe(true);
      await identity.close();
      expect(await kinds()).toEqual(['credential-issued', 'ledger-exported']);
    });

    it('asks back when an id is misspelt, and gives one for an unlisted device only when told so', async () => {
      const misspelt = await run('device', 'credential', 'btn-teach-1f-wset');
      expect(misspelt).toMatchObject({ code: 1, text: '' });
      expect(misspelt.errors).toHaveLength(1);
      expect(misspelt.errors[0]).toContain(BUTTON);
      expect(await run('device', 'credential', 'bridge-east', '--unlisted', '--json')).toMatchObject({ code: 0 });
    });

    it('issues a client certificate', async () => {
      const ran = await run('device', 'credential', BUTTON, '--cert', '--json');
      const both = JSON.parse(ran.text) as Record<string, string>;
      expect(both['cert']).toContain('BEGIN CERTIFICATE');
      expect(both['key']).toContain('PRIVATE KEY');
    });
  });

  describe('people', () => {
    it('prints a token and nothing else; a stranger is allowed, with a warning', async () => {
      const ran = await run('token', 'create', '--person', 'grafana', '--role', 'auditor');
      expect(ran.code).toBe(0);
      expect(ran.errors[0]).toContain('not on the staff list');
      const identity = openIdentity(data);
      expect(identity.accounts.byToken(ran.text.trim())).toMatchObject({ person: 'grafana', role: 'auditor' });
      await identity.close();
    });

    it('gives a one-time code that signs in', async () => {
      const ran = await run('user', 'add', 'lin-jing', '--role', 'leader', '--json');
      expect(ran.errors).toEqual([]);
      const { code } = JSON.parse(ran.text) as { code: string };
      const identity = openIdentity(data);
      expect(await identity.accounts.signIn('lin-jing', code)).toMatchObject({ ok: true });
      await identity.close();
      expect(await kinds()).toEqual(['user-added', 'ledger-exported']);
    });

    it('makes no token that the ledger cannot hold', async () => {
      await run('token', 'create', '--person', 'first', '--role', 'duty');
      writeFileSync(join(data, 'journal.db'), 'this is not a database, and long enough to be looked at'.repeat(50));
      const ran = await run('token', 'create', '--person', 'second', '--role', 'duty');
      expect(ran).toMatchObject({ code: 1, text: '' });
      const identity = openIdentity(data);
      expect(identity.accounts.tokens().map((one) => one.person)).toEqual(['first']);
      await identity.close();
    });
  });

  describe('the ledger', () => {
    beforeEach(async () => {
      for (const person of ['wang-qiang', 'li-na', 'zhao-lei'])
        await run('token', 'create', '--person', person, '--role', 'duty');
    });

    it('is exported as JSON lines that a verifier accepts, ending with the export itself', async () => {
      const file = join(folder, 'ledger.jsonl');
      expect((await run('export', 'ledger', '--format', 'jsonl', '--out', file)).code).toBe(0);
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(readFileSync(file, 'utf8').trim().split('\n')).toHaveLength(4);
      expect(await run('verify', file)).toMatchObject({ code: 0 });
      expect(await run('verify', data)).toMatchObject({ code: 0 });
    });

    it('shows a changed name, and a line that was taken out', async () => {
      const file = join(folder, 'ledger.jsonl');
      const { text } = await run('export', 'ledger', '--format', 'jsonl');
      writeFileSync(file, text.replaceAll('zhao-lei', 'zhao-lee'));
      expect(await run('verify', file)).toMatchObject({ code: 1 });
      writeFileSync(file, text.split('\n').toSpliced(1, 1).join('\n'));
      const cut = await run('verify', file);
      expect(cut.code).toBe(1);
      expect(cut.errors).toHaveLength(1);
    });

    it('knows by an outside witness that the tail was cut', async () => {
      const ran = await run('verify', data, '--witness', '9:0123456789abcdef');
      expect(ran.code).toBe(1);
      expect(ran.errors[0]).toContain('tail-cut');
    });

    it('is exported as CSV that a spreadsheet opens without running anything', async () => {
      const { bytes, text } = await run('export', 'ledger', '--format', 'csv');
      expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
      expect(text.split('\r\n').filter((line) => line !== '')).toHaveLength(5);
      expect(text).toContain('"生成令牌 token-created"');
    });

    it('is exported as a workbook', async () => {
      const { bytes, code } = await run('export', 'ledger', '--format', 'xlsx');
      expect(code).toBe(0);
      expect(bytes.subarray(0, 2).toString()).toBe('PK');
    });

    it('of a day long ago holds nothing but the export', async () => {
      const args = ['export', 'ledger', '--format', 'jsonl', '--from', '2020-01-01', '--to', '2020-01-01'];
      const { text } = await run(...args);
      expect(text.trim().split('\n')).toHaveLength(1);
      const file = join(folder, 'empty.jsonl');
      writeFileSync(file, text);
      expect(await run('verify', file)).toMatchObject({ code: 0 });
    });

    it('that is not there is an error, and none is made', async () => {
      const ran = await campusGuard(
        'export',
        'ledger',
        '--format',
        'csv',
        '--config',
        config,
        '--data',
        join(folder, 'none'),
      );
      expect(ran).toMatchObject({ code: 1, text: '' });
      expect(statSync(join(folder, 'none'), { throwIfNoEntry: false })).toBeUndefined();
    });
  });

  describe('backup', () => {
    it('comes back whole: ledger, credentials, tokens', async () => {
      const { text: credential } = await run('device', 'credential', BUTTON, '--json');
      const { text: token } = await run('token', 'create', '--person', 'grafana', '--role', 'auditor');
      const file = join(folder, 'school.backup');
      expect((await run('backup', 'create', file)).code).toBe(0);
      expect(statSync(file).mode & 0o777).toBe(0o600);
      const other = join(folder, 'other');
      const restored = await campusGuard('backup', 'restore', file, '--data', other);
      expect(restored).toMatchObject({ code: 0, errors: [] });
      const again = await campusGuard('device', 'credential', BUTTON, '--json', '--config', config, '--data', other);
      expect(again.text).toBe(credential);
      const identity = openIdentity(other);
      expect(identity.accounts.byToken(token.trim())).not.toBeNull();
      await identity.close();
      expect(await campusGuard('verify', other)).toMatchObject({ code: 0 });
    });

    it('does not overwrite a folder in use, unless told so; then what was there is kept', async () => {
      await run('device', 'credential', BUTTON);
      const file = join(folder, 'school.backup');
      await run('backup', 'create', file);
      expect(await run('backup', 'restore', file)).toMatchObject({ code: 1 });
      const forced = await run('backup', 'restore', file, '--force');
      expect(forced.code).toBe(0);
      expect(forced.text).toContain('before-restore');
    });

    it('that is damaged or cut is not restored, and leaves nothing behind', async () => {
      await run('device', 'credential', BUTTON);
      const file = join(folder, 'school.backup');
      await run('backup', 'create', file);
      const bytes = readFileSync(file);
      for (const [name, broken] of [
        ['cut', bytes.subarray(0, bytes.length - 200)],
        ['noise', Buffer.from('no backup at all')],
      ] as const) {
        writeFileSync(join(folder, name), broken);
        const other = join(folder, `from-${name}`);
        const ran = await campusGuard('backup', 'restore', join(folder, name), '--data', other);
        expect(ran.code).toBe(1);
        expect(ran.errors).toHaveLength(1);
        expect(statSync(other, { throwIfNoEntry: false })).toBeUndefined();
      }
    });
  });

  describe('doctor', () => {
    it('says what is wrong, in JSON too, and exits 1', async () => {
      const ran = await run('doctor', '--json');
      const { ok, findings } = JSON.parse(ran.text) as { ok: boolean; findings: { check: string; state: string }[] };
      expect(ran.code).toBe(1);
      expect(ok).toBe(false);
      const state = (check: string) => findings.find((one) => one.check === check)?.state;
      expect(state('node')).toBe('ok');
      expect(state('config')).toBe('ok');
      expect(state('credentials')).toBe('warning');
      // Nobody plays the phones here.
      expect(state('channel-staff-phones')).toBe('wrong');
      expect(statSync(data, { throwIfNoEntry: false })).toBeUndefined();
    });
  });

  it('lists the scenarios of the simulator', async () => {
    const { code, text } = await run('simulate', '--scenario', 'list');
    expect(code).toBe(0);
    expect(text.split('\n').filter((line) => line !== '')).toHaveLength(9);
  });
});
