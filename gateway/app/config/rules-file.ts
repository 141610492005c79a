/** `rules.yaml`: what doors and corridors raise below the level of a press. Rules only ever add: no key here can hold a press back. */

import { z } from 'zod';
import { WINDOW_NAMES } from '../../core/calendar/calendar.ts';
import { ZONE_KINDS } from '../../core/school.ts';
import { RULE_KINDS, RULE_LEVELS } from '../../core/warning/sensor-rule.ts';
import { id, name, secondsBetween } from './fields.ts';
import { key } from './manual.ts';

const DAY = 86_400;

const zones = z.strictObject({
  kinds: key(
    z.array(z.enum(ZONE_KINDS)).default([]),
    ['区域类型', 'Kinds of zone'],
    ['school.yaml 里的区域类型；不写则不限', 'Kinds from school.yaml; left out: any'],
    { example: '[toilet, stairwell]' },
  ),
  ids: key(
    z.array(id()).default([]),
    ['区域编号', 'Zone ids'],
    ['只管这几个区域；不写则不限', 'Only these zones; left out: any'],
    { example: '[gym-behind]' },
  ),
  blindSpot: key(
    z.boolean().optional(),
    ['监管盲区', 'Blind spot'],
    [
      'true 只管盲区，false 只管非盲区；不写则不限',
      '`true`: blind spots only, `false`: none of them; left out: either',
    ],
    { example: 'true' },
  ),
});

const rule = z.strictObject({
  id: key(id(), ['编号', 'Id'], ['事件上的标记 rule:编号', 'Shown on the incident as the flag `rule:<id>`'], {
    example: 'roof-forced',
  }),
  what: key(
    z.enum(RULE_KINDS),
    ['查什么', 'What'],
    [
      'door-forced 关闭时段开门；door-held 门开着太久；motion-closed 关闭时段有人走动；dwell 有人一直不走；crowding 人太多',
      'door-forced: opened in a window when it should not be; door-held: open for too long; motion-closed: somebody moves then; dwell: somebody does not leave; crowding: too many people',
    ],
    { example: 'door-forced' },
  ),
  name: key(name(), ['名称', 'Name'], ['写进通知', 'Goes into the alert'], { example: '屋顶门在关闭时段被打开' }),
  nameEn: key(name().optional(), ['英文名', 'English name'], ['英文通知里的名称', 'Goes into English alerts'], {
    example: 'Rooftop door opened out of hours',
  }),
  zones: key(
    zones.prefault({}),
    ['哪些区域', 'Which zones'],
    ['几项都写则要同时满足；全不写就是所有区域', 'All that is written must fit; nothing written: every zone'],
    { example: '{ kinds: [rooftop] }' },
  ),
  windows: key(
    z.array(z.enum(WINDOW_NAMES)).default([]),
    ['哪些时段', 'Which windows'],
    [
      '作息里的时段；不写则任何时候。时钟不可信时，写了时段的规则暂停。door-forced 和 motion-closed 必须写',
      'Parts of the school day; left out: at any time. While the clock is not trusted, rules with windows are suspended. door-forced and motion-closed need them',
    ],
    { example: '[night, closed]' },
  ),
  threshold: key(
    z.number().min(1).max(DAY).optional(),
    ['界限', 'Threshold'],
    [
      'door-held、dwell 是秒；crowding 是人数，超过才报。另两种不写',
      'Seconds for door-held and dwell; people for crowding, raised above it. The other two have none',
    ],
    { example: '120' },
  ),
  level: key(
    z.enum(RULE_LEVELS).default('fault'),
    ['级别', 'Level'],
    [
      'info 消息、fault 故障、help 要有人去看；最高级 urgent 只给求助按钮',
      'info, fault, or help where somebody should go; urgent is kept for help buttons',
    ],
    { example: 'help' },
  ),
  hysteresis: key(
    secondsBetween(30, DAY).default(60),
    ['复位时间', 'Hysteresis'],
    [
      '情况消失至少这么多秒之后，再出现才算新的一次',
      'What it looks for must be gone this many seconds before it is raised anew',
    ],
    { example: '60' },
  ),
});

const quarantine = z.strictObject({
  quietFor: key(
    secondsBetween(60, DAY).default(600),
    ['安静多久解除', 'Quiet for'],
    [
      '被隔离的传感器这么多秒没有再出问题，就自动解除',
      'A quarantined sensor is released after this many seconds without trouble',
    ],
    { example: '600' },
  ),
  stuckAfter: key(
    secondsBetween(600, 7 * DAY).default(14_400),
    ['一直有动静多久算卡住', 'Stuck after'],
    ['走动传感器连续这么多秒说"有人"', 'A motion sensor that reports motion without a pause for this many seconds'],
    { example: '14400' },
  ),
  unchangedAfter: key(
    secondsBetween(3600, 365 * DAY)
      .nullable()
      .default(null),
    ['多久没有变化算卡住', 'Unchanged after'],
    [
      '门磁或走动传感器在线却这么多秒没有任何变化；null 不查（假期里本来就没有变化）',
      'A door or motion sensor that is on line and has said nothing new for this many seconds; null: not judged, because nothing changes in the holidays',
    ],
    { example: '1209600' },
  ),
});

export const rulesFile = z.strictObject({
  rules: key(
    z.array(rule).max(500).default([]),
    ['规则', 'Rules'],
    [
      '每条一件事；规则只会多报，绝不会影响求助按钮',
      'One thing each; rules only add alarms and never touch a help button',
    ],
    { example: '见 config/rules.yaml' },
  ),
  quarantine: key(
    quarantine.prefault({}),
    ['隔离', 'Quarantine'],
    [
      '一分钟内报三次（抖动）、卡住或一分钟 120 条消息的传感器被隔离：照样记录，但规则不再据它报警；求助按钮永不隔离',
      'A sensor that alarms three times in a minute (chatters), is stuck, or sends 120 messages in a minute is quarantined: still recorded, but rules do not raise on it; a help button never is',
    ],
    { example: '{ quietFor: 600 }' },
  ),
});
export type RulesFile = z.infer<typeof rulesFile>;
