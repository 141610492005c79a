/** The coverage forecast as a duty director meets it on the command line. */

import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { campusGuard } from '../../../test/kit/fake-terminal.ts';
import { coverage } from '../../contract/duty-api.ts';
import { recordWith } from './record.ts';

let folder = '';
let data = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'coverage-'));
  data = join(folder, 'data');
  cpSync('config', join(folder, 'config'), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const run = (...args: string[]) => campusGuard('coverage', '--config', join(folder, 'config'), '--data', data, ...args);

describe('campus-guard coverage', () => {
  it('finds no minute of the next 14 days in which a key area of the example school is left alone', async () => {
    const ran = await run();
    expect(ran).toMatchObject({ code: 0, errors: [] });
    expect(ran.text).toContain('12 key areas, 0 uncovered minutes');
  });

  it('ends with 1 and says where, when and why there are gaps', async () => {
    rmSync(join(folder, 'config', 'patrol.yaml'));
    const ran = await run('--json', '--days', '2');
    expect(ran.code).toBe(1);
    expect(ran.errors).toEqual(['campus-guard: 12 key areas are not looked after for 34560 minutes in all']);
    const view = coverage.parse(JSON.parse(ran.text));
    expect(view.uncoveredMinutes).toBe(12 * 2 * 1440);
    expect(new Set(view.areas.flatMap((area) => area.gaps.map((gap) => gap.why)))).toEqual(new Set(['no-patrol']));
    expect((await run('--days', '2')).text).toContain('no patrol within its period');
  });

  it('knows leave that was recorded while the gateway ran', async () => {
    mkdirSync(data);
    const [fromMs, toMs] = [Date.now() - 60_000, Date.now() + 20 * 86_400_000];
    const everybody = 'zhao-gang sun-wei ma-jun he-ping liu-fang xu-lei zhou-yan wu-min chen-guohua'.split(' ');
    for (const person of everybody)
      recordWith(data, () => {
        return { kind: 'leave-granted', change: person, person, fromMs, toMs, cover: null, reason: '演练' };
      });
    const ran = await run('--json', '--days', '1');
    expect(ran.code).toBe(1);
    const [area] = coverage.parse(JSON.parse(ran.text)).areas;
    expect(area?.minutesBy).toEqual({ 'nobody-reachable': 1440, 'no-patrol': 0, 'no-sensor': 0 });
  });

  it.each(['0', '61', 'week'])('%s days are bad usage', async (days) => {
    expect((await run('--days', days)).code).toBe(2);
  });
});
