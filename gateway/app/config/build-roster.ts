/** From `staff.yaml` to the roster of the core: rotations, leave, overrides, the watch at the desk. */

import { dayNumber } from '../../core/calendar/civil-date.ts';
import { wallAt } from '../../core/calendar/school-clock.ts';
import type { Change, Roster } from '../../core/duty/roster.ts';
import { seconds } from '../../core/time.ts';
import type { DevicesFile } from './devices-file.ts';
import { localMomentOf, minuteOf } from './fields.ts';
import type { SchoolFile } from './school-file.ts';
import type { StaffFile } from './staff-file.ts';

/** `to` earlier than `from` is on the next day. */
export function hoursOf(written: { readonly from: string; readonly to: string }): {
  readonly fromMinute: number;
  readonly toMinute: number;
} {
  const fromMinute = minuteOf(written.from) ?? 0;
  const toMinute = minuteOf(written.to) ?? 0;
  return { fromMinute, toMinute: toMinute < fromMinute ? toMinute + 1440 : toMinute };
}

/** From the first minute of a moment to the end of another: a date alone is a whole day. */
export function stretchOf(
  timeZone: string,
  written: { readonly from: unknown; readonly to: unknown },
): { readonly fromMs: number; readonly toMs: number } | null {
  const from = localMomentOf(written.from);
  const to = localMomentOf(written.to);
  if (from === null || to === null) return null;
  return {
    fromMs: wallAt(timeZone, from.day, from.minute ?? 0),
    toMs: wallAt(timeZone, to.day, to.minute ?? 1440),
  };
}

function changesOf(staff: StaffFile, timeZone: string): readonly Change[] {
  const none = { fromMs: 0, toMs: 0 };
  const leave = staff.leave.map((one, index): Change => {
    const cover = one.cover === undefined ? [] : [one.cover];
    const id = `leave-${index + 1}`;
    return { id, is: 'leave', post: null, ...(stretchOf(timeZone, one) ?? none), out: one.person, in: cover };
  });
  const overrides = staff.overrides.map((one, index): Change => {
    const id = `override-${index + 1}`;
    return {
      id,
      is: 'override',
      post: one.post,
      ...(stretchOf(timeZone, one) ?? none),
      out: null,
      in: one.people,
    };
  });
  return [...leave, ...overrides];
}

export function buildRoster(staff: StaffFile, school: SchoolFile, devices: DevicesFile): Roster {
  const { presence } = staff;
  const desk = devices.devices.find((device) => presence?.devices.includes(device.id));
  const room = school.zones.find((zone) => zone.kind === 'duty-room');
  return {
    rotations: staff.rotations.map(({ from, to, anchor, ...rotation }) => ({
      ...rotation,
      anchor: dayNumber(anchor) ?? 0,
      ...hoursOf({ from, to }),
    })),
    changes: changesOf(staff, school.timeZone),
    presence:
      presence === undefined
        ? null
        : {
            devices: presence.devices,
            every: seconds(presence.every),
            grace: seconds(presence.grace),
            zone: desk?.zone ?? room?.id ?? null,
          },
  };
}
