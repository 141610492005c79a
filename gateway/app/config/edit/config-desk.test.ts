import { chmodSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FormNode, SetupEdit } from '../../../contract/setup-api.ts';
import { INCIDENT_KINDS } from '../../../core/facts.ts';
import { loadConfig } from '../load.ts';
import { editSetup, MASK, readSetup } from './config-desk.ts';
import { VERSIONS } from './replace-file.ts';

const EXAMPLE = new URL('../../../../config', import.meta.url).pathname;
let dir = '';
beforeEach(() => {
  dir = join(mkdtempSync(join(tmpdir(), 'campus-guard-edit-')), 'config');
  cpSync(EXAMPLE, dir, { recursive: true });
});
afterEach(() => rmSync(join(dir, '..'), { recursive: true, force: true }));

/** Kinds of incidents as keys: their meaning is that of the key above them. */
const FREE = new Set<string>([...INCIDENT_KINDS, 'default']);

const file = (id: string) => {
  const found = readSetup(dir).find((one) => one.id === id);
  if (!found) throw new Error(id);
  return found;
};
let stamps = 0;
const edit = (id: string, edits: readonly SetupEdit[], version = file(id).version) =>
  editSetup(dir, {}, { file: id, version, edits }, `2026-09-01T08:00:${String((stamps += 1)).padStart(2, '0')}.000Z`);
const rename = (name: string): SetupEdit => ({ op: 'set', path: ['name'], value: name });
const text = (id: string): string => readFileSync(join(dir, id), 'utf8');

describe('the configuration as forms', () => {
  it('has a form with both languages for every key of every file', () => {
    const files = readSetup(dir);
    expect(files.map(({ id }) => id)).toEqual([
      'school.yaml',
      'devices.yaml',
      'staff.yaml',
      'alarm.yaml',
      'gateway.yaml',
      'patrol.yaml',
      'rules.yaml',
      'boards.yaml',
      'bridges.yaml',
    ]);
    let seen = 0;
    const walk = (node: FormNode): void => {
      if (node.is === 'map') {
        for (const key of node.keys) {
          seen += 1;
          if (!FREE.has(key.name)) expect(key.text.zh !== '' && key.text.en !== '', key.name).toBe(true);
          walk(key.form);
        }
      } else if (node.is === 'list' || node.is === 'named') walk(node.item);
      else if (node.is === 'variant') for (const one of Object.values(node.variants)) walk(one);
    };
    for (const { form } of files) walk(form);
    expect(seen).toBeGreaterThan(200);
  });

  it('shows references to the environment and hides secrets that stand in the file', () => {
    const plain = text('alarm.yaml').replace('secret: ${DINGTALK_SECRET}', 'secret: SECabcdef');
    writeFileSync(join(dir, 'alarm.yaml'), plain);
    const shown = JSON.stringify(file('alarm.yaml').values);
    expect(shown).toContain('${WECOM_KEY}');
    expect(shown).toContain(MASK);
    expect(shown).not.toContain('SECabcdef');
  });
});

describe('a secret that is masked', () => {
  const written = (from: string, to: string): void => {
    expect(text('alarm.yaml')).toContain(from);
    writeFileSync(join(dir, 'alarm.yaml'), text('alarm.yaml').replace(from, to));
  };
  const shown = (): string => JSON.stringify(file('alarm.yaml').values);

  it('is one too where it stands as the default of a reference', () => {
    written('secret: ${DINGTALK_SECRET}', 'secret: ${DINGTALK_SECRET:-SECabcdef}');
    expect(shown()).not.toContain('SECabcdef');
    expect(shown()).toContain('${CAMPUS_GUARD_PHONES_SECRET:-}');
  });

  it('is one too where it stands in an address', () => {
    written(
      '${CAMPUS_GUARD_PHONES_URL:-http://127.0.0.1:18099/alert}',
      'http://school:hunter2@10.0.0.5/alert?token=abc9',
    );
    expect(shown()).not.toMatch(/hunter2|abc9/);
    expect(shown()).toContain('@10.0.0.5/alert?token=');
  });

  it('is not overwritten by its mask, however it comes back', () => {
    written('secret: ${DINGTALK_SECRET}', 'secret: SECabcdef');
    const channels = (file('alarm.yaml').values as { channels: Record<string, unknown>[] }).channels;
    const at = channels.findIndex(({ id }) => id === 'dingtalk');
    const before = text('alarm.yaml');
    const whole: SetupEdit = { op: 'set', path: ['channels', at], value: { ...channels[at], enabled: false } as never };
    const one: SetupEdit = { op: 'set', path: ['channels', at, 'secret'], value: MASK };
    for (const change of [whole, one]) {
      const result = edit('alarm.yaml', [change]);
      expect(result).toMatchObject({ ok: false, why: 'wrong', problems: [expect.stringContaining('secret')] });
      expect(text('alarm.yaml')).toBe(before);
    }
  });
});

