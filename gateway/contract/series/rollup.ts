/**
 * Bucket `rollup`: hours, counted by the gateway from the facts, kept for ever. An hour is written when it is over, and again with
 * the same tags and time whenever a late fact changes it. Drills never count. InfluxQL knows no hour of the day: `hour` and `dow`
 * are tags, in the school's time zone.
 */

import { float, int, measurement, oneOf } from './measurement.ts';
import { place, slot } from './shared-tags.ts';

/** `00` to `23`, in two digits so that they sort. */
export const HOURS = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0'));
/** ISO weekdays: `1` is Monday. */
export const DOWS = ['1', '2', '3', '4', '5', '6', '7'] as const;

export const zoneHour = measurement(
  'rollup',
  [
    '每区域每小时每时段一个点，时间为整点；没有事也写 0，没有点就是没有数据',
    'A point for each zone, hour and window, at the full hour; zeros are written too: no point means that no data was gathered',
  ],
  {
    ...place,
    ...slot,
    hour: oneOf(HOURS, '几点（学校时区）', 'Hour of the day in the school’s zone'),
    dow: oneOf(DOWS, '星期几，1 为周一', 'Day of the week, 1 is Monday'),
  },
  {
    minutes: float('min', '这一小时属于该时段的分钟', 'Minutes of the hour that lie in the window'),
    watched_minutes: float('min', '其中网关在工作的分钟', 'Of these, minutes in which the gateway was at work'),
    uncovered_minutes: float(
      'min',
      '其中重点区域无人看护的分钟（叫不到人、没有按时的巡查、没有传感器）',
      'Of these, minutes in which nobody looked after the key area: nobody to call, no patrol within its period, or no sensor',
    ),
    presses: int('1', '求助按压', 'Presses'),
    incidents: int('1', '新事件（所有类型）', 'Incidents raised, of all kinds'),
    alarms: int('1', '其中需要人到场的（help、urgent）', 'Of these, people in need (help and urgent)'),
    taken: int('1', '本小时发生、已接手', 'Of the alarms raised in this hour: taken over'),
    taken_ms: int('ms', '其接手用时之和', 'Sum of their times from raised to taken over'),
    doors: int('1', '开门次数', 'Doors opened'),
    motion: int('1', '活动次数', 'Motion events'),
    checkins: int('1', '巡查到点', 'Checkpoints passed'),
    misses: int('1', '巡查漏点', 'Checkpoints missed'),
    activity: int('1', '活动总数：开门、活动、到点', 'Doors opened, motion and checkpoints together'),
  },
);
