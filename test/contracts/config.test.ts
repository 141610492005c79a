/** The configuration as the school meets it: every mistake has a place and a remedy, and the example school is whole. */

import { describe, expect, it } from 'vitest';
import { formatProblem, loadConfig } from '../../gateway/app/config/load.ts';
import type { AppConfig, LoadResult } from '../../gateway/app/config/config.ts';
import { ConfigFolder, EXAMPLE_SCHOOL } from '../kit/config-folder.ts';

const lines = (result: LoadResult): readonly string[] =>
  (result.ok ? result.warnings : result.problems).map(formatProblem);

function good(result: LoadResult): AppConfig {
  if (!result.ok) throw new Error(lines(result).join('\n'));
  return result.config;
}

/** The small school with one thing broken. */
function broken(file: string, from: string, to: string): readonly string[] {
  using folder = new ConfigFolder();
  folder.replace(file, from, to);
  const result = loadConfig(folder.dir, {});
  expect(result.ok, 'the breakage must be seen').toBe(false);
  return lines(result);
}

describe('the example school 芙蓉初中', () => {
  const result = loadConfig(EXAMPLE_SCHOOL, {});
  const config = good(result);
  const { school } = config;

  it('has two buildings of four floors, 30 zones, 12 of them blind spots, 40 devices, 12 staff', () => {
    const zones = [...school.zones.values()];
    expect(config.school.buildings.map((building) => building.floors.length)).toEqual([4, 4]);
    expect(zones.length).toBe(30);
    expect(zones.filter((zone) => zone.blindSpot).length).toBe(12);
    expect(school.devices.size).toBe(40);
    expect(school.people.size).toBe(12);
    expect(config.bells.length).toBeGreaterThan(15);
  });

  it('has 16 help buttons, one of them in every blind spot', () => {
    const buttons = [...school.devices.values()].filter((device) => device.kind === 'button');
    const zones = new Set(buttons.map((button) => button.zone));
    expect(buttons.length).toBe(16);
    for (const zone of school.zones.values()) if (zone.blindSpot) expect(zones).toContain(zone.id);
  });

  it('gives no cause for a warning: every post is held at every hour, everyone has two channels, one of them local', () => {
    expect(lines(result)).toEqual([]);
  });

  it('calls for help in three steps that end at the principal, with the duty room siren from the first second', () => {
    const panic = school.policies.get(school.policyOfKind.get('panic') ?? '');
    expect(panic?.steps.map((step) => step.after)).toEqual([0, 30_000, 90_000]);
    expect(panic?.steps[0]?.outputs).toContain('siren-duty-room');
    expect(panic?.steps.at(-1)?.notify).toContainEqual({ person: 'lin-jing' });
    expect(panic).toMatchObject({
      repeatEvery: 60_000,
      arriveWithin: 180_000,
      closeWithin: 1_800_000,
      joinWindow: 120_000,
      renotifyEvery: 5_000,
    });
  });

  it('sounds no siren when only a thing is broken', () => {
    const fault = school.policies.get(school.policyOfKind.get('default') ?? '');
    expect(fault?.steps.flatMap((step) => step.outputs)).toEqual([]);
    expect(fault?.steps.at(-1)?.notify).toContainEqual({ person: 'lin-jing' });
  });

  it('uses the phones, the duty desk and the sirens; the five shown channels stay off without their variables', () => {
    expect(config.channels.map((channel) => [channel.id, channel.local])).toEqual([
      ['staff-phones', false],
      ['duty-desk', true],
      ['output', true],
    ]);
  });

  it('holds only phone numbers that cannot exist', () => {
    for (const person of school.people.values()) {
      for (const { channel, to } of person.addresses) {
        if (channel === 'staff-phones') expect(to).toMatch(/^000-0000-\d{4}$/);
      }
    }
  });
});

