/** The words of the take-over page, zh-CN and English. */

import type { IncidentKind, Level } from '../../core/facts.ts';

export interface Words {
  readonly zh: string;
  readonly en: string;
}
export type Language = keyof Words;

export const KIND_WORDS: Readonly<Record<IncidentKind, Words>> = {
  panic: { zh: '有人求助', en: 'Call for help' },
  tamper: { zh: '设备被拆动', en: 'Device tampered with' },
  'device-silent': { zh: '设备失联', en: 'Device silent' },
  'door-held': { zh: '门长时间未关', en: 'Door held open' },
  'after-hours': { zh: '非开放时间有人', en: 'Presence after hours' },
  'patrol-missed': { zh: '巡查漏点', en: 'Patrol missed' },
  unusual: { zh: '异常情况', en: 'Something unusual' },
  manual: { zh: '人工报警', en: 'Raised by a person' },
  storage: { zh: '存储故障', en: 'Storage fault' },
  channel: { zh: '通知渠道故障', en: 'Alert channel fault' },
};

export const LEVEL_WORDS: Readonly<Record<Level, Words>> = {
  urgent: { zh: '紧急求助', en: 'Urgent' },
  help: { zh: '求助', en: 'Help needed' },
  fault: { zh: '故障', en: 'Fault' },
  info: { zh: '提示', en: 'Information' },
};

export const STATUS_WORDS = {
  open: { zh: '无人接警', en: 'Nobody has taken over' },
  taken: { zh: '已接警，正在赶往', en: 'Taken over, on the way' },
  arrived: { zh: '已到达现场', en: 'Arrived' },
  closed: { zh: '已结束', en: 'Closed' },
} as const satisfies Record<string, Words>;

export const SAID = {
  title: { zh: '校园守护', en: 'Campus Guard' },
  drill: { zh: '演练', en: 'Drill' },
  place: { zh: '地点', en: 'Place' },
  noPlace: { zh: '未知地点', en: 'Unknown place' },
  time: { zh: '时间', en: 'Time' },
  level: { zh: '级别', en: 'Level' },
  state: { zh: '状态', en: 'State' },
  owner: { zh: '负责人', en: 'Owner' },
  presses: { zh: '按下次数', en: 'Presses' },
  text: { zh: '说明', en: 'Text' },
  you: { zh: '您', en: 'You' },
  take: { zh: '我去处理', en: 'Take over' },
  takeFrom: { zh: '由我接手', en: 'Take over from them' },
  arrive: { zh: '我已到达', en: 'I have arrived' },
  taken: { zh: '您已接警，请立即前往。', en: 'You have taken over. Please go now.' },
  yours: { zh: '此警情已由您负责。', en: 'It is yours already.' },
  arrived: { zh: '已记录您到达现场。', en: 'Your arrival is recorded.' },
  notStored: { zh: '已通知各方，记录尚未写入磁盘。', en: 'Everybody is told; the record is not on disk yet.' },
  others: { zh: '已由其他人负责：', en: 'Somebody else has it: ' },
  refused: { zh: '当前状态不允许此操作。', en: 'Its present state does not allow this.' },
  invalid: { zh: '链接无效。', en: 'This link is not valid.' },
  expired: { zh: '链接已过期，请登录控制台。', en: 'This link has expired. Please sign in to the console.' },
  gone: { zh: '没有这个警情。', en: 'There is no such incident.' },
  failed: {
    zh: '操作未成功，请重试或立即电话联系值班室。',
    en: 'That did not work. Try again, or call the duty room.',
  },
  console: { zh: '打开控制台', en: 'Open the console' },
} as const satisfies Record<string, Words>;
