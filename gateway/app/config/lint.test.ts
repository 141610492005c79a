import { describe, expect, it } from 'vitest';
import { ConfigFolder } from '../../../test/kit/config-folder.ts';
import { formatProblem, loadConfig } from './load.ts';

function warnings(...edits: readonly (readonly [file: string, from: string, to: string])[]): readonly string[] {
  using folder = new ConfigFolder();
  for (const [file, from, to] of edits) folder.replace(file, from, to);
  const result = loadConfig(folder.dir, {}, {}, Date.parse('2026-09-07T10:00:00+08:00'));
  if (!result.ok) throw new Error(result.problems.map(formatProblem).join('\n'));
  return result.warnings.map(formatProblem);
}

describe('what loads and is still a worry', () => {
  it('is nothing in a school where all is well', () => {
    expect(warnings()).toEqual([]);
  });

  it('a person on a shift whom no channel reaches', () => {
    const addresses = 'addresses: [{ channel: phones, to: "0002" }, { channel: desk, to: zhao }]';
    expect(warnings(['staff.yaml', addresses, 'addresses: []'])).toEqual([
      'staff.yaml:11:16 people[1].addresses: 赵 会被通知，却没有可用的联系方式：请加 addresses | zhao is to be told but has no usable address: add addresses',
    ]);
  });

  it('one channel only, and none that works with no internet', () => {
    expect(
      warnings([
        'staff.yaml',
        '{ channel: phones, to: "0002" }, { channel: desk, to: zhao }',
        '{ channel: phones, to: "0002" }',
      ]),
    ).toEqual([
      'staff.yaml:11:16 people[1].addresses: 赵 只有一个通道：请再加一个互不依赖的、断网也能用的通道 | zhao has one channel only: add a second, independent one that works with no internet',
    ]);
    expect(warnings(['alarm.yaml', ', local: true', ''])).toHaveLength(4);
  });

  it('two numbers on the same channel, which fail together', () => {
    expect(warnings(['staff.yaml', '{ channel: desk, to: zhao }', '{ channel: phones, to: "0003" }'])).toHaveLength(1);
  });

  it('a channel that is off counts for nothing', () => {
    const found = warnings(['alarm.yaml', ', local: true', ', local: true, enabled: false']);
    expect(found).toHaveLength(4);
    expect(found[0]).toContain('lin has one channel only');
  });

  it('hours that nobody holds a post, listed', () => {
    expect(
      warnings(['staff.yaml', '{ days: [1, 2, 3, 4, 5, 6, 7], from: "19:00", to: "07:00", people: [zhao] }, ', '']),
    ).toEqual([
      'staff.yaml:16:3 shifts.guard: 这些时间没人在岗：周一 00:00–周一 07:00，周一 19:00–周二 07:00，周二 19:00–周三 07:00，周三 19:00–周四 07:00，周四 19:00–周五 07:00，周五 19:00–周六 07:00，周六 19:00–周日 07:00，周日 19:00–周日 24:00 | nobody holds this post: Mon 00:00–Mon 07:00, Mon 19:00–Tue 07:00, Tue 19:00–Wed 07:00, Wed 19:00–Thu 07:00, Thu 19:00–Fri 07:00, Fri 19:00–Sat 07:00, Sat 19:00–Sun 07:00, Sun 19:00–Sun 24:00',
    ]);
  });

  it('a blind spot without a help button', () => {
    expect(warnings(['devices.yaml', 'kind: button, zone: toilet', 'kind: button, zone: hall'])).toEqual([
      'school.yaml:6:5 zones[1]: 监管盲区 卫生间外 没有求助按钮：请在 devices.yaml 加一个 | the blind spot toilet has no help button: add one in devices.yaml',
    ]);
  });

  it('a policy that tells nobody at first', () => {
    expect(warnings(['alarm.yaml', 'after: 0', 'after: 10'])).toEqual([
      'alarm.yaml:7:18 policies.panic.steps[0].after: 第一级 10 秒后才通知：应从 0 秒开始 | nobody is told for the first 10 s: the first step should be at 0',
    ]);
  });
});
