import type { DutyFact } from '../../../core/duty/duty-facts.ts';
import type { FactView } from '../fact-view.ts';

/** Sentences for what is recorded of the roster. */
export const dutyRecord: Readonly<Record<DutyFact['kind'], (fact: FactView) => string>> = {
  'duty-overridden': (f) => `${f.actor} 改派值班：${f.word('post')}（${f.text('reason')}）`,
  'duty-swapped': (f) => `${f.actor} 登记换班，由 ${f.person('by')} 顶班（${f.text('reason')}）`,
  'leave-granted': (f) => `${f.actor} 登记 ${f.person('person')} 请假（${f.text('reason')}）`,
  'duty-change-withdrawn': (f) => `${f.actor} 撤销值班变更（${f.text('reason')}）`,
  'duty-handed-over': (f) =>
    `${f.actor} 签字交接班：${f.person('outgoing')} → ${f.person('incoming')}${f.yes('complete') ? '，双方已签' : '，等对方签字'}`,
  'duty-presence-seen': () => '值班台有人',
  'duty-presence-missed': () => '值班台无人签到',
  'schedules-suspended': () => '时钟不可信，作息与值班计划暂停',
  'schedules-resumed': () => '时钟恢复可信，作息与值班计划恢复',
  'roster-checked': (f) => `检查值班表：未来 14 天有 ${f.number('uncoveredMinutes') ?? 0} 分钟无人照看`,
};
