/** Zones and devices as the API shows them. */

import type { Device as DeviceView, Zone as ZoneView } from '../../contract/api.ts';
import type { CampusState } from '../../core/campus.ts';
import type { Device, DeviceKind, School } from '../../core/school.ts';
import { isMuted } from '../../core/supervision/upkeep.ts';
import { seconds } from '../../core/time.ts';
import type { PresenceTable } from '../engine/presence.ts';
import { iso } from './incident-view.ts';

const PROVEN_WITHIN_MS = 31 * 86_400_000;

function flagsOf(device: Device, state: CampusState, seen: boolean, nowMs: number): string[] {
  const known = state.devices.get(device.id);
  const flags: string[] = [];
  if (!seen) flags.push('never-seen');
  if (known?.silent) flags.push('silent');
  if (known?.lidOpen) flags.push('tamper');
  for (const code of known?.faults ?? []) flags.push(`fault:${code}`);
  const quarantine = state.sensors.devices.get(device.id)?.quarantine;
  if (quarantine) flags.push(`quarantined:${quarantine.why}`);
  if (isMuted(state.upkeep, device.id)) flags.push('muted');
  const tested = known?.lastTestMs ?? null;
  const within = device.testEvery ?? PROVEN_WITHIN_MS;
  if (device.kind === 'button' && (tested === null || nowMs - tested > within)) flags.push('unproven');
  return flags;
}

/** Behind a bridge it is there while its bridge is, and has not been called gone. */
export function isOnline({ id, behind }: Device, state: CampusState, presence: PresenceTable): boolean {
  if (state.devices.get(id)?.silent) return false;
  if (behind === undefined) return presence.isConnected(id);
  return presence.isHeard(id) && (presence.isConnected(behind) || presence.isHeard(behind));
}

export function deviceView(device: Device, state: CampusState, presence: PresenceTable, nowMs: number): DeviceView {
  const known = state.devices.get(device.id);
  const lastMs = presence.lastMs(device.id) ?? known?.lastMs ?? null;
  return {
    id: device.id,
    kind: device.kind,
    zone: device.zone,
    name: device.name,
    online: isOnline(device, state, presence),
    lastSeen: lastMs === null ? null : iso(lastMs),
    battery: known?.battery ?? null,
    lastTest: known?.lastTestMs == null ? null : iso(known.lastTestMs),
    flags: flagsOf(device, state, lastMs !== null, nowMs),
  };
}

/** Configured devices, and those that speak without being configured: they are shown, to be named. */
export function deviceViews(school: School, state: CampusState, presence: PresenceTable, nowMs: number): DeviceView[] {
  const views = [...school.devices.values()].map((device) => deviceView(device, state, presence, nowMs));
  for (const id of state.devices.keys()) {
    if (school.devices.has(id)) continue;
    const kind: DeviceKind = 'node';
    const stranger = deviceView(
      { id, kind, zone: 'unknown', name: id, silentAfter: seconds(90) },
      state,
      presence,
      nowMs,
    );
    views.push({ ...stranger, flags: ['unknown-device', ...stranger.flags] });
  }
  return views;
}

export function zoneViews(school: School, state: CampusState): ZoneView[] {
  const open = [...state.incidents.values()].filter((incident) => incident.status !== 'closed');
  return [...school.zones.values()].map((zone) => ({
    id: zone.id,
    name: zone.name,
    nameEn: zone.nameEn ?? null,
    building: zone.building,
    floor: zone.floor,
    kind: zone.kind,
    blindSpot: zone.blindSpot,
    devices: [...school.devices.values()].filter((device) => device.zone === zone.id).map((device) => device.id),
    openIncidents: open.filter((incident) => incident.zone === zone.id).map((incident) => incident.id),
  }));
}
