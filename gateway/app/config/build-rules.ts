/** Rules as the core reads them: durations in milliseconds. */

import type { SensorRule, SensorRules } from '../../core/warning/sensor-rule.ts';
import { seconds } from '../../core/time.ts';
import type { RulesFile } from './rules-file.ts';

function thresholdOf({ what, threshold }: RulesFile['rules'][number]): number {
  if (threshold === undefined) return 0;
  return what === 'crowding' ? threshold : seconds(threshold);
}

export function buildRules({ rules, quarantine }: RulesFile): SensorRules {
  const { quietFor, stuckAfter, unchangedAfter } = quarantine;
  return {
    rules: rules.map(
      (rule): SensorRule => ({
        ...rule,
        zones: { ...rule.zones, blindSpot: rule.zones.blindSpot ?? null },
        threshold: thresholdOf(rule),
        hysteresis: seconds(rule.hysteresis),
      }),
    ),
    quarantine: {
      quietFor: seconds(quietFor),
      stuckAfter: seconds(stuckAfter),
      unchangedAfter: unchangedAfter === null ? null : seconds(unchangedAfter),
    },
  };
}
