/** Bucket `raw`: sensors, devices and the gateway itself. Many points, kept for weeks; the oldest are shed first. */

import { float, int, listed, mayFloat, mayInt, mayText, measurement, n, oneOf, text } from './measurement.ts';
import { deviceKind, place, slot } from './shared-tags.ts';

const counter = {
  boot: mayInt('1', '设备启动次数', 'Boot counter of the device'),
  event: mayInt('1', '设备事件号', 'Event counter within the boot'),
} as const;

/** A tag where a panel needs a series for each device; the field holds the id of every device, listed or not. */
const deviceTag = listed(
  'devices',
  '设备编号，配置里没有的为 unlisted',
  'Device id; unlisted where the configuration has none',
);
const deviceId = text('设备编号', 'Device id, also where it is not listed');

export const door = measurement(
  'raw',
  ['门的开与关；每个门磁一条线', 'Doors opening and closing, a series for each sensor'],
  { device: deviceTag, ...place, ...slot },
  {
    n,
    device_id: deviceId,
    open: int('1', '1 开 0 关', '1 opened, 0 closed'),
    ...counter,
  },
);

export const motion = measurement(
  'raw',
  ['有人活动', 'Motion and occupancy'],
  { ...place, ...slot },
  {
    n,
    device_id: deviceId,
    active: mayInt('1', '1 有人 0 无人', '1 somebody, 0 nobody any more'),
    people: mayInt('1', '人数', 'People counted'),
    ...counter,
  },
);

export const sensorRule = measurement(
  'raw',
  [
    '传感规则成立与结束；raised=no 是迟滞期内不再报',
    'A sensor rule is met or cleared; raised=no: too soon after the last time',
  ],
  {
    rule: listed('rules', '规则编号', 'Rule id'),
    event: oneOf(['met', 'cleared'], '成立或结束', 'Met or cleared'),
    raised: oneOf(['yes', 'no'], '是否开了事件', 'Did it open an incident'),
    ...place,
    ...slot,
  },
  { n, device_id: deviceId },
);

export const flood = measurement(
  'raw',
  ['超出速率、合并记录的数据', 'What a device sent above its rate, counted together'],
  { ...place },
  { events: int('1', '被合并的条数', 'Events in the summary'), device_id: deviceId },
);

export const DEVICE_EVENTS = [
  'hello',
  'heartbeat',
  'battery',
  'selftest',
  'release',
  'tap',
  'fault',
  'restored',
  'silent',
  'back',
  'tamper-open',
  'tamper-closed',
  'quarantined',
  'released',
  'rejected',
] as const;

export const deviceHealth = measurement(
  'raw',
  [
    '设备状态；每台设备一条线（标签 device 只取配置里的编号，其余为 unlisted）',
    'Health of devices, a series for each: the tag `device` is an id of the configuration, or `unlisted`',
  ],
  {
    event: oneOf(DEVICE_EVENTS, '什么事', 'What happened'),
    device: listed(
      'devices',
      '设备编号，配置里没有的为 unlisted',
      'Device id; unlisted where the configuration has none',
    ),
    device_kind: deviceKind,
    ...place,
  },
  {
    n,
    device_id: deviceId,
    code: mayText('故障代码或隔离原因', 'Code of the fault, or why it was quarantined'),
    battery_pct: mayFloat('%', '电量', 'Battery'),
    battery_mv: mayFloat('mV', '电压', 'Battery voltage'),
    rssi: mayFloat('dBm', '信号', 'Signal'),
    uptime_s: mayFloat('s', '已运行', 'Uptime'),
    events: mayInt('1', '条数（被拒时）', 'How many (rejected)'),
  },
);

export const deviceStatus = measurement(
  'raw',
  [
    '每台配置的设备每 10 分钟一点：沉默、电量、多久没测试。沉默也是明确的点',
    'A point for each configured device every 10 minutes: silence is a point too, not a gap',
  ],
  { device: deviceTag, device_kind: deviceKind, ...place },
  {
    n,
    online: int('1', '1 在线', '1 while connected'),
    silent: int('1', '1 沉默', '1 while silent'),
    lid_open: int('1', '1 外壳打开', '1 while its lid is open'),
    faults: int('1', '当前故障数', 'Faults that stand'),
    quarantined: int('1', '1 已隔离', '1 while quarantined'),
    seen_s: mayFloat('s', '多久没有消息，从未有过则缺', 'Since it was last heard; missing where it never was'),
    tested_s: mayFloat(
      's',
      '按钮多久没有按压或自检，从未有过则缺',
      'Since its last press or self-test; missing where there was none',
    ),
    unproven: int('1', '1 按钮超过 30 天未验证', '1 for a button without press or self-test for 30 days'),
    battery_pct: mayFloat('%', '电量', 'Battery'),
  },
);

