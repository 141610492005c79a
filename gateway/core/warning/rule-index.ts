/** Which rules concern which device: worked out once for each school as configured, so that a reading costs one look-up. */

import type { Device, School, Zone } from '../school.ts';
import { QUARANTINE_LIMITS, type RuleKind, type RuleZones, type SensorRule } from './sensor-rule.ts';

/** The rules of one door contact, motion sensor or node, by what they look for. */
export interface DeviceRules {
  readonly device: string;
  readonly zone: string;
  readonly by: Readonly<Record<RuleKind, readonly SensorRule[]>>;
  /** Doors and motion sensors only. Help buttons never, nor nodes, which may carry one. */
  readonly mayBeQuarantined: boolean;
}

export interface RuleIndex {
  readonly devices: ReadonlyMap<string, DeviceRules>;
  readonly rules: ReadonlyMap<string, SensorRule>;
  /** Whom the passing of time concerns. */
  readonly held: readonly DeviceRules[];
  readonly dwelling: readonly DeviceRules[];
  readonly quarantinable: readonly DeviceRules[];
  /** Sensors by zone: doors are its exits, motion sensors count its people. */
  readonly byZone: ReadonlyMap<string, readonly string[]>;
}

const indexes = new WeakMap<School, RuleIndex>();

export function fits({ kinds, ids, blindSpot }: RuleZones, zone: Zone): boolean {
  if (kinds.length > 0 && !kinds.includes(zone.kind)) return false;
  if (ids.length > 0 && !ids.includes(zone.id)) return false;
  return blindSpot === null || blindSpot === zone.blindSpot;
}

const hasSensors = ({ kind }: Device): boolean => kind === 'door' || kind === 'motion' || kind === 'node';

function rulesFor(device: Device, school: School): DeviceRules {
  const zone = school.zones.get(device.zone);
  const mine = zone ? (school.rules?.rules ?? []).filter((rule) => fits(rule.zones, zone)) : [];
  const of = (kind: RuleKind): readonly SensorRule[] => mine.filter(({ what }) => what === kind);
  return {
    device: device.id,
    zone: device.zone,
    by: {
      'door-forced': of('door-forced'),
      'door-held': of('door-held'),
      'motion-closed': of('motion-closed'),
      dwell: of('dwell'),
      crowding: of('crowding'),
    },
    mayBeQuarantined: device.kind === 'door' || device.kind === 'motion',
  };
}

function build(school: School): RuleIndex {
  const sensors = school.rules ? [...school.devices.values()].filter(hasSensors) : [];
  const devices = sensors.map((device) => rulesFor(device, school));
  const byZone = new Map<string, string[]>();
  for (const { id, zone } of sensors) byZone.set(zone, [...(byZone.get(zone) ?? []), id]);
  return {
    devices: new Map(devices.map((rules) => [rules.device, rules])),
    rules: new Map((school.rules?.rules ?? []).map((rule) => [rule.id, rule])),
    held: devices.filter(({ by }) => by['door-held'].length > 0),
    dwelling: devices.filter(({ by }) => by.dwell.length > 0),
    quarantinable: devices.filter(({ mayBeQuarantined }) => mayBeQuarantined),
    byZone,
  };
}

export function ruleIndexOf(school: School): RuleIndex {
  let index = indexes.get(school);
  if (!index) {
    index = build(school);
    indexes.set(school, index);
  }
  return index;
}

export const limitsOf = (school: School) => school.rules?.quarantine ?? QUARANTINE_LIMITS;
