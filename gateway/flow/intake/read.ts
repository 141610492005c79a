/**
 * From bytes on a device's topic to what they mean. Nothing here refuses a press (promise 1): what a help button says and
 * we cannot read is a press, flagged `malformed`.
 */

import type { PressFlag } from '../../core/facts.ts';
import type { Press } from '../../core/incident/press.ts';
import { type DeviceEvent, EVENT_LIMIT_BYTES, isEventType, readEvent } from '../../contract/mqtt.ts';
import type { Inbound } from '../../ports/device-link.ts';

export type Telemetry = Exclude<DeviceEvent, { type: 'press' }>;

export type Reading =
  | { readonly is: 'press'; readonly press: Press }
  | { readonly is: 'event'; readonly event: Telemetry }
  | { readonly is: 'rejected'; readonly reason: string };

function wireFlags(inbound: Inbound): PressFlag[] {
  const flags: PressFlag[] = [];
  if (inbound.retain) flags.push('retained');
  if (inbound.qos === 2) flags.push('qos2');
  if (inbound.size > EVENT_LIMIT_BYTES) flags.push('oversize');
  return flags;
}

function bare(inbound: Inbound, flag: PressFlag): Press {
  return {
    device: inbound.device,
    boot: null,
    seq: null,
    level: 'help',
    drill: false,
    ageMs: 0,
    at: null,
    hold: null,
    count: null,
    flags: [...wireFlags(inbound), flag],
  };
}

/** What can still be read of a press whose other fields are unusable: its name, so that a repeat is known. */
function salvage(inbound: Inbound): Press {
  const press = bare(inbound, 'malformed');
  const counter = (key: string): number | null => {
    const found = new RegExp(`"${key}"\\s*:\\s*(\\d{1,15})\\s*[,}]`).exec(inbound.payload.toString('latin1'));
    return found ? Number(found[1]) : null;
  };
  return {
    ...press,
    boot: counter('boot'),
    seq: counter('seq'),
    level: /"level"\s*:\s*"urgent"/.test(inbound.payload.toString('latin1')) ? 'urgent' : 'help',
  };
}

function pressFrom(inbound: Inbound, event: Extract<DeviceEvent, { type: 'press' }>): Press {
  const named = event.boot !== undefined && event.seq !== undefined;
  return {
    device: inbound.device,
    boot: named ? (event.boot ?? null) : null,
    seq: named ? (event.seq ?? null) : null,
    level: event.level ?? 'help',
    drill: event.drill ?? false,
    ageMs: event.age ?? 0,
    at: event.at ?? null,
    hold: event.hold ?? null,
    count: event.count ?? null,
    flags: [
      ...wireFlags(inbound),
      ...(named ? [] : (['unnamed'] as const)),
      ...(event.unverified === true ? (['unverified'] as const) : []),
    ],
  };
}

/** @param isButton the device is configured as a help button (or is not configured at all) */
export function readInbound(inbound: Inbound, isButton: boolean): Reading {
  const read = readEvent(inbound.payload);
  if (read.ok) {
    const { event } = read;
    if (event.type === 'press') return { is: 'press', press: pressFrom(inbound, event) };
    if (inbound.retain || inbound.qos === 2) return { is: 'rejected', reason: inbound.retain ? 'retained' : 'qos2' };
    return { is: 'event', event };
  }
  if (read.type === 'press') return { is: 'press', press: salvage(inbound) };
  if (inbound.size > EVENT_LIMIT_BYTES && looksLikePress(inbound.payload))
    return { is: 'press', press: salvage(inbound) };
  // A help button's word that we do not know may be the one that matters; a known word with a bad field is no press.
  if (isButton && !isEventType(read.type)) return { is: 'press', press: salvage(inbound) };
  return { is: 'rejected', reason: inbound.size > EVENT_LIMIT_BYTES ? 'oversize' : read.reason };
}

const looksLikePress = (payload: Buffer): boolean => /"type"\s*:\s*"press"/.test(payload.toString('latin1'));
