/** Once a day, as soon as the clock is believed: what is wrong with the next 14 days of the roster. */

import { isoDate } from '../calendar/civil-date.ts';
import { localTime } from '../calendar/school-clock.ts';
import type { Context } from '../context.ts';
import type { Fact } from '../facts.ts';
import { coverageOf } from './coverage.ts';
import type { DutyState } from './duty-state.ts';
import { checkRosterOver } from './roster-check.ts';

export const FORECAST_DAYS = 14;
const DAY_MS = 86_400_000;
/** A roster with holes everywhere is not told better by a longer list. */
const FINDINGS_KEPT = 50;

/** From the minute in which a moment lies. */
export function forecastFrom(wallMs: number, days = FORECAST_DAYS): { readonly fromMs: number; readonly toMs: number } {
  const fromMs = Math.floor(wallMs / 60_000) * 60_000;
  return { fromMs, toMs: fromMs + days * DAY_MS };
}

export function decideRosterCheck(duty: DutyState, ctx: Context): readonly Fact[] {
  if (!ctx.now.trusted) return [];
  const date = isoDate(localTime(ctx.school.timeZone, ctx.now.wall).day);
  if (duty.checked?.date === date) return [];
  const stretch = forecastFrom(ctx.now.wall);
  const findings = checkRosterOver(ctx.school, duty, stretch).slice(0, FINDINGS_KEPT);
  const { uncoveredMinutes } = coverageOf(ctx.school, duty, stretch);
  return [{ kind: 'roster-checked', date, findings, uncoveredMinutes }];
}
