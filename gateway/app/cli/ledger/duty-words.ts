import type { DutyFact } from '../../../core/duty/duty-facts.ts';

/** What each kind of duty fact is called on paper. */
export const DUTY_WORDS: Readonly<Record<DutyFact['kind'], string>> = {
  'duty-overridden': '值班改派',
  'duty-swapped': '换班',
  'leave-granted': '请假',
  'duty-change-withdrawn': '撤销值班变更',
  'duty-handed-over': '交接班签字',
  'duty-presence-seen': '值班台签到',
  'duty-presence-missed': '值班台缺岗',
  'schedules-suspended': '计划暂停（时钟不可信）',
  'schedules-resumed': '计划恢复',
  'roster-checked': '值班表检查',
};
