/** A small invented school for tests: enough places, devices and people to look like a real one on a screen. */

import { plainCalendar } from '../../gateway/core/calendar/calendar.ts';
import { emptyRoster } from '../../gateway/core/duty/roster.ts';
import type {
  Address,
  ChannelInfo,
  Device,
  DeviceKind,
  Person,
  Policy,
  Role,
  School,
  Zone,
  ZoneKind,
} from '../../gateway/core/school.ts';
import { minutes, seconds } from '../../gateway/core/time.ts';

type ZoneRow = readonly [string, string, string, string | null, number | null, ZoneKind, boolean];
const ZONES: readonly ZoneRow[] = [
  ['jx-f3-toilet-west', '教学楼三层西侧卫生间外', 'Teaching building, 3F west toilet', '教学楼', 3, 'toilet', true],
  ['jx-f2-stair-east', '教学楼二层东楼梯间', 'Teaching building, 2F east stairs', '教学楼', 2, 'stairwell', true],
  ['jx-f1-corridor', '教学楼一层走廊', 'Teaching building, 1F corridor', '教学楼', 1, 'corridor', false],
  ['jx-f4-corridor', '教学楼四层走廊', 'Teaching building, 4F corridor', '教学楼', 4, 'corridor', false],
  ['sy-f2-corridor', '实验楼二层走廊', 'Lab building, 2F corridor', '实验楼', 2, 'corridor', false],
  ['sy-f1-store', '实验楼一层器材室', 'Lab building, 1F storeroom', '实验楼', 1, 'storeroom', true],
  ['sy-roof', '实验楼楼顶平台', 'Lab building, rooftop', '实验楼', 5, 'rooftop', true],
  ['bike-shed', '自行车棚', 'Bike shed', null, null, 'bike-shed', true],
  ['playground-south', '操场南侧看台后', 'Behind the south stand', null, null, 'playground', true],
  ['gate-main', '正门门卫室', 'Main gate lodge', null, 1, 'gate', false],
  ['duty-room', '值班室', 'Duty room', '教学楼', 1, 'duty-room', false],
  ['canteen', '食堂', 'Canteen', null, 1, 'canteen', false],
];

const DEVICES: readonly (readonly [string, DeviceKind, string, string])[] = [
  ['btn-jx3-toilet-west', 'button', 'jx-f3-toilet-west', '三层西卫求助按钮'],
  ['btn-jx2-stair-east', 'button', 'jx-f2-stair-east', '二层东楼梯求助按钮'],
  ['btn-sy2-corridor', 'button', 'sy-f2-corridor', '实验楼二层求助按钮'],
  ['btn-bike-shed', 'button', 'bike-shed', '车棚求助按钮'],
  ['btn-playground', 'button', 'playground-south', '看台后求助按钮'],
  ['door-sy1-store', 'door', 'sy-f1-store', '器材室门磁'],
  ['door-sy-roof', 'door', 'sy-roof', '楼顶门磁'],
  ['motion-jx4', 'motion', 'jx-f4-corridor', '四层走廊人体感应'],
  ['reader-gate', 'reader', 'gate-main', '正门巡更读卡器'],
  ['siren-jx', 'siren', 'jx-f1-corridor', '教学楼警号'],
  ['lamp-duty', 'lamp', 'duty-room', '值班室警灯'],
  ['node-sy', 'node', 'sy-f2-corridor', '实验楼采集节点'],
];

const PEOPLE: readonly (readonly [string, string, string, Role])[] = [
  ['zhou.minghua', '周明华', '校长', 'leader'],
  ['chen.lan', '陈岚', '德育副校长', 'leader'],
  ['li.jianguo', '李建国', '保安队长', 'security'],
  ['wang.qiang', '王强', '保安', 'security'],
  ['zhao.gate', '赵长顺', '门卫', 'security'],
  ['liu.yang', '刘洋', '值班教师', 'duty'],
  ['sun.li', '孙丽', '值班教师', 'duty'],
  ['he.xin', '何欣', '信息管理员', 'admin'],
  ['ma.audit', '马文清', '督导员', 'auditor'],
];

