/** `patrol.yaml`: what is wrong with a patrol is named at its place before anything starts. */

import { describe, expect, it } from 'vitest';
import { ConfigFolder, SMALL_SCHOOL } from '../../../test/kit/config-folder.ts';
import type { LoadResult } from './config.ts';
import { formatProblem, loadConfig } from './load.ts';

const DEVICES = `devices:
  - { id: btn-1, kind: button, zone: toilet, name: 按钮 }
  - { id: siren-1, kind: siren, zone: hall, name: 警号 }
  - { id: reader-1, kind: reader, zone: hall, name: 一号 }
  - { id: reader-2, kind: reader, zone: toilet, name: 二号 }
  - { id: hand-1, kind: reader, zone: hall, name: 手持机 }
`;

const PATROL = `checkpoints:
  - { id: a, name: 甲, device: reader-1 }
  - { id: b, name: 乙, device: reader-2 }
  - { id: c, name: 丙, tag: 04A1, zone: hall }
handhelds: [{ device: hand-1, person: zhao }]
walking:
  legs:
    - { from: a, to: b, min: 60, max: 120 }
    - { from: b, to: c, min: 300, max: 600 }
routes:
  - { id: round, name: 一圈, checkpoints: [a, b, c] }
  - { id: any, name: 随意, order: free, checkpoints: [a, b] }
rounds:
  - { id: r1, route: round, from: "20:00", to: "20:30", guard: zhao }
  - { id: r2, route: round, from: "23:50", to: "00:20" }
generated:
  - { id: g, route: any, from: "07:00", to: "19:00", within: 600, maxGap: 7200 }
cards:
  - { card: 94E8, person: zhao }
  - { card: 013800001111, person: lin }
lostCards:
  - { card: BEEF, person: zhao }
`;

function load(...edits: readonly (readonly [from: string, to: string])[]): LoadResult {
  let text = PATROL;
  for (const [from, to] of edits) {
    if (text.split(from).length !== 2) throw new Error(`"${from}" does not stand exactly once`);
    text = text.replace(from, () => to);
  }
  using folder = new ConfigFolder({ ...SMALL_SCHOOL, 'devices.yaml': DEVICES, 'patrol.yaml': text });
  return loadConfig(folder.dir, {});
}

function wrong(...edits: readonly (readonly [from: string, to: string])[]): readonly string[] {
  const result = load(...edits);
  return result.ok ? [] : result.problems.map(formatProblem);
}

