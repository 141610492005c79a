/** Words for the values of tags and fields: what people read instead of `after-hours` or `re-alarmed`. */

import type { Meaning } from '../../gateway/contract/series/measurement.ts';

export type Words = Readonly<Record<string, Meaning>>;

export const SLOT_WORDS: Words = {
  'before-school': ['上学前', 'Before school'],
  class: ['上课', 'Class'],
  break: ['课间', 'Break'],
  lunch: ['午间', 'Lunch'],
  'after-school': ['放学后', 'After school'],
  'evening-study': ['晚自习', 'Evening study'],
  night: ['夜间', 'Night'],
  closed: ['放假闭校', 'Closed'],
  unknown: ['时钟不可信', 'Clock not trusted'],
};

export const KIND_WORDS: Words = {
  panic: ['求助', 'Panic'],
  tamper: ['拆动', 'Tamper'],
  'device-silent': ['设备沉默', 'Device silent'],
  'door-held': ['门未关', 'Door held open'],
  'after-hours': ['非时段活动', 'After hours'],
  'patrol-missed': ['漏巡', 'Patrol missed'],
  unusual: ['异常', 'Unusual'],
  manual: ['人工上报', 'Raised by a person'],
  storage: ['存储故障', 'Storage fault'],
  channel: ['通道故障', 'Channel fault'],
  none: ['—', '—'],
};

export const LEVEL_WORDS: Words = {
  info: ['消息', 'Info'],
  fault: ['故障', 'Fault'],
  help: ['求助', 'Help'],
  urgent: ['紧急', 'Urgent'],
};

export const MODE_WORDS: Words = { real: ['真实', 'Real'], drill: ['演练', 'Drill'] };

export const LIFECYCLE_WORDS: Words = {
  raised: ['发生', 'Raised'],
  joined: ['并入', 'Joined'],
  escalated: ['升级', 'Escalated'],
  're-alarmed': ['重新报警', 'Alarmed again'],
  notified: ['已通知', 'Notified'],
  seen: ['已看到', 'Seen'],
  taken: ['已接手', 'Taken over'],
  arrived: ['已到场', 'Arrived'],
  'handed-over': ['已交接', 'Handed over'],
  noted: ['已记录', 'Noted'],
  closed: ['已办结', 'Closed'],
};

export const DEVICE_KIND_WORDS: Words = {
  button: ['求助按钮', 'Button'],
  door: ['门磁', 'Door'],
  motion: ['走动传感器', 'Motion'],
  reader: ['读卡器', 'Reader'],
  siren: ['警号', 'Siren'],
  lamp: ['警灯', 'Lamp'],
  node: ['采集节点', 'Node'],
  none: ['—', '—'],
};

export const CARD_WORDS: Words = {
  unknown: ['未知卡', 'Unknown card'],
  lost: ['挂失卡', 'Lost card'],
  cloned: ['疑似复制', 'Seems cloned'],
};

export const GATEWAY_EVENT_WORDS: Words = {
  started: ['启动', 'Started'],
  stopped: ['停止', 'Stopped'],
  'clock-stepped': ['时钟跳变', 'Clock stepped'],
  'storage-fault': ['存储故障', 'Storage fault'],
  'storage-restored': ['存储恢复', 'Storage restored'],
  'channel-fault': ['通道故障', 'Channel fault'],
  'channel-restored': ['通道恢复', 'Channel restored'],
  'sink-fault': ['时序出口故障', 'Sink fault'],
  'sink-restored': ['时序出口恢复', 'Sink restored'],
  'wire-fault': ['串口板故障', 'Board fault'],
  'wire-restored': ['串口板恢复', 'Board restored'],
  'config-loaded': ['载入配置', 'Configuration loaded'],
  'config-refused': ['拒绝配置', 'Configuration refused'],
  'access-refused': ['拒绝访问', 'Access refused'],
  'sign-in-refused': ['拒绝登录', 'Sign-in refused'],
};

export const DEVICE_EVENT_WORDS: Words = {
  hello: ['上线', 'Hello'],
  heartbeat: ['心跳', 'Heartbeat'],
  battery: ['电量', 'Battery'],
  selftest: ['自检', 'Self-test'],
  release: ['松开', 'Released'],
  tap: ['刷卡', 'Tap'],
  fault: ['故障', 'Fault'],
  restored: ['故障恢复', 'Restored'],
  silent: ['沉默', 'Silent'],
  back: ['恢复联系', 'Back'],
  'tamper-open': ['被拆动', 'Tampered'],
  'tamper-closed': ['拆动恢复', 'Tamper closed'],
  quarantined: ['隔离', 'Quarantined'],
  released: ['解除隔离', 'Let out of quarantine'],
  rejected: ['数据被拒', 'Rejected'],
};

export const YES_NO_WORDS: Words = { yes: ['是', 'Yes'], no: ['否', 'No'], none: ['—', '—'] };
