/** A sensor rule adds; it never touches what a press opened, and nobody sets a help button apart (promises 1 and 6). */

import type { CampusState } from '../../../gateway/core/campus.ts';
import type { Fact } from '../../../gateway/core/facts.ts';
import type { School } from '../../../gateway/core/school.ts';
import type { Fail } from './violation.ts';

const CONCLUSIONS: readonly Fact['kind'][] = ['rule-met', 'rule-cleared', 'sensor-quarantined', 'sensor-released'];
const isOfRules = (key: string | undefined): boolean => /^(rule|quarantine):/.test(key ?? '');

/** @param facts decided together */
export function checkRules(facts: readonly Fact[], state: CampusState, school: School, fail: Fail): void {
  if (!facts.some(({ kind }) => CONCLUSIONS.includes(kind))) return;
  for (const fact of facts) {
    if (fact.kind === 'press') fail('rule-touched-press', `a rule concluded beside the press of ${fact.device}`);
    if (fact.kind === 'sensor-quarantined' && school.devices.get(fact.device)?.kind === 'button')
      fail('button-quarantined', fact.device);
    if (fact.kind === 'notice-queued' && fact.urgent)
      fail('rule-urgent', `${fact.notice} uses the room that is kept for presses`);
    if (!('incident' in fact)) continue;
    const key = state.incidents.get(fact.incident)?.key;
    if (!isOfRules(key)) fail('rule-touched-press', `${fact.kind} of ${fact.incident} (${key ?? 'unknown'}) by a rule`);
  }
}
