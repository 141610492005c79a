/** Tags that many measurements carry. What a panel groups or filters by must stand in the measurement itself: InfluxQL has no joins. */

import { WINDOW_NAMES } from '../../core/calendar/calendar.ts';
import { INCIDENT_KINDS, LEVELS, NOTICE_REASONS } from '../../core/facts.ts';
import { DEVICE_KINDS, ZONE_KINDS } from '../../core/school.ts';
import { listed, oneOf } from './measurement.ts';

/** Stands for "there is none" in every tag: an empty tag value is not allowed. */
export const NONE = 'none';
/** Stands for a device that the configuration does not list. */
export const UNLISTED = 'unlisted';

/** Windows of the bell timetable (core/calendar), and `unknown` while the clock is not trusted. */
export const SLOTS = [...WINDOW_NAMES, 'unknown'] as const;
export type Slot = (typeof SLOTS)[number];

export const YES_NO = ['yes', 'no'] as const;

/** `real` is what counts in every figure about the school; `drill` never does. */
export const MODES = ['real', 'drill'] as const;

/**
 * `zone` is the id, which stays for ever; `zone_name` is what the zone was called when the point was first written. People read and
 * choose `zone_name`; after a rename both names stand in the history, and grouping by `zone` joins them.
 */
export const place = {
  zone: listed('zones', '区域编号（永不改变），没有则 none', 'Zone id (stays for ever); none where there is none'),
  zone_name: listed(
    'zone names',
    '区域名称（写入时的叫法），没有则 none',
    'Zone name as it was called at the time; none where there is none',
  ),
  zone_kind: oneOf([...ZONE_KINDS, NONE], '区域类型', 'Kind of zone'),
  blind_spot: oneOf([...YES_NO, NONE], '是否监管盲区', 'Is the zone a blind spot'),
} as const;

export const slot = {
  slot: oneOf(SLOTS, '时段（作息窗口）', 'Window of the timetable at that moment'),
} as const;

export const mode = {
  mode: oneOf(MODES, '真实或演练', 'Real, or a drill'),
} as const;

export const incidentKind = oneOf([...INCIDENT_KINDS, NONE], '事件类型', 'Kind of incident');
export const level = oneOf(LEVELS, '级别', 'Level');
export const reason = oneOf(NOTICE_REASONS, '通知缘由', 'Why the notice was given');
export const deviceKind = oneOf([...DEVICE_KINDS, NONE], '设备类型', 'Kind of device');
