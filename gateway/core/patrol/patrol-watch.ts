/**
 * When the patrol was watched: the gateway ran and its wall clock could be believed. A tap that nobody could hear must not
 * become a missed round, so every other time is remembered as an outage.
 */

import type { Fact } from '../facts.ts';
import { type Instant, minutes, seconds } from '../time.ts';

export interface Outage {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface PatrolWatch {
  /** The last two days, oldest first. */
  outages: readonly Outage[];
  /** Since then, wall time, this patrol is watched at all; null: the clock has never been believed. */
  knownFromMs: number | null;
  /** The newest moment that was watched. */
  lastMs: number;
  watching: boolean;
}

/** Shorter ones hide nothing: readers keep their taps and send them again. */
export const BRIEF = minutes(2);
/** After an outage readers are given this long to deliver what they kept. */
export const DELIVERY = seconds(60);
const KEPT_MS = 2 * 86_400_000;
const STEP_MS = 2000;

export const emptyWatch = (): PatrolWatch => ({ outages: [], knownFromMs: null, lastMs: 0, watching: false });

/** Folds any fact: each one shows that the gateway ran at that moment. */
export function evolveWatch(watch: PatrolWatch, fact: Fact, at: Instant): void {
  if (!at.trusted) {
    watch.watching = false;
    return;
  }
  watch.knownFromMs ??= at.wall;
  if (!watch.watching || fact.kind === 'gateway-started') {
    if (watch.lastMs > 0) add(watch, { fromMs: watch.lastMs, toMs: at.wall });
    watch.watching = true;
  } else if (fact.kind === 'clock-stepped' && fact.byMs > STEP_MS) {
    // The hands were moved on: what lies between has never been.
    add(watch, { fromMs: at.wall - fact.byMs, toMs: at.wall });
  }
  watch.lastMs = at.wall;
}

function add(watch: PatrolWatch, outage: Outage): void {
  if (outage.toMs <= outage.fromMs) return;
  watch.outages = [...watch.outages.filter(({ toMs }) => toMs > outage.toMs - KEPT_MS), outage];
}

/** An outage long enough to hide a tap touches the time between. */
export const isHidden = ({ outages }: PatrolWatch, fromMs: number, toMs: number): boolean =>
  outages.some((one) => one.toMs - one.fromMs > BRIEF && one.fromMs < toMs && one.toMs > fromMs);

/** What readers kept during an outage may still arrive. */
export const isDelivering = ({ outages }: PatrolWatch, nowMs: number): boolean =>
  outages.some(({ toMs }) => nowMs >= toMs && nowMs - toMs < DELIVERY);