const CHANNELS: readonly ChannelInfo[] = [
  { id: 'wecom-duty', type: 'wecom', name: '企业微信·值班群', local: false },
  { id: 'ntfy-lan', type: 'ntfy', name: '校内推送', local: true },
  { id: 'mail', type: 'smtp', name: '邮件', local: false },
  { id: 'outputs', type: 'output', name: '警号与警灯', local: true },
];

const addressesOf = (person: string): readonly Address[] => [
  { channel: 'wecom-duty', to: `13900000${String(person.length).padStart(3, '0')}` },
  { channel: 'ntfy-lan', to: `duty-${person}` },
];

const PANIC: Policy = {
  id: 'panic',
  steps: [
    { after: seconds(0), notify: [{ post: 'guard' }, { post: 'teacher' }], outputs: ['siren-jx', 'lamp-duty'] },
    { after: seconds(30), notify: [{ post: 'leader' }], outputs: [] },
    { after: seconds(90), notify: [{ person: 'zhou.minghua' }], outputs: [] },
  ],
  repeatEvery: seconds(60),
  arriveWithin: minutes(3),
  closeWithin: minutes(20),
  joinWindow: minutes(10),
  renotifyEvery: seconds(20),
};

const byId = <T extends { readonly id: string }>(items: readonly T[]): ReadonlyMap<string, T> =>
  new Map(items.map((item) => [item.id, item]));

/** The invented school 芙蓉初中 in small. */
export function fakeSchool(): School {
  const zones: Zone[] = ZONES.map(([id, name, nameEn, building, floor, kind, blindSpot]) => {
    return { id, name, nameEn, building, floor, kind, blindSpot };
  });
  const devices: Device[] = DEVICES.map(([id, kind, zone, name]) => {
    return { id, kind, zone, name, silentAfter: seconds(90) };
  });
  const people: Person[] = PEOPLE.map(([id, name, title, role]) => {
    return { id, name, title, role, addresses: addressesOf(id) };
  });
  return {
    name: '芙蓉初中',
    timeZone: 'Asia/Shanghai',
    language: 'zh-CN',
    buildings: ['教学楼', '实验楼'].map((id) => ({
      id,
      name: id,
      floors: [1, 2, 3, 4, 5].map((level) => ({ level, name: `${level} 层`, nameEn: `Floor ${level}` })),
    })),
    zones: byId(zones),
    devices: byId(devices),
    people: byId(people),
    channels: byId(CHANNELS),
    calendar: plainCalendar('Asia/Shanghai'),
    shifts: [
      {
        post: 'guard',
        people: ['li.jianguo', 'wang.qiang'],
        days: [1, 2, 3, 4, 5, 6, 7],
        fromMinute: 0,
        toMinute: 1440,
      },
      { post: 'gate', people: ['zhao.gate'], days: [1, 2, 3, 4, 5, 6, 7], fromMinute: 0, toMinute: 1440 },
      { post: 'teacher', people: ['liu.yang'], days: [1, 2, 3, 4, 5], fromMinute: 420, toMinute: 1320 },
      { post: 'leader', people: ['chen.lan'], days: [1, 2, 3, 4, 5], fromMinute: 420, toMinute: 1320 },
    ],
    roster: emptyRoster,
    policies: byId([PANIC, { ...PANIC, id: 'default' }]),
    procedures: new Map([
      [
        'panic',
        [
          { id: 'two', text: '两人同行，先看现场是否安全', textEn: 'Go in twos; see that the place is safe' },
          { id: 'hurt', text: '有人受伤先拨 120', textEn: 'Anybody hurt: call 120 first' },
          { id: 'apart', text: '把在场的人分开，各自陪着', textEn: 'Keep them apart, somebody with each' },
        ],
      ],
    ]),
    policyOfKind: new Map([
      ['panic', 'panic'],
      ['default', 'default'],
    ]),
    fallback: ['zhou.minghua'],
  };
}
