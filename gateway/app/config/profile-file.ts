/** `profiles/*.yaml` and `profiles/families/*.yaml`: what devices of other makers say, as data (docs/adr/0012). */

import { z } from 'zod';
import { BODIES, MEANINGS, UNITS } from '../../core/profile/profile.ts';
import { parsePath } from '../../core/profile/path.ts';
import { DEVICE_KINDS } from '../../core/school.ts';
import { name } from './fields.ts';
import { key } from './manual.ts';
import { say } from './words.ts';

/** Comma-separated parts, each trimmed. */
export const parts = (text: string): readonly string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

const isPath = (text: string): boolean =>
  parts(text).length > 0 && parts(text).every((part) => parsePath(part) !== null);

const path = () =>
  z
    .string()
    .refine(
      isPath,
      say(
        '路径写成 object.button_event.status，名字里有点或冒号的加双引号：params."input:0".state；几处用逗号分开',
        'a path is written object.button_event.status; names with dots or colons stand in double quotes: params."input:0".state; several are separated by commas',
      ),
    );

export const topicPattern = () =>
  z
    .string()
    .min(1)
    .max(256)
    .refine(
      (text) =>
        text.split('/').every((level, at, all) => (level === '#' ? at === all.length - 1 : !/[#]|.\+|\+./.test(level))),
      say(
        '主题写成 stat/{address}/RESULT；"+" 独占一级，"#" 只能在最后',
        'a topic is written stat/{address}/RESULT; "+" alone in its level, "#" only at the end',
      ),
    );

const words = () => z.array(z.string().max(64)).max(64);

const find = z.strictObject({
  means: key(
    z.enum(MEANINGS),
    ['含义', 'Means'],
    [
      'press 求助、release 松开、door 门（yes=开）、motion 有人、checkin 刷卡、tamper 防拆（yes=被拆）、battery 电量、fault 故障、online 在线（no=离线）、restart 重新入网、left 离网',
      'press, release, door (yes = open), motion, checkin (card), tamper (yes = opened), battery, fault, online (no = offline), restart (joined anew), left (the network)',
    ],
    { example: 'press' },
  ),
  at: key(
    path().optional(),
    ['位置', 'At'],
    [
      '值在 JSON 里的路径，几处用逗号分开，第一个有值的算；不写 = 整个消息',
      'Path of the value, several separated by commas: the first that says something counts; none: the whole body',
    ],
    { example: 'action' },
  ),
  yes: key(
    words().optional(),
    ['是', 'Yes'],
    [
      '哪些词表示是（不分大小写）；不写 = true on 1 yes open online ready',
      'Words that mean it, in any case; default: true on 1 yes open online ready',
    ],
    { example: '[emergency, single]' },
  ),
  no: key(
    words().optional(),
    ['否', 'No'],
    [
      '哪些词表示相反；不写 = false off 0 no closed offline lost。空、null、没有这个键一律不算',
      'Words that mean the opposite; default: false off 0 no closed offline lost. Empty, null and absent say nothing',
    ],
    { example: '["false"]' },
  ),
  others: key(
    z.enum(['raise', 'ignore']).default('raise'),
    ['其他词', 'Other words'],
    [
      '求助按钮说了不认识的词：raise 照样报警并标记，ignore 不理',
      'A word nobody knows on a help button: raise (flagged) or ignore',
    ],
    { example: 'ignore' },
  ),
  unit: key(z.enum(UNITS).default('percent'), ['单位', 'Unit'], ['电量的单位', 'Unit of the battery value'], {
    example: 'volt',
  }),
  code: key(
    z.string().min(1).max(64).default('device'),
    ['故障名', 'Fault code'],
    ['means: fault 时故障叫什么', 'What the fault is called, for means: fault'],
    { example: 'low-battery' },
  ),
  level: key(z.enum(['help', 'urgent']).default('help'), ['级别', 'Level'], ['求助的级别', 'Level of the press'], {
    example: 'urgent',
  }),
});

const read = z.strictObject({
  topic: key(
    topicPattern(),
    ['主题', 'Topic'],
    [
      '{base} 桥的前缀，{address} 设备地址（可含斜线、空格、中文），{channel} 第几路，+ 任意一级',
      '{base}: what the bridge is granted, {address}: the device (slashes, spaces, Chinese are fine), {channel}: which input, +: any one level',
    ],
    { example: "'{base}/{address}'" },
  ),
  body: key(
    z.enum(BODIES).default('json'),
    ['格式', 'Body'],
    ['json 对象、text 文字、any 不看内容', 'json object, text, or any (not looked at)'],
    { example: 'text' },
  ),
  each: key(
    path().optional(),
    ['逐项', 'Each'],
    ['列表的路径：逐项读取，下面的路径从每一项算起', 'Path of a list: every entry is read, paths start there'],
    { example: 'params.events' },
  ),
  where: key(
    z.record(z.string().refine(isPath), words().min(1)).default({}),
    ['条件', 'Where'],
    [
      '这些路径的值必须是所列之一，结尾 * 表示开头相同',
      'These paths must say one of the words; a * at the end takes in a beginning',
    ],
    { example: '{ component: ["input:*"] }' },
  ),
  past: key(
    z.boolean().default(false),
    ['历史', 'Past'],
    ['true：是过去的记录（history[]），只进台账，不报警', 'true: entries of the past (history[]), for the record only'],
    { example: 'true' },
  ),
  when: key(
    path().optional(),
    ['时间', 'When'],
    ['历史记录里的时间（纪元秒或毫秒）', 'Path of the time of an entry of the past, epoch s or ms'],
    { example: 'timestamp' },
  ),
  about: key(
    path().optional(),
    ['说的是谁', 'About'],
    ['地址在消息里而不在主题里时：它的路径', 'Path of the address where it is in the body and not in the topic'],
    { example: 'data.friendly_name, data.ieee_address' },
  ),
  codec: key(
    path().optional(),
    ['解码结果', 'Codec'],
    ['解码后的对象的路径；没有 = 没装解码器', 'Path of the decoded object; absent: the codec is missing'],
    { example: 'object' },
  ),
  raw: key(
    path().optional(),
    ['原始数据', 'Raw'],
    ['原始数据的路径；它也空就不算缺解码器', 'Path of the raw payload; empty too: nothing is missing'],
    { example: 'data' },
  ),
  finds: key(
    z.array(find).min(1).max(32),
    ['读什么', 'Finds'],
    ['这条消息里可能说的事', 'What such a message may say'],
    { example: '[{ means: press, at: action }]' },
  ),
});

const sample = z.strictObject({
  name: key(name(), ['名称', 'Name'], ['这条样本是什么', 'What this sample is'], { example: '按下' }),
  topic: key(z.string().min(1).max(512), ['主题', 'Topic'], ['完整的主题', 'The whole topic'], {
    example: 'zigbee2mqtt/0x00158d0001',
  }),
  retained: key(z.boolean().default(false), ['保留', 'Retained'], ['带 retain 标志', 'With the retain flag'], {
    example: 'true',
  }),
  json: key(z.json().optional(), ['JSON', 'JSON'], ['JSON 消息，直接写成 YAML', 'A JSON body, written as YAML'], {
    example: '{ action: emergency }',
  }),
  text: key(z.string().max(4096).optional(), ['文字', 'Text'], ['文字消息', 'A text body'], { example: 'ON' }),
  channel: key(
    z.string().max(64).optional(),
    ['第几路', 'Channel'],
    ['这条样本的设备接的是第几路', 'The input the device is configured for'],
    { example: '"1"' },
  ),
  after: key(
    z.number().min(0).max(604_800).default(0),
    ['间隔', 'After'],
    ['比上一条晚多少秒', 'Seconds since the sample before'],
    { example: '5' },
  ),
  expect: key(
    z.array(z.string().min(1).max(64)).max(32),
    ['应读出', 'Expect'],
    [
      '应该读出的全部含义，例如 press、door open、battery 60、checkin BA839D07、repeat（同一次按下）、past press（历史）、malformed',
      'Everything it must mean: press, door open, battery 60, checkin BA839D07, repeat (the same press again), past press, malformed …',
    ],
    { example: '[press, battery 100]' },
  ),
});

const reads = () => z.array(read).max(32);
const samples = () => z.array(sample).max(100).default([]);

const identity = z.strictObject({
  counter: key(
    path().optional(),
    ['计数器', 'Counter'],
    [
      '设备自己的计数器的路径：同一个数 = 同一次',
      "Path of the device's own counter: the same number is the same event",
    ],
    { example: 'event_cnt' },
  ),
  unique: key(
    path().optional(),
    ['唯一值', 'Unique'],
    ['合起来不会重复的路径', 'Paths that together never come twice'],
    { example: 'deduplicationId' },
  ),
  within: key(
    z.number().min(0).max(60).default(10),
    ['窗口', 'Within'],
    [
      '没有计数器时：几秒内内容相同算同一次',
      'Without a counter: the same content within so many seconds is the same event',
    ],
    { example: '5' },
  ),
});

export const profileFile = z.strictObject({
  name: key(name(), ['名称', 'Name'], ['给人看的名称', 'The name people read'], { example: 'Zigbee 求助按钮' }),
  nameEn: key(name().optional(), ['英文名', 'English name'], ['英文界面里的名称', 'Shown in English'], {
    example: 'Zigbee help button',
  }),
  family: key(
    z.string().min(1).max(64),
    ['系列', 'Family'],
    ['profiles/families 里的文件名', 'A file in profiles/families'],
    { example: 'zigbee2mqtt' },
  ),
  kinds: key(
    z.array(z.enum(DEVICE_KINDS)).min(1),
    ['设备类型', 'Kinds'],
    ['可以当哪些类型的设备', 'What kinds of device it can be'],
    { example: '[button]' },
  ),
  models: key(
    z.array(z.string().min(1).max(64)).max(200).default([]),
    ['型号', 'Models'],
    ['已知适用的型号，用来给新设备推荐', 'Models it is known to fit: for suggestions'],
    { example: '[TS0215A*]' },
  ),
  type: key(
    z.enum(['event', 'level']).default('event'),
    ['类型', 'Type'],
    [
      'event：每条消息是一件新事，保留消息不算；level：消息说的是状态，保留消息也算',
      'event: every message is something new, retained ones are not; level: messages tell a state, retained ones too',
    ],
    { example: 'level' },
  ),
  identity: key(
    identity.prefault({}),
    ['身份', 'Identity'],
    ['怎样认出同一次按下', 'When two presses are the same press'],
    { example: '{ counter: fCnt }' },
  ),
  silentAfter: key(
    z.number().min(5).max(1_209_600).default(90),
    ['多久没声音算故障', 'Silent after'],
    [
      '秒。电池设备按它的心跳写（可以超过 90：桥本身仍按 90 秒监督）',
      'Seconds. Battery devices: by their own check-in (may exceed 90: the bridge itself is supervised within 90)',
    ],
    { example: '90000' },
  ),
  sleeps: key(
    z.boolean().default(false),
    ['会休眠', 'Sleeps'],
    ['true：平时离线是正常的', 'true: being offline is normal'],
    { example: 'true' },
  ),
  testEvery: key(
    z.number().min(1).max(366).optional(),
    ['多久试按一次', 'Test every'],
    ['天；devices.yaml 里可以另写', 'Days; devices.yaml may say otherwise'],
    { example: '31' },
  ),
  channel: key(
    z.string().min(1).max(64).optional(),
    ['第几路', 'Channel'],
    ['{channel} 的默认值', 'Default of {channel}'],
    { example: '"0"' },
  ),
  reads: key(reads().min(1), ['读法', 'Reads'], ['每个主题怎么读', 'How each topic is read'], {
    example: '见 config/profiles',
  }),
  samples: key(
    samples(),
    ['样本', 'Samples'],
    ['`campus-guard profile test` 用它们检查', '`campus-guard profile test` checks against them'],
    { example: '见 config/profiles' },
  ),
});
export type ProfileFile = z.infer<typeof profileFile>;

const inventory = z.strictObject({
  topic: key(
    topicPattern(),
    ['主题', 'Topic'],
    ['桥公布设备清单的主题', 'Topic on which the bridge lists its devices'],
    { example: "'{base}/bridge/devices'" },
  ),
  address: key(path(), ['地址', 'Address'], ['清单项里的地址', 'Path of the address in an entry'], {
    example: 'friendly_name, ieee_address',
  }),
  model: key(path(), ['型号', 'Model'], ['清单项里的型号', 'Path of the model in an entry'], {
    example: 'definition.model',
  }),
});

export const familyFile = z.strictObject({
  name: key(name(), ['名称', 'Name'], ['给人看的名称', 'The name people read'], { example: 'Zigbee2MQTT' }),
  nameEn: key(name().optional(), ['英文名', 'English name'], ['英文界面里的名称', 'Shown in English'], {
    example: 'Zigbee2MQTT',
  }),
  publishes: key(
    z.array(topicPattern()).default([]),
    ['可发布', 'May publish'],
    ['自己连接的设备可以发布的主题', 'Topics a device that connects by itself may publish to'],
    { example: "['stat/{address}/#']" },
  ),
  subscribes: key(
    z.array(topicPattern()).default([]),
    ['可订阅', 'May subscribe'],
    ['可以订阅的主题（网关不往那里发东西）', 'Topics it may subscribe to (the gateway sends nothing there)'],
    { example: "['cmnd/{address}/#']" },
  ),
  bridgeReads: key(
    reads().default([]),
    ['桥自己的话', 'The bridge itself'],
    ['桥说自己在线还是离线', 'The bridge about itself: online, offline'],
    { example: '见 config/profiles/families' },
  ),
  aboutReads: key(
    reads().default([]),
    ['桥说设备', 'The bridge about a device'],
    ['桥说某台设备（地址在消息里），例如离网', 'The bridge about a device named in the body, e.g. left'],
    { example: '见 config/profiles/families' },
  ),
  deviceReads: key(
    reads().default([]),
    ['设备共有的话', 'Said by all devices'],
    ['这个系列的每台设备都会说的，例如在线', 'What every device of the family says, e.g. availability'],
    { example: '见 config/profiles/families' },
  ),
  ignores: key(
    z.array(topicPattern()).default([]),
    ['不是设备', 'No devices'],
    ['前缀下面不是设备的主题', 'Topics under the base that are no devices'],
    { example: "['{base}/bridge/#']" },
  ),
  inventory: key(
    inventory.optional(),
    ['设备清单', 'Inventory'],
    ['桥自己的设备清单，用来推荐类型', "The bridge's own list of devices, for suggestions"],
    { example: '见 config/profiles/families' },
  ),
  samples: key(
    samples(),
    ['样本', 'Samples'],
    ['`campus-guard profile test` 用它们检查', '`campus-guard profile test` checks against them'],
    { example: '见 config/profiles/families' },
  ),
});
export type FamilyFile = z.infer<typeof familyFile>;