describe('patrol.yaml', () => {
  it('may be left out', () => {
    using folder = new ConfigFolder();
    const result = loadConfig(folder.dir, {});
    expect(result.ok && result.config.school.patrol).toBeUndefined();
  });

  it('keeps card numbers as they were typed: 94E8 is no number, and no zero is lost', () => {
    const result = load();
    if (!result.ok) throw new Error(result.problems.map(formatProblem).join('\n'));
    const { patrol } = result.config.school;
    expect([...(patrol?.cards ?? [])]).toEqual([
      ['94E8', 'zhao'],
      ['013800001111', 'lin'],
    ]);
    expect(patrol?.rounds[1]).toMatchObject({ fromMinute: 1430, toMinute: 1460, tolerance: 300_000, guard: null });
    expect(patrol?.checkpoints.get('b')).toMatchObject({ zone: 'toilet', risk: 3 });
  });

  it.each([
    [
      'a card on two people, without showing its number',
      [['{ card: 013800001111, person: lin }', '{ card: 94e8, person: lin }']],
      "patrol.yaml:20:13 cards[1].card: 第 19 行这张卡已属于另一个人：一张卡只属于一个人 | line 19 gives this card to another person: a card is one person's",
    ],
    [
      'a lost card that is still in use',
      [['card: BEEF', 'card: 94E8']],
      'patrol.yaml:22:13 lostCards[0].card: 第 19 行这张卡还在用：挂失了就从 cards 里删掉 | line 19 still has this card in use: take it out of cards',
    ],
    [
      'a card of nobody',
      [['card: BEEF, person: zhao', 'card: BEEF, person: zhoa']],
      'patrol.yaml:22:27 lostCards[0].person: 没有人员 "zhoa"，是不是想写 "zhao"？ | there is no person "zhoa", did you mean "zhao"?',
    ],
    [
      'a card that is no number',
      [['card: BEEF', 'card: BEEFX']],
      'patrol.yaml:22:13 lostCards[0].card: 卡号由 4 到 32 个十六进制字符组成（0-9、A-F），照卡面或读卡器的显示写 | a card number is 4 to 32 hexadecimal digits (0-9, A-F), as the reader shows it',
    ],
    [
      'a route that cannot be walked in its window',
      [['from: "20:00", to: "20:30"', 'from: "20:00", to: "20:05"']],
      'patrol.yaml:14:48 rounds[0].to: 这条路线快走也要 360 秒，只给了 300 秒：延长时间或缩短路线 | even a quick walk of this route takes 360 s, and it has 300 s: give it more time or fewer checkpoints',
    ],
    [
      'a round that begins while the one before may still be walked',
      [['from: "23:50", to: "00:20"', 'from: "20:34", to: "21:00"']],
      'patrol.yaml:15:35 rounds[1].from: 第 14 行的巡查连同容差还没结束：同一路线的两轮要错开 | the round on line 14 is not over yet, its tolerance included: rounds of one route must not overlap',
    ],
    [
      'a tolerance that runs into the next morning',
      [['from: "20:00", to: "20:30"', 'from: "00:24", to: "00:50"']],
      'patrol.yaml:14:35 rounds[0].from: 第 15 行的巡查连同容差还没结束：同一路线的两轮要错开 | the round on line 15 is not over yet, its tolerance included: rounds of one route must not overlap',
    ],
    [
      'a checkpoint that does not exist',
      [['checkpoints: [a, b, c]', 'checkpoints: [a, b, d]']],
      'patrol.yaml:11:48 routes[0].checkpoints[2]: 没有巡查点 "d"，可以写：a, b, c | there is no checkpoint "d"; write one of: a, b, c',
    ],
    [
      'a device that reads no cards',
      [['name: 甲, device: reader-1', 'name: 甲, device: btn-1']],
      'patrol.yaml:2:31 checkpoints[0].device: "btn-1" 是 button，不是读卡器 reader | "btn-1" is a button: write a device of kind reader',
    ],
    [
      'two checkpoints at one reader',
      [['name: 乙, device: reader-2', 'name: 乙, device: reader-1']],
      'patrol.yaml:3:31 checkpoints[1].device: "reader-1" 第 2 行已经用了 | "reader-1" is used on line 2 already',
    ],
    [
      'generated rounds that leave nothing to chance',
      [['maxGap: 7200', 'maxGap: 1800']],
      'patrol.yaml:17:75 generated[0].maxGap: 没有留下随机的余地：至少 3000 秒（一轮用时和容差之外再留 20 分钟） | leaves no room for chance: at least 3000 s (a round, its tolerance, and 20 minutes to draw from)',
    ],
    [
      'a guard who does not exist, and a walk whose slowest is its quickest',
      [
        ['guard: zhao', 'guard: chao'],
        ['min: 60, max: 120', 'min: 60, max: 12'],
      ],
      'patrol.yaml:8:39 walking.legs[0].max: 最慢不能少于最快 | max must not be less than min\npatrol.yaml:14:64 rounds[0].guard: 没有人员 "chao"，是不是想写 "zhao"？ | there is no person "chao", did you mean "zhao"?',
    ],
  ] as const)('names %s', (_what, edits, problem) => {
    expect(wrong(...edits).join('\n')).toBe(problem);
  });

  it('worries about a blind spot seen fewer than five times a day, and about a guard with nothing to tap with', () => {
    const seldom = load(
      ['maxGap: 7200', 'maxGap: 21600'],
      ['{ card: 94E8, person: zhao }', '{ card: 94E8, person: lin }'],
      ['[{ device: hand-1, person: zhao }]', '[]'],
    );
    expect(seldom.ok && seldom.warnings.map(({ key, message }) => `${key}: ${message.split(' | ')[1] ?? ''}`)).toEqual([
      'checkpoints: blind spots that are sure of fewer than 5 visits a day (GB/T 29315): toilet (4)',
      'rounds[0].guard: zhao has neither a card nor a handheld, and cannot tap',
    ]);
    const often = load();
    expect(often.ok && often.warnings).toEqual([]);
  });

  it('the example school patrols every blind spot at least five times a day', () => {
    using folder = ConfigFolder.ofExampleSchool();
    const result = loadConfig(folder.dir, {});
    expect(result.ok && result.warnings).toEqual([]);
    expect(result.ok && result.config.school.patrol?.generated).toHaveLength(1);
  });
});
