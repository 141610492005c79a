/** A rule that watches nothing is a false comfort. */

import type { School } from '../../core/school.ts';
import { fits } from '../../core/warning/rule-index.ts';
import type { RuleKind, SensorRule } from '../../core/warning/sensor-rule.ts';
import { field, listIn, type Sources, text } from './files.ts';
import type { Problem } from './problem.ts';
import { say } from './words.ts';

/** What kind of device tells a rule anything. */
const SENSOR: Readonly<Record<RuleKind, 'door' | 'motion'>> = {
  'door-forced': 'door',
  'door-held': 'door',
  'motion-closed': 'motion',
  dwell: 'motion',
  crowding: 'motion',
};

function watchesSomething(rule: SensorRule, school: School): boolean {
  return [...school.devices.values()].some(({ kind, zone }) => {
    const place = school.zones.get(zone);
    return place !== undefined && (kind === SENSOR[rule.what] || kind === 'node') && fits(rule.zones, place);
  });
}

export function lintRules(sources: Sources, school: School): readonly Problem[] {
  const rules = new Map((school.rules?.rules ?? []).map((rule) => [rule.id, rule]));
  return listIn(sources, 'rules.yaml', 'rules').flatMap((item) => {
    const rule = rules.get(text(field(item, 'id')) ?? '');
    if (rule === undefined || watchesSomething(rule, school)) return [];
    const message = say(
      `这条规则管的区域里没有${SENSOR[rule.what] === 'door' ? '门磁' : '走动传感器'}：它什么也看不到`,
      `no ${SENSOR[rule.what]} sensor hangs in the zones of this rule: it sees nothing`,
    );
    return [item.source.at(item.path, message)];
  });
}
