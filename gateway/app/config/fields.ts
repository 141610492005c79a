/** The kinds of values that several config files share. Fresh schemas on every call: each belongs to one key. */

import { z } from 'zod';
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
