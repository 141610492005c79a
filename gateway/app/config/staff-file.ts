/** `staff.yaml`: who is there, who is on duty when, and who is told when nobody is. */

import { z } from 'zod';
import { type DutyPost, ROLES } from '../../core/school.ts';
import { clockTime, days, id, name } from './fields.ts';
import { key } from './manual.ts';
import { rosterFields } from './roster-fields.ts';

const address = z.strictObject({
  channel: key(id(), ['通道', 'Channel'], ['alarm.yaml 里的通道编号', 'A channel id from alarm.yaml'], {
    example: 'staff-phones',
  }),
  to: key(
    z.string().trim().min(1).max(254),
    ['地址', 'Address'],
    [
      '手机号、邮箱、ntfy 主题等，由通道决定；数字也按原样保留',
      'A phone number, mail address, ntfy topic …, as the channel needs it; digits are kept as typed',
    ],
    { example: '"000-0000-0101"' },
  ),
});

const person = z.strictObject({
  id: key(id(), ['编号', 'Id'], ['也是登录名', 'Also the sign-in name'], { example: 'lin-jing' }),
  name: key(name(), ['姓名', 'Name'], ['给人看的姓名', 'The name people read'], { example: '林静' }),
  nameEn: key(name().optional(), ['英文姓名', 'English name'], ['英文界面里的姓名', 'Shown in English'], {
    example: 'Lin Jing',
  }),
  title: key(name(), ['职务', 'Title'], ['在学校里做什么', 'What they do in the school'], {
    example: '校长 Principal',
  }),
  role: key(
    z.enum(ROLES),
    ['权限', 'Role'],
    [
      'duty 值班、security 保安、leader 领导、admin 管理员、auditor 审计（只读）',
      'What they may do in the console; auditor only reads',
    ],
    { example: 'leader' },
  ),
  addresses: key(
    z.array(address).max(16).default([]),
    ['联系方式', 'Addresses'],
    [
      '值班人员至少两个互不依赖的通道，其中一个断网也能用',
      'People on duty: at least two independent channels, one of them working with no internet',
    ],
    { example: '- { channel: staff-phones, to: "000-0000-0101" }' },
  ),
});

const shift = () =>
  z.strictObject({
    days: key(days(), ['星期', 'Days'], ['班次开始的那天，1 是星期一', 'The day the shift starts, 1 is Monday'], {
      example: '[1, 2, 3, 4, 5]',
    }),
    from: key(clockTime(), ['上班', 'From'], ['时刻', 'Time of day'], { example: '"19:00"' }),
    to: key(
      clockTime(),
      ['下班', 'To'],
      [
        '早于上班时刻即为次日；整天写 "00:00" 到 "24:00"',
        'Earlier than `from` means the next day; a whole day is "00:00" to "24:00"',
      ],
      { example: '"07:00"' },
    ),
    people: key(z.array(id()).min(1), ['人员', 'People'], ['人员编号', 'Ids of people'], { example: '[zhao-gang]' }),
  });

const POST_TITLES: Readonly<Record<DutyPost, readonly [string, string]>> = {
  leader: ['带班领导', 'Leader on shift'],
  guard: ['保安', 'Guard'],
  gate: ['门卫', 'Gate'],
  teacher: ['值班教师', 'Duty teacher'],
};

const shiftsOf = (post: DutyPost) =>
  key(
    z.array(shift()).default([]),
    POST_TITLES[post],
    ['每周班次；应覆盖全周 24 小时', 'Weekly shifts; they should cover all 24 hours of the week'],
    { example: '- { days: [1, 2, 3, 4, 5], from: "07:00", to: "19:00", people: [zhao-gang] }' },
  );

export const staffFile = z.strictObject({
  people: key(z.array(person).default([]), ['人员', 'People'], ['教职工，不含学生', 'Staff; never pupils'], {
    example: '见 config/staff.yaml',
  }),
  shifts: key(
    z
      .strictObject({
        leader: shiftsOf('leader'),
        guard: shiftsOf('guard'),
        gate: shiftsOf('gate'),
        teacher: shiftsOf('teacher'),
      })
      .prefault({}),
    ['值班表', 'Duty roster'],
    ['按岗位列出每周班次', 'Weekly shifts by post'],
    { example: '见 config/staff.yaml' },
  ),
  ...rosterFields,
  fallback: key(
    z.array(id()).min(1),
    ['兜底人员', 'Fallback'],
    ['值班表上没人联系得上时通知他们；不能为空', 'Told when nobody on the roster can be reached; never empty'],
    { example: '[lin-jing]' },
  ),
});
export type StaffFile = z.infer<typeof staffFile>;
