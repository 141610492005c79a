import type { AccountableSensorFact, SensorTelemetryFact } from '../../../core/warning/sensor-facts.ts';
import type { FactView } from '../fact-view.ts';

type Kind = (AccountableSensorFact | SensorTelemetryFact)['kind'];

/** Sentences for what is recorded of sensors and their rules. */
export const sensorRecord: Readonly<Record<Kind, (fact: FactView) => string>> = {
  'sensor-quarantined': (f) => `Sensor ${f.text('device')} put in quarantine: ${f.word('why')}`,
  'sensor-released': (f) => `${f.actor} released sensor ${f.text('device')} from quarantine`,
  'rule-met': (f) =>
    `Rule ${f.text('rule')} found something at ${f.text('device')}${f.yes('raised') ? '' : ' (too soon to raise again)'}`,
  'rule-cleared': (f) => `Rule ${f.text('rule')} finds nothing any more at ${f.text('subject')}`,
};

export const quarantineCodes = {
  chattering: 'it chatters',
  stuck: 'it is stuck',
  flooding: 'it floods',
};

export const quarantineFlags = {
  'quarantined:chattering': 'sensor chatters, in quarantine',
  'quarantined:stuck': 'sensor stuck, in quarantine',
  'quarantined:flooding': 'sensor floods, in quarantine',
};
