/** Promises 1 and 6 on the real process: the wall clock jumps, the process stands still, and alarms keep their time. */

import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { AlarmedSchool } from '../kit/alarmed-school.ts';

const FAKETIME = ['x86_64', 'aarch64']
  .map((machine) => `/usr/lib/${machine}-linux-gnu/faketime/libfaketimeMT.so.1`)
  .find((library) => existsSync(library));
const canFake = FAKETIME !== undefined;
if (!canFake) console.warn('SKIPPED: a jumping wall clock (needs the Debian package libfaketime)');

const YEAR_MS = 365 * 86_400_000;
/** A busy machine may be this late with a deadline; an alarm on the wall clock would be late by a year. */
const LATE_MS = 3000;

let school: AlarmedSchool | null = null;
let folder: string | null = null;
afterEach(async () => {
  await school?.close();
  if (folder) rmSync(folder, { recursive: true });
  school = null;
  folder = null;
});

/** A school that climbs after 4 s and 8 s. */
async function prepared(env: Readonly<Record<string, string>> = {}): Promise<AlarmedSchool> {
  school = await AlarmedSchool.open({ prepareOnly: true, env });
  school.gateway.edit(
    'alarm.yaml',
    '{ after: 30, posts: [leader], outputs: [siren',
    '{ after: 4, posts: [leader], outputs: [siren',
  );
  school.gateway.edit('alarm.yaml', '- after: 90\n', '- after: 8\n');
  return school;
}

const step =
  (device: string, number: number) =>
  (message: { device: string | null; step: number; kind: string }): boolean =>
    message.kind === 'panic' && message.device === device && message.step === number;

describe.skipIf(!canFake)('the wall clock jumps', () => {
  it.each([
    ['a year ahead', '+365d'],
    ['a year back', '-365d'],
  ])(
    '%s while an alarm climbs: it climbs on time, a press is flagged at most, and the step is on record',
    async (_, jump) => {
      folder = mkdtempSync(join(tmpdir(), 'wall-clock-'));
      const clock = join(folder, 'clock');
      writeFileSync(clock, '+0d\n');
      const one = await prepared({
        LD_PRELOAD: FAKETIME ?? '',
        FAKETIME_TIMESTAMP_FILE: clock,
        FAKETIME_DONT_FAKE_MONOTONIC: '1',
        DONT_FAKE_MONOTONIC: '1',
        FAKETIME_NO_CACHE: '1',
      });
      if (!one) throw new Error('no school');
      const { gateway, hook } = one;
      await one.start();
      const button = await one.device('btn-teach-3f-west');
      const opened = performance.now() + (await one.pressAndPage(button)).pagedMs;

      writeFileSync(clock, `${jump}\n`);
      const other = await one.device('btn-bike-shed');
      const during = await one.pressAndPage(other);
      expect(during.pagedMs).toBeLessThan(1000);
      await other.receipt(during.seq, 'recorded');
      const second = await hook.heard(step(button.id, 2));
      expect(second.atMs - opened).toBeGreaterThan(2500);
      expect(second.atMs - opened).toBeLessThan(4000 + LATE_MS);

      writeFileSync(clock, '+0d\n');
      const third = await hook.heard(step(button.id, 3));
      expect(third.atMs - opened).toBeLessThan(8000 + LATE_MS);
      const exported = await gateway.cli('export', 'ledger', '--format', 'jsonl');
      const steps = exported.stdout.split('\n').filter((line) => line.includes('"kind":"clock-stepped"'));
      const moved = steps.map((line): number => JSON.parse(line).data.byMs);
      expect(moved.some((by) => Math.abs(Math.abs(by) - YEAR_MS) < 60_000)).toBe(true);
      expect(await gateway.bareCli('verify', gateway.data)).toMatchObject({ code: 0 });
    },
  );
});

describe('the process stands still for 10 s', () => {
  it('what was pressed meanwhile is decided and paged at once afterwards, and what fell due fires at once', async () => {
    const one = await prepared();
    await one.start();
    const button = await one.device('btn-teach-3f-west');
    const other = await one.device('btn-bike-shed');
    await one.pressAndPage(button);
    one.gateway.signal('SIGSTOP');
    const stoppedAt = performance.now();
    const seq = other.press();
    const awake = new Promise<number>((resolve) => {
      setTimeout(() => {
        one.gateway.signal('SIGCONT');
        resolve(performance.now());
      }, 10_000);
    });
    const from = await awake;
    expect(from - stoppedAt).toBeGreaterThan(9900);
    const late = await one.hook.heard((message) => message.kind === 'panic' && message.device === other.id);
    expect(late.atMs - from).toBeLessThan(LATE_MS);
    // Both steps fell due meanwhile; who is told of the later one need not hear the earlier one too.
    const climbed = await one.hook.heard(step(button.id, 3));
    expect(climbed.atMs - from).toBeLessThan(LATE_MS);
    await other.receipt(seq, 'recorded');
    expect(other.isConnected).toBe(true);
  });
});
