/** Dates in requests mean days of the school, not of the server or of Greenwich. */

/** Midnight at the beginning of `date` (YYYY-MM-DD) in `timeZone`, epoch milliseconds. */
export function startOfDay(date: string, timeZone: string): number {
  const utc = Date.parse(`${date}T00:00:00Z`);
  const guess = utc - offsetAt(utc, timeZone);
  return utc - offsetAt(guess, timeZone);
}

/** First millisecond meant by an instant or a date. */
export function fromMs(value: string | undefined, timeZone: string): number | undefined {
  if (value === undefined) return undefined;
  return isDate(value) ? startOfDay(value, timeZone) : Date.parse(value);
}

/** First millisecond after what an instant or a date means: a date includes its whole day. */
export function toMs(value: string | undefined, timeZone: string): number | undefined {
  if (value === undefined) return undefined;
  if (!isDate(value)) return Date.parse(value);
  const noonNextDay = startOfDay(value, timeZone) + 36 * 3_600_000;
  return startOfDay(new Date(noonNextDay + offsetAt(noonNextDay, timeZone)).toISOString().slice(0, 10), timeZone);
}

const isDate = (value: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(value);

/** Local time minus UTC, in milliseconds. */
function offsetAt(atMs: number, timeZone: string): number {
  const name = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' })
    .formatToParts(atMs)
    .find(({ type }) => type === 'timeZoneName')?.value;
  const [, sign, hours, minutes] = /([+-])(\d{2}):(\d{2})/.exec(name ?? '') ?? [];
  if (sign === undefined) return 0;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}
