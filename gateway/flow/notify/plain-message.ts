/** The alert when the usual one cannot be made: no names, no school time, no link, but who hears it knows where to run. */

import type { CampusState } from '../../core/campus.ts';
import type { NoticeOrder } from '../../core/facts.ts';
import type { AlertMessage } from '../../contract/alert.ts';

/** @returns null where the incident is not known any more */
export function plainMessage(order: NoticeOrder, state: CampusState): AlertMessage | null {
  const incident = state.incidents.get(order.incident);
  if (!incident) return null;
  const { id, kind, level, drill, presses } = incident;
  const device = order.device ?? incident.device;
  const place = [incident.zone, device].filter((part) => part !== null).join(' / ') || '?';
  const openedAt = new Date(incident.openedMs).toISOString();
  const words = drill ? '【演练 DRILL】' : '';
  return {
    incident: id,
    kind,
    level,
    drill,
    reason: order.reason,
    zone: { id: incident.zone ?? 'unknown', name: place },
    device,
    openedAt,
    step: order.step,
    person: order.person,
    presses,
    text: `${words}报警 ALARM (${kind}, ${level}): ${place}\n${order.reason} ${openedAt}`,
    link: null,
    head: '',
  };
}