describe('a mistake is reported as file:line:col key: what is wrong, and what would be right', () => {
  it.each([
    [
      'a device in a zone that does not exist',
      ['devices.yaml', 'zone: toilet', 'zone: toilett'],
      'devices.yaml:2:38 devices[0].zone: 没有区域 "toilett"，是不是想写 "toilet"？ | there is no zone "toilett", did you mean "toilet"?',
    ],
    [
      'a device in a kind of zone',
      ['devices.yaml', 'zone: toilet', 'zone: corridor'],
      'devices.yaml:2:38 devices[0].zone: "corridor" 是区域类型，这里要写 school.yaml 里的区域编号 | "corridor" is a kind of zone; write a zone id from school.yaml',
    ],
    [
      'a kind of device that does not exist',
      ['devices.yaml', 'kind: button', 'kind: buton'],
      'devices.yaml:2:24 devices[0].kind: 不认识（现在是 "buton"），是不是想写 "button"？ | is not known (it is "buton"), did you mean "button"?',
    ],
    [
      'a key left out',
      ['devices.yaml', 'kind: button, ', ''],
      'devices.yaml:2:5 devices[0].kind: 缺少这一项，例如 button | is missing, e.g. button',
    ],
    [
      'a misspelt key',
      ['devices.yaml', 'name: 按钮', 'nam: 按钮'],
      'devices.yaml:2:46 devices[0].nam: 没有这个键 "nam"，是不是想写 "name"？ | there is no key "nam", did you mean "name"?',
    ],
    [
      'a device that may be silent for longer than promise 7 allows',
      ['devices.yaml', 'name: 按钮', 'name: 按钮, silentAfter: 91'],
      'devices.yaml:2:69 devices[0].silentAfter: 设备最多沉默 90 秒就必须算故障：写 90 或更小 | a device silent for more than 90 s must count as a fault: write 90 or less',
    ],
    [
      'a word for a number',
      ['devices.yaml', 'name: 按钮', 'name: 按钮, silentAfter: soon'],
      'devices.yaml:2:69 devices[0].silentAfter: 应写数字（现在是 "soon"） | must be a number (it is "soon")',
    ],
    [
      'a key written twice',
      ['devices.yaml', 'id: btn-1', 'id: btn-1, id: btn-2'],
      'devices.yaml:2:18 devices[0].id: "id" 写了两次：只留一个 | "id" is written twice: keep one of them',
    ],
    [
      'an id with a capital letter and a space',
      ['devices.yaml', 'id: btn-1', 'id: Btn 1'],
      'devices.yaml:2:11 devices[0].id: 编号只能用小写字母、数字、"." "_" "-"，以字母或数字开头，最多 64 个字符 | an id is made of lower-case letters, digits, "." "_" "-", starts with a letter or digit, and has at most 64 characters',
    ],
    [
      'a zone in a building that does not exist',
      ['school.yaml', 'building: main, floor: 1, kind: corridor', 'building: mian, floor: 1, kind: corridor'],
      'school.yaml:5:37 zones[0].building: 没有楼栋 "mian"，是不是想写 "main"？ | there is no building "mian", did you mean "main"?',
    ],
    [
      'a zone on a floor that does not exist',
      ['school.yaml', 'floor: 1, kind: corridor', 'floor: 7, kind: corridor'],
      'school.yaml:5:50 zones[0].floor: "main" 没有 7 层，可以写：1 | "main" has no floor 7; write one of: 1',
    ],
    [
      'a zone with a policy that does not exist',
      ['school.yaml', 'kind: corridor', 'kind: corridor, policy: painc'],
      'school.yaml:5:77 zones[0].policy: 没有策略 "painc"，是不是想写 "panic"？ | there is no policy "painc", did you mean "panic"?',
    ],
    [
      'a misspelt time zone',
      ['school.yaml', 'name: 小学校', 'name: 小学校\ntimeZone: Asia/Shangai'],
      'school.yaml:2:11 timeZone: 没有这个时区 "Asia/Shangai"，是不是想写 "Asia/Shanghai"？ | there is no time zone "Asia/Shangai", did you mean "Asia/Shanghai"?',
    ],
    [
      'a school without a name',
      ['school.yaml', 'name: 小学校\n', ''],
      'school.yaml:1:1 name: 缺少这一项，例如 芙蓉初中 | is missing, e.g. 芙蓉初中',
    ],
    [
      'a person with an unknown channel',
      ['staff.yaml', 'channel: phones, to: "0001"', 'channel: phone, to: "0001"'],
      'staff.yaml:6:28 people[0].addresses[0].channel: 没有通道 "phone"，是不是想写 "phones"？ | there is no channel "phone", did you mean "phones"?',
    ],
    [
      'a channel without an address',
      ['staff.yaml', 'channel: phones, to: "0001"', 'channel: phones'],
      'staff.yaml:6:17 people[0].addresses[0].to: 缺少这一项，例如 "000-0000-0101" | is missing, e.g. "000-0000-0101"',
    ],
    [
      'an empty address',
      ['staff.yaml', 'channel: phones, to: "0001"', 'channel: phones, to: '],
      'staff.yaml:6:41 people[0].addresses[0].to: 这里是空的：应写文字 | is empty: write text',
    ],
    [
      'a shift that ends when it starts',
      ['staff.yaml', 'from: "19:00", to: "07:00"', 'from: "19:00", to: "19:00"'],
      'staff.yaml:16:61 shifts.guard[0].to: 上下班时刻相同，分不清是 0 小时还是 24 小时：整天写 from: "00:00", to: "24:00"，或分成两班 | from and to are the same, which could mean 0 or 24 hours: write from: "00:00", to: "24:00" for a whole day, or split it into two shifts',
    ],
    [
      'a time of day that is none',
      ['staff.yaml', 'from: "19:00", to: "07:00"', 'from: 7pm, to: "07:00"'],
      'staff.yaml:16:48 shifts.guard[0].from: 时刻要写成 "07:30" 这样 | a time of day is written like "07:30"',
    ],
    [
      'a post that does not exist',
      ['staff.yaml', '  gate: ', '  gates: '],
      'staff.yaml:17:3 shifts.gates: 没有这个键 "gates"，是不是想写 "gate"？ | there is no key "gates", did you mean "gate"?',
    ],
    [
      'nobody to fall back on',
      ['staff.yaml', 'fallback: [lin]', 'fallback: []'],
      'staff.yaml:19:11 fallback: 不能为空 | must not be empty',
    ],
    [
      'an unknown person to fall back on',
      ['staff.yaml', 'fallback: [lin]', 'fallback: [lim]'],
      'staff.yaml:19:12 fallback[0]: 没有人员 "lim"，是不是想写 "lin"？ | there is no person "lim", did you mean "lin"?',
    ],
    [
      'a role that does not exist',
      ['staff.yaml', 'role: leader', 'role: principal'],
      'staff.yaml:5:11 people[0].role: 不认识（现在是 "principal"），可以写：duty, security, leader, admin, auditor | is not known (it is "principal"); write one of: duty, security, leader, admin, auditor',
    ],
    [
      'a school without a leader',
      ['staff.yaml', 'role: leader', 'role: duty'],
      'staff.yaml:2:3 people: 没有一位校领导：至少一人的 role 要写 leader | there is no leader: at least one person needs role: leader',
    ],
    [
      'a step for an unknown post',
      ['alarm.yaml', 'posts: [guard]', 'posts: [gaurd]'],
      'alarm.yaml:7:29 policies.panic.steps[0].posts[0]: 不认识（现在是 "gaurd"），是不是想写 "guard"？ | is not known (it is "gaurd"), did you mean "guard"?',
    ],
    [
      'a step for an unknown person',
      ['alarm.yaml', 'people: [lin]', 'people: [lim]'],
      'alarm.yaml:9:31 policies.panic.steps[2].people[0]: 没有人员 "lim"，是不是想写 "lin"？ | there is no person "lim", did you mean "lin"?',
    ],
    [
      'a step with an unknown siren',
      ['alarm.yaml', 'outputs: [siren-1]', 'outputs: [siren-2]'],
      'alarm.yaml:7:47 policies.panic.steps[0].outputs[0]: 没有警号或警灯 "siren-2"，是不是想写 "siren-1"？ | there is no siren or lamp "siren-2", did you mean "siren-1"?',
    ],
    [
      'an output that cannot sound',
      ['alarm.yaml', 'outputs: [siren-1]', 'outputs: [btn-1]'],
      'alarm.yaml:7:47 policies.panic.steps[0].outputs[0]: "btn-1" 是 button，不会响也不会亮：这里写 siren 或 lamp | "btn-1" is a button and cannot sound: name a siren or a lamp',
    ],
    [
      'a policy that ends at somebody who is no leader',
      ['alarm.yaml', 'people: [lin]', 'people: [zhao]'],
      'alarm.yaml:9:9 policies.panic.steps[2]: 最后一级必须点名一位校领导（role: leader），例如 people: [lin] | the last step must name a person whose role is leader, e.g. people: [lin]',
    ],
    [
      'a policy that ends at a post, which may be empty',
      ['alarm.yaml', 'people: [lin]', 'posts: [leader]'],
      'alarm.yaml:9:9 policies.panic.steps[2]: 最后一级必须点名一位校领导（role: leader），例如 people: [lin] | the last step must name a person whose role is leader, e.g. people: [lin]',
    ],
    [
      'steps that do not go up in time',
      ['alarm.yaml', 'after: 30', 'after: 0'],
      'alarm.yaml:8:18 policies.panic.steps[1].after: 步骤时间要递增：应大于上一级的 0 | steps go up in time: it must be more than 0, the step before',
    ],
    [
      'a step that reaches nobody',
      ['alarm.yaml', 'posts: [leader]', 'posts: []'],
      'alarm.yaml:8:9 policies.panic.steps[1]: 这一级谁也不通知：写 posts、people 或 outputs | this step reaches nobody: write posts, people or outputs',
    ],
    [
      'a kind of incident that does not exist',
      ['alarm.yaml', 'panic: panic', 'panik: panic'],
      'alarm.yaml:11:3 policyOf.panik: 没有这个键 "panik"，是不是想写 "panic"？ | there is no key "panik", did you mean "panic"?',
    ],
    [
      'an unknown policy for a kind',
      ['alarm.yaml', 'panic: panic', 'panic: help'],
      'alarm.yaml:11:10 policyOf.panic: 没有策略 "help"，可以写：panic, default | there is no policy "help"; write one of: panic, default',
    ],
    [
      'a type of channel that does not exist',
      ['alarm.yaml', 'type: webhook, name: 手机', 'type: webhok, name: 手机'],
      'alarm.yaml:2:25 channels[0].type: 不认识（现在是 "webhok"），是不是想写 "webhook"？ | is not known (it is "webhok"), did you mean "webhook"?',
    ],
    [
      'a number that is too small',
      ['alarm.yaml', '    steps:\n', '    repeatEvery: 1\n    steps:\n'],
      'alarm.yaml:6:18 policies.panic.repeatEvery: 太小：最小 5（现在是 "1"） | too small: 5 or more (it is "1")',
    ],
  ] as const)('%s', (_what, [file, from, to], expected) => {
    expect(broken(file, from, to)).toEqual([expected]);
  });

  it('names the line of the first where an id is used twice', () => {
    expect(broken('devices.yaml', 'id: siren-1', 'id: btn-1')).toContain(
      'devices.yaml:3:11 devices[1].id: "btn-1" 重复：第 2 行已经用了，请换一个 | "btn-1" is used twice: line 2 has it already, choose another',
    );
  });

  it('says where a tab stands', () => {
    expect(broken('devices.yaml', 'devices:\n', 'devices:\n\t- x\n')[0]).toBe(
      'devices.yaml:2:1 yaml: 不能用 Tab 缩进：请改成空格 | a tab cannot indent: use spaces (Tabs are not allowed as indentation)',
    );
  });

  it('reports the bells that overlap and the one that runs backwards', () => {
    const bells = `name: 小学校
bells:
  - { name: a, kind: lesson, days: [1], from: "08:00", to: "09:00" }
  - { name: b, kind: break, days: [1], from: "08:30", to: "09:10" }
  - { name: c, kind: break, days: [2], from: "08:30", to: "08:10" }`;
    expect(broken('school.yaml', 'name: 小学校', bells)).toEqual([
      'school.yaml:4:46 bells[1].from: 和第 3 行的时段重叠：请错开 | overlaps the period on line 3: move one of them',
      'school.yaml:5:59 bells[2].to: 结束必须晚于开始 | `to` must be later than `from`',
    ]);
  });

  it('reports everything at once, by file and line', () => {
    using folder = new ConfigFolder();
    folder.replace('devices.yaml', 'zone: toilet', 'zone: toilett');
    folder.replace('staff.yaml', 'role: security', 'role: secruity');
    folder.replace('alarm.yaml', 'after: 30', 'after: x');
    folder.write('gateway.yaml', 'http: { port: 80800 }\n');
    expect(lines(loadConfig(folder.dir, {})).map((line) => line.split(': ')[0])).toEqual([
      'alarm.yaml:8:18 policies.panic.steps[1].after',
      'devices.yaml:2:38 devices[0].zone',
      'gateway.yaml:1:15 http.port',
      'staff.yaml:10:11 people[1].role',
    ]);
  });
});