export const gateway = measurement(
  'raw',
  [
    '网关自身，每 10 秒一点；没有新点就是没有数据',
    'The gateway itself, a point every 10 s: no new point means that no data arrives',
  ],
  {},
  {
    loop_p50_ms: float('ms', '事件循环延迟中位', 'Event loop delay, median'),
    loop_p99_ms: float('ms', '事件循环延迟 p99', 'Event loop delay, p99'),
    loop_max_ms: float('ms', '事件循环延迟最大', 'Event loop delay, most'),
    rss_mb: float('MB', '内存', 'Memory'),
    cpu_pct: float('%', '处理器占用（一核为 100）', 'CPU, 100 is one core'),
    journal_backlog: int('1', '等待写盘的事实', 'Facts waiting for the disk'),
    journal_facts: int('1', '台账条数', 'Accountable facts on record'),
    storage_ok: int('1', '1 存储正常', '1 while storage is well'),
    notices_waiting: int('1', '等待发送的通知', 'Notices waiting to be sent'),
    incidents_open: int('1', '未办结事件', 'Incidents that are not closed'),
    incidents_unowned: int('1', '无人接手的事件', 'Incidents that nobody has taken over'),
    oldest_unowned_s: float('s', '最久无人接手', 'Age of the oldest incident that nobody has taken over; 0 for none'),
    alarms_10min: int('1', '近 10 分钟新事件', 'Incidents raised in the last 10 minutes'),
    alarms_1h: int('1', '近 1 小时新事件', 'Incidents raised in the last hour'),
    devices: int('1', '配置的设备', 'Configured devices'),
    devices_online: int('1', '在线设备', 'Devices with an open connection'),
    devices_silent: int('1', '沉默设备', 'Configured devices that are silent'),
    events: int('1', '自启动以来的数据', 'Device events since the start'),
    presses: int('1', '自启动以来的按压', 'Presses since the start'),
    rejected: int('1', '自启动以来被拒数据', 'Unusable events since the start'),
    clock_trusted: int('1', '1 时钟可信', '1 while the clock is trusted'),
    uptime_s: float('s', '已运行', 'Uptime'),
  },
);

export const gatewayChannel = measurement(
  'raw',
  ['通知渠道，每 10 秒一点', 'Channels, a point every 10 s'],
  { channel: listed('channels', '渠道编号', 'Channel id') },
  {
    up: int('1', '1 正常 0 故障', '1 answers, 0 does not'),
    waiting: int('1', '等待发送', 'Notices that wait'),
  },
);

export const gatewaySink = measurement(
  'raw',
  ['时序库出口，每 10 秒一点', 'Sinks of this export, a point every 10 s'],
  { sink: listed('sinks', '出口编号', 'Sink id') },
  {
    up: int('1', '1 正常 0 故障', '1 answers, 0 does not'),
    lag_lines: int('1', '积压行数', 'Lines that wait'),
    lag_alarm_lines: int('1', '积压报警行数', 'Alarm lines that wait'),
    lag_s: float('s', '最旧一行等了多久', 'How long the oldest line has waited'),
    written: int('1', '自启动以来写入行数', 'Lines written since the start'),
    dead: int('1', '被拒收、待处理的行', 'Rejected lines that wait for a person'),
    shed: int('1', '因容量丢弃的数据行', 'Telemetry lines shed for want of room, since the file was made'),
  },
);

export const GATEWAY_EVENTS = [
  'started',
  'stopped',
  'clock-stepped',
  'storage-fault',
  'storage-restored',
  'channel-fault',
  'channel-restored',
  'sink-fault',
  'sink-restored',
  'wire-fault',
  'wire-restored',
  'config-loaded',
  'config-refused',
  'access-refused',
  'sign-in-refused',
] as const;

export const gatewayEvent = measurement(
  'raw',
  ['网关发生的事', 'What happened to the gateway'],
  {
    event: oneOf(GATEWAY_EVENTS, '什么事', 'What happened'),
    channel: listed('channels', '渠道编号，没有则 none', 'Channel id; none where there is none'),
    sink: listed('sinks', '出口编号，没有则 none', 'Sink id; none where there is none'),
  },
  {
    n,
    code: mayText('代码', 'Code'),
    count: mayInt('1', '次数', 'How often'),
    by_ms: mayInt('ms', '时钟跳了多少', 'How far the clock was stepped'),
  },
);
