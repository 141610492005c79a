import type { UpkeepFact } from '../../../core/supervision/upkeep-facts.ts';
import type { FactView } from '../fact-view.ts';

/** Sentences for what is recorded of looking after devices. */
export const upkeepRecord: Readonly<Record<UpkeepFact['kind'], (fact: FactView) => string>> = {
  'device-muted': (f) =>
    `${f.actor} muted the faults of ${f.text('device')} for a while (${f.text('reason')}); a press alarms all the same`,
  'device-unmuted': (f) =>
    `The mute of ${f.text('device')} ${f.text('why') === 'over' ? 'is over' : `was ended by ${f.actor}`}`,
  'proof-awaited': (f) => `A press test of ${f.text('device')} is awaited from now on`,
  'button-unproven': (f) => `Nobody has pressed the help button ${f.text('device')} for too long: it may be dead`,
  'button-proven': (f) => `The help button ${f.text('device')} was pressed and works`,
  'upstream-lost': (f) => `Upstream broker ${f.text('upstream')} is gone (${f.text('code')})`,
  'upstream-restored': (f) => `Upstream broker ${f.text('upstream')} is back`,
  'stranger-heard': (f) => `A device nobody has named behind ${f.text('bridge')}: ${f.text('address')}`,
  'past-event-told': (f) => `Device ${f.text('device')} told of something past: ${f.text('of')}`,
};

export const upkeepFlags = {
  'unknown-word': 'unknown word, raised all the same',
  'codec-missing': 'nobody decodes it, raised all the same',
  unproven: 'not pressed for too long',
};
