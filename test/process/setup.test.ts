import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { setupFile } from '../../gateway/contract/setup-api.ts';
import { AlarmedSchool } from '../kit/alarmed-school.ts';

let school: AlarmedSchool;
let token = '';
beforeAll(async () => {
  school = await AlarmedSchool.open();
  const made = await school.gateway.cli('token', 'create', '--person', 'tang-yi', '--role', 'admin');
  token = made.stdout.trim();
}, 240_000);
afterAll(() => school?.close());

const ask = async (method: 'GET' | 'POST', path: string, body?: unknown) => {
  const response = await fetch(`${school.gateway.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const json: unknown = await response.json();
  return { status: response.status, json };
};
const files = async () => z.object({ items: z.array(setupFile) }).parse((await ask('GET', '/api/setup')).json).items;
const change = async (file: string, path: (string | number)[], value: unknown) => {
  const version = (await files()).find(({ id }) => id === file)?.version;
  return ask('POST', '/api/setup', { file, version, edits: [{ op: 'set', path, value }] });
};
const namesOfZones = async () =>
  z
    .object({ items: z.array(z.object({ id: z.string(), name: z.string() })) })
    .parse((await ask('GET', '/api/zones?limit=1000')).json).items;

describe('the administrator in the console', () => {
  it('renames a zone: it is in force at once, in the file with its comments, and on record with the actor', async () => {
    const before = readFileSync(join(school.gateway.config, 'school.yaml'), 'utf8');
    const done = await change('school.yaml', ['zones', 0, 'name'], '教学楼一层门厅');
    expect(done.status).toBe(200);
    expect((await namesOfZones()).some(({ name }) => name === '教学楼一层门厅')).toBe(true);
    const after = readFileSync(join(school.gateway.config, 'school.yaml'), 'utf8');
    expect(after).toBe(before.replace('name: 教学楼一层大厅', 'name: 教学楼一层门厅'));
    expect(readdirSync(join(school.gateway.config, '.versions', 'school.yaml')).length).toBe(1);
    const ledger = await ask('GET', '/api/ledger?kind=config-edited,config-loaded');
    expect(ledger.json).toMatchObject({
      items: [
        { kind: 'config-edited', actor: 'person:tang-yi', data: { file: 'school.yaml', keys: ['zones.0.name'] } },
        { kind: 'config-loaded' },
      ],
    });
  });

  it('is told what is wrong, with file, line and column, and nothing changes: a press still pages', async () => {
    const before = readFileSync(join(school.gateway.config, 'devices.yaml'), 'utf8');
    const refused = await change('devices.yaml', ['devices', 0, 'zone'], 'moon');
    expect(refused.status).toBe(422);
    expect(z.object({ problems: z.array(z.string()) }).parse(refused.json).problems[0]).toMatch(
      /^devices\.yaml:\d+:\d+ devices\[0\]\.zone/,
    );
    expect(readFileSync(join(school.gateway.config, 'devices.yaml'), 'utf8')).toBe(before);
    const button = await school.device('btn-teach-1f-west');
    expect((await school.pressAndPage(button)).pagedMs).toBeLessThan(2000);
  });

  it('adds a button, which then has a place and can sign in', async () => {
    const device = { id: 'btn-new', kind: 'button', zone: 'flag-square', name: '升旗广场求助按钮' };
    const count = z
      .object({ devices: z.array(z.unknown()) })
      .parse((await files()).find(({ id }) => id === 'devices.yaml')?.values).devices.length;
    expect((await change('devices.yaml', ['devices', count], device)).status).toBe(200);
    const button = await school.device('btn-new');
    await school.pressAndPage(button);
    expect((await ask('GET', '/api/incidents?status=open&zone=flag-square')).json).toMatchObject({
      items: [{ kind: 'panic', device: 'btn-new' }],
    });
  });
});
