/** The verb `replay`, on a journal of the example school. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXAMPLE_SCHOOL } from '../../../../test/kit/config-folder.ts';
import { campusGuard } from '../../../../test/kit/fake-terminal.ts';
import { LedgerFile } from '../../../adapters/sqlite/ledger-file.ts';
import type { Fact } from '../../../core/facts.ts';
import { epochMs, ms } from '../../../core/time.ts';
import type { Entry } from '../../../ports/journal.ts';

const NIGHT = Date.parse('2026-11-04T02:00:00+08:00');
const RULES = join(EXAMPLE_SCHOOL, 'rules.yaml');
const SECOND = 1000;

let folder = '';
let data = '';

/** @param at seconds after two in the morning */
const entry = (at: number, fact: Fact, actor = 'device:x'): Entry => ({
  at: { t: ms(at * SECOND), wall: epochMs(NIGHT + at * SECOND), boot: 'b', trusted: true },
  actor,
  fact,
});
const door = (at: number, seq: number, open: boolean): Entry =>
  entry(at, {
    kind: 'reading',
    device: 'door-roof',
    type: 'door',
    boot: 1,
    seq,
    body: { v: 1, type: 'door', open },
  });
const press = (at: number): Entry =>
  entry(at, {
    kind: 'press',
    device: 'btn-teach-4f-roof',
    boot: 1,
    seq: 1,
    zone: 'teach-4f-roof-door',
    ageMs: 0,
    at: null,
    level: 'help',
    drill: false,
    hold: null,
    count: null,
    flags: [],
  });

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'campus-replay-'));
  data = folder;
  const ledger = new LedgerFile(join(folder, 'journal.db'), { busyMs: 1000 });
  const started: Fact = { kind: 'gateway-started', version: 't', config: 'c', offsetMs: 0 };
  const entries = [
    entry(0, started, 'gateway'),
    door(10, 1, true),
    press(40),
    door(200, 2, false),
    door(86_400, 3, true),
  ];
  ledger.commit([[entries, []]]);
  ledger.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const replay = (...args: string[]) => campusGuard('replay', '--config', EXAMPLE_SCHOOL, '--data', data, ...args);

function rulesFile(text: string): string {
  const file = join(folder, 'tried.yaml');
  writeFileSync(file, text);
  return file;
}

describe('replay', () => {
  it('prints what each rule would have raised, when and where', async () => {
    const { code, text, errors } = await replay('--rules', RULES);
    expect(errors).toEqual([]);
    expect(code).toBe(0);
    expect(text).toContain('roof-door  通往屋顶的门被打开: 2 times');
    expect(text).toContain('2026-11-04 02:00:10  教学楼四层通往屋顶的门前  door-roof');
    expect(text).toContain('roof-door-open  通往屋顶的门一直开着: 1 times');
    expect(text).toContain('2026-11-04 02:01:10');
    expect(text).toContain('1 presses: decided the same with these rules as without them');
  });

  it('answers in JSON, for a range', async () => {
    const ran = await replay('--rules', RULES, '--from', '2026-11-05', '--to', '2026-11-05', '--json');
    const report: unknown = JSON.parse(ran.text);
    expect(report).toMatchObject({ from: '2026-11-05T00:00:00.000+08:00', presses: 0, readings: 1, suppressed: [] });
    expect(JSON.stringify(report)).toContain('"at":"2026-11-05T02:00:00.000+08:00","device":"door-roof"');
  });

  it('tries rules that are not in force: a shorter limit', async () => {
    const file = rulesFile(
      'rules:\n  - { id: quick, what: door-held, name: 快, threshold: 5, zones: { ids: [teach-4f-roof-door] } }\n',
    );
    expect((await replay('--rules', file)).text).toContain('2026-11-04 02:00:15');
  });

  it.each([
    ['a mute on presses', 'panic: { mute: true }\n'],
    ['a limit for help buttons', 'quarantine: { buttons: { perMinute: 3 } }\n'],
    [
      'a rule that names a help button',
      'rules:\n  - { id: a, what: dwell, name: 甲, threshold: 60, zones: { ids: [btn-gym-behind] } }\n',
    ],
  ])('refuses %s, with file, line and column, and exit code 1', async (_what, text) => {
    const { code, errors } = await replay('--rules', rulesFile(text));
    expect(code).toBe(1);
    expect(errors[0]).toMatch(/^tried\.yaml:\d+:\d+ /);
    expect(errors.join('\n')).toMatch(/no rule reaches a help button/);
  });

  it('says what is missing: the file 2, the ledger 1, a date 2', async () => {
    expect(await replay('--rules', join(folder, 'none.yaml'))).toMatchObject({ code: 2 });
    expect(await replay('--rules', RULES, '--from', 'yesterday')).toMatchObject({ code: 2 });
    expect(await replay()).toMatchObject({ code: 2 });
    const empty = mkdtempSync(join(tmpdir(), 'campus-empty-'));
    expect(await campusGuard('replay', '--config', EXAMPLE_SCHOOL, '--data', empty, '--rules', RULES)).toMatchObject({
      code: 1,
    });
    rmSync(empty, { recursive: true });
  });

  it('changes nothing: the journal is only read', async () => {
    const count = (): number => {
      const ledger = new LedgerFile(join(data, 'journal.db'), { busyMs: 1000 });
      const n = Number(ledger.db.prepare('SELECT count(*) FROM ledger').pluck().get());
      ledger.close();
      return n;
    };
    const before = count();
    await replay('--rules', RULES);
    expect(count()).toBe(before);
  });
});