describe('a change from the console', () => {
  it('is in the file, with its comments, and the version before is kept', () => {
    const before = text('school.yaml');
    expect(edit('school.yaml', [rename('芙蓉二中')])).toMatchObject({
      ok: true,
      config: { school: { name: '芙蓉二中' } },
    });
    const after = text('school.yaml').split('\n');
    const changed = before.split('\n').filter((line, index) => line !== after[index]);
    expect(changed).toEqual(['name: 芙蓉初中']);
    const [kept = ''] = readdirSync(join(dir, VERSIONS, 'school.yaml'));
    expect(readFileSync(join(dir, VERSIONS, 'school.yaml', kept), 'utf8')).toBe(before);
    expect(loadConfig(dir, {}).ok).toBe(true);
  });

  it('leaves the file, and the version kept of it, to those who might read it before', () => {
    const path = join(dir, 'alarm.yaml');
    for (const mode of [0o600, 0o644]) {
      chmodSync(path, mode);
      expect(edit('alarm.yaml', [{ op: 'set', path: ['channels', 0, 'name'], value: `电话 ${mode}` }]).ok).toBe(true);
      const kept =
        readdirSync(join(dir, VERSIONS, 'alarm.yaml'))
          .sort()
          .at(-1) ?? '';
      expect(statSync(path).mode & 0o777).toBe(mode);
      expect(statSync(join(dir, VERSIONS, 'alarm.yaml', kept)).mode & 0o777).toBe(mode & 0o640);
    }
  });

  it('that would be wrong writes nothing and says where and why', () => {
    const before = text('devices.yaml');
    const zone: SetupEdit = { op: 'set', path: ['devices', 0, 'zone'], value: 'moon' };
    const result = edit('devices.yaml', [zone]);
    expect(result).toMatchObject({ ok: false, why: 'wrong' });
    if (!result.ok && result.why === 'wrong') expect(result.problems[0]).toMatch(/^devices\.yaml:\d+:\d+ .*moon/);
    expect(text('devices.yaml')).toBe(before);
    expect(readdirSync(join(dir, VERSIONS))).toEqual(['draft']);
    expect(readdirSync(join(dir, VERSIONS, 'draft'))).toEqual([]);
  });

  it('cannot take the last leader out of the last step', () => {
    const empty: SetupEdit = { op: 'set', path: ['fallback'], value: [] };
    expect(edit('staff.yaml', [empty])).toMatchObject({ ok: false, why: 'wrong' });
  });

  it('of a file that somebody else has changed meanwhile is refused', () => {
    const { version } = file('school.yaml');
    edit('school.yaml', [rename('甲')]);
    expect(edit('school.yaml', [rename('乙')], version)).toEqual({ ok: false, why: 'changed' });
    expect(text('school.yaml')).toContain('name: 甲');
  });

  it('of a file outside the folder is refused', () => {
    for (const name of ['../secrets.env', 'profiles/*.yaml', 'passwd']) {
      expect(editSetup(dir, {}, { file: name, version: '', edits: [rename('x')] }, 's')).toMatchObject({
        ok: false,
        why: 'unknown-file',
      });
    }
  });

  it('keeps ten versions and no more', () => {
    for (let n = 0; n < 12; n += 1) expect(edit('school.yaml', [rename(`学校${n}`)]).ok).toBe(true);
    const kept = readdirSync(join(dir, VERSIONS, 'school.yaml'));
    expect(kept.length).toBe(10);
    const newest = readFileSync(join(dir, VERSIONS, 'school.yaml', kept.sort().at(-1) ?? ''), 'utf8');
    expect(newest).toContain('name: 学校10');
  });

  it('in a folder where nothing can be written says so', () => {
    writeFileSync(join(dir, VERSIONS), 'in the way');
    const before = text('school.yaml');
    expect(edit('school.yaml', [rename('甲')])).toEqual({ ok: false, why: 'read-only' });
    expect(text('school.yaml')).toBe(before);
  });
});
