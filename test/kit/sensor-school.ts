/** The invented school with sensors in its blind spots, the holidays of autumn 2026, and rules that a duty director might write. */

import { plainCalendar, type SpecialDay } from '../../gateway/core/calendar/calendar.ts';
import { type DayNumber, dayNumber } from '../../gateway/core/calendar/civil-date.ts';
import type { Device, School } from '../../gateway/core/school.ts';
import { minutes, seconds } from '../../gateway/core/time.ts';
import { QUARANTINE_LIMITS, type SensorRule } from '../../gateway/core/warning/sensor-rule.ts';
import { fakeSchool } from './fake-school.ts';

const anywhere = { kinds: [], ids: [], blindSpot: null } as const;

export const FORCED: SensorRule = {
  id: 'forced',
  what: 'door-forced',
  name: '关闭时段有门被打开',
  nameEn: 'A door was opened after hours',
  zones: { ...anywhere, kinds: ['storeroom', 'rooftop'] },
  windows: ['night', 'closed'],
  threshold: 0,
  level: 'help',
  hysteresis: seconds(60),
};
export const HELD: SensorRule = {
  ...FORCED,
  id: 'held',
  what: 'door-held',
  name: '门没有关',
  nameEn: 'A door was left open',
  windows: [],
  threshold: seconds(120),
  level: 'fault',
};
export const MOTION: SensorRule = {
  ...FORCED,
  id: 'motion',
  what: 'motion-closed',
  name: '关闭时段有人走动',
  zones: { ...anywhere, blindSpot: true },
  hysteresis: seconds(300),
};
export const DWELL: SensorRule = {
  ...MOTION,
  id: 'dwell',
  what: 'dwell',
  name: '上课时间有人久留',
  windows: ['class'],
  threshold: seconds(300),
};
export const CROWD: SensorRule = {
  ...MOTION,
  id: 'crowd',
  what: 'crowding',
  name: '聚集',
  windows: [],
  threshold: 8,
  hysteresis: seconds(120),
};
export const ALL_RULES: readonly SensorRule[] = [FORCED, HELD, MOTION, DWELL, CROWD];

const SENSORS: readonly (readonly [string, Device['kind'], string])[] = [
  ['pir-stairs', 'motion', 'jx-f2-stair-east'],
  ['pir-shed', 'motion', 'bike-shed'],
  ['pir-store', 'motion', 'sy-f1-store'],
  ['counter-shed', 'motion', 'bike-shed'],
];

/** National Day and its make-up day, as the State Council set them. */
function specialDays(): ReadonlyMap<DayNumber, SpecialDay> {
  const holiday: SpecialDay = { is: 'holiday', name: '国庆节', timetable: 0 };
  const days = ['2026-10-01', '2026-10-02', '2026-10-05', '2026-10-06', '2026-10-07'];
  const special = new Map(days.map((day) => [dayNumber(day) ?? 0, holiday] as const));
  return special.set(dayNumber('2026-10-10') ?? 0, { is: 'make-up', name: '国庆节', timetable: 3 });
}

export function sensorSchool(rules: readonly SensorRule[] = ALL_RULES, quarantine = QUARANTINE_LIMITS): School {
  const school = fakeSchool();
  const more = SENSORS.map(([id, kind, zone]): Device => ({ id, kind, zone, name: id, silentAfter: seconds(90) }));
  return {
    ...school,
    devices: new Map([...school.devices, ...more.map((device) => [device.id, device] as const)]),
    calendar: { ...plainCalendar('Asia/Shanghai'), special: specialDays() },
    rules: { rules, quarantine },
  };
}

export const QUICK_QUARANTINE = { ...QUARANTINE_LIMITS, quietFor: minutes(2), stuckAfter: minutes(10) };
