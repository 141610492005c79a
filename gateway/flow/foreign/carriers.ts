/**
 * Bridges and upstream brokers carry the words of others: while one is gone, what is behind it cannot be heard, which is the
 * carrier's fault and not forty more. When it is back, they have their whole time again.
 */

import type { CampusState } from '../../core/campus.ts';
import type { School } from '../../core/school.ts';
import { isOverdue } from '../../core/supervision/silence.ts';
import type { PresenceTable } from '../engine/presence.ts';

export const upstreamCarrier = (upstream: string): string => `upstream:${upstream}`;

/** As `Device.behind` names them. */
export function goneCarriers(
  school: School,
  state: CampusState,
  presence: PresenceTable,
  nowT: number,
): ReadonlySet<string> {
  const gone = new Set(state.upkeep.upstreamsDown.map(upstreamCarrier));
  const { foreign } = school;
  if (!foreign || foreign.bridges.size === 0) return gone;
  const rows = new Map([...presence.all()].map((row) => [row.device, row]));
  for (const id of foreign.bridges.keys()) {
    const device = school.devices.get(id);
    const row = rows.get(id);
    if (!device) continue;
    const isGone =
      (state.devices.get(id)?.silent ?? false) ||
      (row !== undefined && (row.lost === true || isOverdue(row, device, nowT))) ||
      (device.behind !== undefined && gone.has(device.behind));
    if (isGone) gone.add(id);
  }
  return gone;
}

/** A carrier is back: nobody was listening to those behind it, however many carriers are in between. */
export function excuseBehind(carrier: string, school: School, presence: PresenceTable, nowT: number): void {
  for (const { id, behind } of school.devices.values()) {
    if (behind !== carrier) continue;
    presence.excuse(id, nowT);
    if (school.foreign?.bridges.has(id)) excuseBehind(id, school, presence, nowT);
  }
}
