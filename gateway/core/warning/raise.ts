/** From "a rule found something" to facts: the rule's standing, and an incident or a further count in the one that is open. */

import { type CampusState, findOpen } from '../campus.ts';
import type { Context } from '../context.ts';
import type { Fact } from '../facts.ts';
import { openOrJoin } from '../incident/open.ts';
import { zoneOf } from '../incident/press.ts';
import { decideRestored } from '../supervision/faults.ts';
import type { QuarantineWhy } from './sensor-facts.ts';
import { INCIDENT_OF, ruleFlag, type SensorRule } from './sensor-rule.ts';

/** What a rule looks for has begun at this subject. */
export interface Finding {
  readonly rule: SensorRule;
  /** The device, or the zone for crowding. */
  readonly subject: string;
  readonly device: string;
  /** False: the hysteresis holds it back. */
  readonly raised: boolean;
}

/** No press has such a key, so no rule can join, hold or hide what a press opened (promise 6). */
export const ruleKey = (rule: string, subject: string): string => `rule:${rule}:${subject}`;
export const quarantineKey = (device: string): string => `quarantine:${device}`;

export function raiseFinding(
  { rule, subject, device, raised }: Finding,
  state: CampusState,
  ctx: Context,
  suffix = '',
) {
  const met: Fact = { kind: 'rule-met', rule: rule.id, subject, device, raised };
  if (!raised) return [met];
  const key = ruleKey(rule.id, subject);
  const text = ctx.school.language === 'en' ? (rule.nameEn ?? rule.name) : rule.name;
  const opening = {
    of: INCIDENT_OF[rule.what],
    key,
    level: rule.level,
    zone: zoneOf(device, ctx),
    device,
    drill: false,
    flags: [ruleFlag(rule.id)],
    text,
    press: null,
    devices: [device],
  };
  return [met, ...openOrJoin(findOpen(state, key), opening, ctx, `device:${device}`, suffix)];
}

/** A sensor that cannot be believed is a broken thing: a fault like a silent one, told to those who mend things. */
export function raiseQuarantine(
  device: string,
  why: QuarantineWhy,
  state: CampusState,
  ctx: Context,
  suffix = '',
): readonly Fact[] {
  const key = quarantineKey(device);
  const opening = {
    of: 'device-silent',
    key,
    level: 'fault',
    zone: zoneOf(device, ctx),
    device,
    drill: false,
    flags: [`quarantined:${why}`],
    text: null,
    press: null,
    devices: [device],
  } as const;
  const fact: Fact = { kind: 'sensor-quarantined', device, why };
  return [fact, ...openOrJoin(findOpen(state, key), opening, ctx, 'gateway', suffix)];
}

/** Released by itself or by a person; its fault stays open for a person to close, but climbs no further. */
export const raiseRelease = (device: string, state: CampusState): readonly Fact[] =>
  decideRestored({ kind: 'sensor-released', device }, quarantineKey(device), (key) => findOpen(state, key));
