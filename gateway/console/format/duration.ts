/** Durations for people. Milliseconds in, text out; never negative, never "NaN". */

const two = (n: number): string => (n < 10 ? `0${n}` : String(n));

export interface DurationParts {
  readonly days: number;
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
}

export function durationParts(ms: number): DurationParts {
  const total = Number.isFinite(ms) && ms > 0 ? Math.floor(ms / 1000) : 0;
  return {
    days: Math.floor(total / 86_400),
    hours: Math.floor((total % 86_400) / 3600),
    minutes: Math.floor((total % 3600) / 60),
    seconds: total % 60,
  };
}

/** `03:27`, from one hour `1:03:27`, from one day `2d 1:03` with the language's own letter for days. */
export function running(ms: number, dayMark: string): string {
  const { days, hours, minutes, seconds } = durationParts(ms);
  if (days > 0) return `${days}${dayMark} ${hours}:${two(minutes)}`;
  if (hours > 0) return `${hours}:${two(minutes)}:${two(seconds)}`;
  return `${two(minutes)}:${two(seconds)}`;
}

/** Time left, rounded up so that it reads 0:00 only when it is due: `0:23`, `12:05`, `1:00:00`. */
export function remaining(ms: number): string {
  const { days, hours, minutes, seconds } = durationParts(Math.ceil(ms / 1000) * 1000);
  const allHours = days * 24 + hours;
  return allHours > 0 ? `${allHours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}

/** ISO 8601 duration for `<time datetime>`. */
export function isoDuration(ms: number): string {
  const { days, hours, minutes, seconds } = durationParts(ms);
  return `P${days}DT${hours}H${minutes}M${seconds}S`;
}
