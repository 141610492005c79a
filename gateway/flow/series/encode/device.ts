/** What devices report and what is found out about them. Cards never: a tap is a tap (promise 10). */

import type { DEVICE_EVENTS } from '../../../contract/series/raw.ts';
import type { FieldsOf } from '../../../contract/series/registry.ts';
import type { Fact } from '../../../core/facts.ts';
import type { Recorded } from '../../../ports/series.ts';
import { deviceKindOf, deviceTag, type EncodeContext, happenedMs, placeOf, slotAt, zoneOfDevice } from './context.ts';
import { type Line, line, nanos } from './line.ts';

type Of<K extends Fact['kind']> = Extract<Fact, { kind: K }>;
type Health = Partial<Omit<FieldsOf<'device_health'>, 'n' | 'device_id'>>;
type Body = Readonly<Record<string, unknown>>;

function healthLine(
  ns: bigint,
  device: string,
  event: (typeof DEVICE_EVENTS)[number],
  { school }: EncodeContext,
  health: Health = {},
): Line {
  const tags = {
    event,
    device: deviceTag(school, device),
    device_kind: deviceKindOf(school, device),
    ...placeOf(school, zoneOfDevice(school, device)),
  };
  return line('device_health', tags, { n: 1, device_id: device, ...health }, ns);
}

const bodyOf = (body: unknown): Body => (typeof body === 'object' && body !== null ? { ...body } : {});
const number = (value: unknown): number | null => (typeof value === 'number' ? value : null);
const flag = (value: unknown): number | null => (typeof value === 'boolean' ? Number(value) : null);

const counters = ({ boot, seq }: Of<'reading'>) => ({ boot, event: seq });

function encodeReading(at: Recorded, fact: Of<'reading'>, context: EncodeContext): Line[] {
  const { school } = context;
  const { device } = fact;
  const body = bodyOf(fact.body);
  const ms = happenedMs(at.atMs, number(body['age']) ?? 0);
  const ns = nanos(ms, at.seq);
  const where = () => ({
    ...placeOf(school, zoneOfDevice(school, device)),
    slot: slotAt(school, ms, at.trusted),
  });
  switch (fact.type) {
    case 'door':
      return [
        line(
          'door',
          { ...where(), device: deviceTag(school, device) },
          { n: 1, device_id: device, open: flag(body['open']) ?? 0, ...counters(fact) },
          ns,
        ),
      ];
    case 'motion':
      return [
        line(
          'motion',
          where(),
          { n: 1, device_id: device, active: flag(body['active']), people: number(body['count']), ...counters(fact) },
          ns,
        ),
      ];
    case 'checkin':
      return [healthLine(ns, device, 'tap', context)];
    case 'battery':
    case 'heartbeat': {
      const health = {
        battery_pct: number(body['pct']),
        battery_mv: number(body['mv']),
        rssi: number(body['rssi']),
        uptime_s: number(body['uptime']),
      };
      return [healthLine(ns, device, fact.type, context, health)];
    }
    case 'hello':
    case 'selftest':
    case 'release':
      return [healthLine(ns, device, fact.type, context)];
    default:
      // `tamper`, `fault` and `restore` have facts of their own.
      return [];
  }
}

function encodeFlood(at: Recorded, { device, counts }: Of<'coalesced'>, { school }: EncodeContext): Line {
  const events = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const tags = placeOf(school, zoneOfDevice(school, device));
  return line('flood', { ...tags }, { events, device_id: device }, nanos(at.atMs, at.seq));
}

function ruleLine(at: Recorded, fact: Of<'rule-met'> | Of<'rule-cleared'>, { school }: EncodeContext): Line {
  // Of crowding the subject is a zone, else it is the device.
  const zone = school.zones.has(fact.subject) ? fact.subject : zoneOfDevice(school, fact.device);
  const met = fact.kind === 'rule-met';
  const tags = {
    rule: fact.rule,
    event: met ? 'met' : 'cleared',
    raised: met && fact.raised ? 'yes' : 'no',
    ...placeOf(school, zone),
    slot: slotAt(school, at.atMs, at.trusted),
  };
  return line('sensor_rule', tags, { n: 1, device_id: fact.device }, nanos(at.atMs, at.seq));
}

export function encodeDevice(at: Recorded, context: EncodeContext): Line[] {
  const { fact } = at;
  const ns = nanos(at.atMs, at.seq);
  switch (fact.kind) {
    case 'reading':
      return encodeReading(at, fact, context);
    case 'coalesced':
      return [encodeFlood(at, fact, context)];
    case 'tamper':
      return [healthLine(ns, fact.device, fact.open ? 'tamper-open' : 'tamper-closed', context)];
    case 'device-fault':
      return [healthLine(ns, fact.device, 'fault', context, { code: fact.code })];
    case 'device-restored':
      return [healthLine(ns, fact.device, 'restored', context, { code: fact.code })];
    case 'device-silent':
      return [healthLine(ns, fact.device, 'silent', context)];
    case 'device-back':
      return [healthLine(ns, fact.device, 'back', context)];
    case 'sensor-quarantined':
      return [healthLine(ns, fact.device, 'quarantined', context, { code: fact.why })];
    case 'sensor-released':
      return [healthLine(ns, fact.device, 'released', context)];
    case 'rule-met':
    case 'rule-cleared':
      return [ruleLine(at, fact, context)];
    case 'rejected':
      // The reason may quote what was sent: only that it happened is exported.
      return [healthLine(ns, fact.device, 'rejected', context, { events: fact.count })];
    default:
      return [];
  }
}
