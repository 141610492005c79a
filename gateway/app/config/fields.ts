/** The kinds of values that several config files share. Fresh schemas on every call: each belongs to one key. */

import { z } from 'zod';
import { dayNumber } from '../../core/calendar/civil-date.ts';
import { say } from './words.ts';

export const ID = /^[a-z0-9][a-z0-9._-]{0,63}$/;
export const CLOCK_TIME = /^([01]?\d|2[0-3]):([0-5]\d)$|^24:00$/;

export const id = () =>
  z
    .string()
    .regex(
      ID,
      say(
        '编号只能用小写字母、数字、"." "_" "-"，以字母或数字开头，最多 64 个字符',
        'an id is made of lower-case letters, digits, "." "_" "-", starts with a letter or digit, and has at most 64 characters',
      ),
    );

export const name = () => z.string().trim().min(1).max(100);

/** Time of day as `HH:MM`, up to `24:00`. */
export const clockTime = () =>
  z.string().regex(CLOCK_TIME, say('时刻要写成 "07:30" 这样', 'a time of day is written like "07:30"'));

/** `2026-10-01`, a date that exists. */
export const calendarDate = () =>
  z.string().refine((text) => dayNumber(text) !== null, {
    error: say('要写成 2026-10-01 这样、确实存在的日期', 'a date that exists, written like 2026-10-01'),
  });

export interface LocalMoment {
  readonly day: number;
  /** Null: the whole day is meant. */
  readonly minute: number | null;
}

/** A local date, or a date and a time of day; null for anything else. */
export function localMomentOf(text: unknown): LocalMoment | null {
  const [, date = '', time] = typeof text === 'string' ? (/^(\S{10})(?:[ T](\S+))?$/.exec(text.trim()) ?? []) : [];
  const day = dayNumber(date);
  const minute = time === undefined ? null : minuteOf(time);
  if (day === null || (time !== undefined && minute === null)) return null;
  return { day, minute };
}

/** In the school's zone. */
export const localMoment = () =>
  z.string().refine((text) => localMomentOf(text) !== null, {
    error: say('要写成 2026-10-01 或 "2026-10-01 07:00"', 'write 2026-10-01 or "2026-10-01 07:00"'),
  });

/** ISO weekdays. */
export const days = () => z.array(z.int().min(1).max(7)).min(1).max(7);

/** Seconds. */
export const secondsBetween = (min: number, max: number) => z.number().min(min).max(max);

/** On a floor plan, in the plan's own unit. */
export const coordinate = () => z.number().min(0).max(100_000);
export const extent = () => z.number().positive().max(100_000);

export const port = () => z.int().min(0).max(65_535);

/** Minutes from midnight of a valid `HH:MM`; null for anything else. */
export function minuteOf(text: unknown): number | null {
  if (typeof text !== 'string' || !CLOCK_TIME.test(text)) return null;
  const [hours = 0, minutes = 0] = text.split(':').map(Number);
  return hours * 60 + minutes;
}
