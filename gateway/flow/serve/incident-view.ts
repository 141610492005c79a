/** An incident as the API shows it. */

import type { Incident as View, ProcedureLine } from '../../contract/api.ts';
import type { Incident } from '../../core/incident/incident.ts';
import type { School } from '../../core/school.ts';
import type { Instant } from '../../core/time.ts';

export const iso = (epochMs: number): string => new Date(epochMs).toISOString();
const isoOrNull = (epochMs: number | null): string | null => (epochMs === null ? null : iso(epochMs));

/** The procedure for its kind, with what is done of it; empty where the school wrote none down. */
export function procedureView(incident: Incident, school: School): ProcedureLine[] {
  return (school.procedures?.get(incident.kind) ?? []).map(({ id, text, textEn }) => {
    const done = incident.procedure?.[id];
    const by = done?.by ?? null;
    return {
      id,
      text,
      textEn: textEn ?? null,
      doneAt: done ? iso(done.ms) : null,
      doneBy: by,
      doneByName: by === null ? null : (school.people.get(by)?.name ?? by),
    };
  });
}

/** @param now to turn deadlines on the campus timeline into wall time */
export function incidentView(incident: Incident, school: School, now: Instant): View {
  const deadline = incident.status === 'closed' || incident.quiet ? null : incident.deadline;
  const { id, kind, level, zone, device, status, takenBy, closedBy, outcome, reason, presses, drill, text, stale } =
    incident;
  return {
    id,
    kind,
    level,
    zone,
    zoneName: zone === null ? null : (school.zones.get(zone)?.name ?? null),
    device,
    status,
    openedAt: iso(incident.openedMs),
    takenBy,
    takenByName: takenBy === null ? null : (school.people.get(takenBy)?.name ?? takenBy),
    takenAt: isoOrNull(incident.takenMs),
    arrivedAt: isoOrNull(incident.arrivedMs),
    closedAt: isoOrNull(incident.closedMs),
    closedBy,
    outcome,
    reason,
    presses,
    lastPressAt: isoOrNull(incident.lastPressMs),
    flags: [...incident.flags],
    drill,
    text,
    stale,
    next: deadline === null ? null : { why: deadline.why, at: iso(now.wall + Math.max(0, deadline.dueT - now.t)) },
    reached: [...incident.reached],
    seenBy: [...incident.seenBy],
  };
}
