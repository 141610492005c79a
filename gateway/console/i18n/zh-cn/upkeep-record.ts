import type { UpkeepFact } from '../../../core/supervision/upkeep-facts.ts';
import type { FactView } from '../fact-view.ts';

/** 设备维护方面的记录。 */
export const upkeepRecord: Readonly<Record<UpkeepFact['kind'], (fact: FactView) => string>> = {
  'device-muted': (f) => `${f.actor} 让设备 ${f.text('device')} 的故障暂时静音（${f.text('reason')}）；求助照样报警`,
  'device-unmuted': (f) => `设备 ${f.text('device')} 的静音${f.text('why') === 'over' ? '到期' : `由 ${f.actor} 结束`}`,
  'proof-awaited': (f) => `开始等待试按：${f.text('device')}`,
  'button-unproven': (f) => `求助按钮 ${f.text('device')} 太久没有试按，可能已失灵`,
  'button-proven': (f) => `求助按钮 ${f.text('device')} 已试按`,
  'upstream-lost': (f) => `上级 MQTT ${f.text('upstream')} 断开（${f.text('code')}）`,
  'upstream-restored': (f) => `上级 MQTT ${f.text('upstream')} 恢复`,
  'stranger-heard': (f) => `桥 ${f.text('bridge')} 后面有一台未登记的设备：${f.text('address')}`,
  'past-event-told': (f) => `设备 ${f.text('device')} 补报过去的事：${f.text('of')}`,
};

export const upkeepFlags = {
  'unknown-word': '不认识的动作，照样报警',
  'codec-missing': '没有解码器，照样报警',
  unproven: '太久没有试按',
};
