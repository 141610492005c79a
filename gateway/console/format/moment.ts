/**
 * Moments on the school's own clock. A guard at home, a phone set to another zone and a laptop with a wrong clock all
 * read the same hour: the zone comes from the school's configuration, never from the browser.
 */

const formats = new Map<string, Intl.DateTimeFormat>();

function formatFor(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hour12: false,
  });
  formats.set(timeZone, made);
  return made;
}

interface Fields {
  readonly day: string;
  readonly time: string;
}

function fields(epochMs: number, timeZone: string): Fields {
  const part = new Map(
    formatFor(timeZone)
      .formatToParts(epochMs)
      .map((p) => [p.type, p.value]),
  );
  const get = (type: Intl.DateTimeFormatPartTypes): string => part.get(type) ?? '00';
  // Old in-app browsers write midnight as 24.
  const hour = get('hour') === '24' ? '00' : get('hour');
  return { day: `${get('year')}-${get('month')}-${get('day')}`, time: `${hour}:${get('minute')}:${get('second')}` };
}

/** `21:03:10` */
export const clockTime = (epochMs: number, timeZone: string): string =>
  Number.isFinite(epochMs) ? fields(epochMs, timeZone).time : '--:--:--';

/** `2026-11-23`: the calendar day at the school. */
export const schoolDay = (epochMs: number, timeZone: string): string => fields(epochMs, timeZone).day;

/** The time alone on the same school day as `nowMs`, else with the date: `21:03:10`, `11-22 21:03:10`, `2025-11-22 21:03:10`. */
export function moment(iso: string, nowMs: number, timeZone: string): string {
  const at = Date.parse(iso);
  if (!Number.isFinite(at)) return iso;
  const { day, time } = fields(at, timeZone);
  const today = schoolDay(nowMs, timeZone);
  if (day === today) return time;
  return `${day.slice(0, 4) === today.slice(0, 4) ? day.slice(5) : day} ${time}`;
}
