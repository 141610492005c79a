import type { AccountableSensorFact, SensorTelemetryFact } from '../../../core/warning/sensor-facts.ts';
import type { FactView } from '../fact-view.ts';

type Kind = (AccountableSensorFact | SensorTelemetryFact)['kind'];

/** Sentences for what is recorded of sensors and their rules. */
export const sensorRecord: Readonly<Record<Kind, (fact: FactView) => string>> = {
  'sensor-quarantined': (f) => `传感器 ${f.text('device')} 已隔离：${f.word('why')}`,
  'sensor-released': (f) => `${f.actor}解除了传感器 ${f.text('device')} 的隔离`,
  'rule-met': (f) =>
    `规则 ${f.text('rule')} 在 ${f.text('device')} 成立${f.yes('raised') ? '' : '（间隔太短，不再报）'}`,
  'rule-cleared': (f) => `规则 ${f.text('rule')} 在 ${f.text('subject')} 不再成立`,
};

export const quarantineCodes = {
  chattering: '反复抖动',
  stuck: '卡住不变',
  flooding: '消息泛滥',
};

export const quarantineFlags = {
  'quarantined:chattering': '传感器抖动，已隔离',
  'quarantined:stuck': '传感器卡住，已隔离',
  'quarantined:flooding': '传感器消息泛滥，已隔离',
};
