/**
 * Real time. The campus timeline continues over restarts: within one kernel boot it follows the kernel's monotonic clock;
 * after a reboot it goes on from the last fact by what is known to have passed (at least the uptime; the wall clock's
 * difference where that is plausible). So a deadline that passed while nobody ran is due at once. ADR 0005.
 */

import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { epochMs, type Instant, type Ms, ms } from '../../core/time.ts';
import type { Cancel, Clock } from '../../ports/clock.ts';

export interface LastKnown {
  readonly t: number;
  readonly wallMs: number;
  readonly boot: string;
  /** Timeline minus uptime in that boot. */
  readonly offsetMs: number;
}

export type ClockTrust = 'auto' | 'always';

const BOOT_ID = '/proc/sys/kernel/random/boot_id';
/** Where systemd-timesyncd says that it has synchronised since boot. */
const TIMESYNC = '/run/systemd/timesync';
/** Offline for longer than this is not believed of a wall clock that nobody has synchronised. */
const PLAUSIBLE_GAP_MS = 400 * 86_400_000;
/** A forward step larger than this, while running, is not believed without a synchronised clock. */
const PLAUSIBLE_STEP_MS = 12 * 3_600_000;

/** Of `setTimeout`: 2^31 - 1. */
const LONGEST_MS = 2_147_483_647;

const uptimeMs = (): number => Number(process.hrtime.bigint() / 1000n) / 1000;

function bootId(): string {
  try {
    return readFileSync(BOOT_ID, 'utf8').trim();
  } catch {
    return randomBytes(16).toString('hex');
  }
}

/** Where the timeline stands now, given the last fact. */
export function continueTimeline(last: LastKnown | null, boot: string, uptime: number, wallMs: number): number {
  if (!last) return uptime;
  const wallGap = wallMs - last.wallMs;
  const plausible = wallGap > 0 && wallGap < PLAUSIBLE_GAP_MS ? wallGap : 0;
  if (last.boot === boot) return Math.max(last.t, uptime + last.offsetMs);
  return last.t + Math.max(uptime, plausible);
}

export class SystemClock implements Clock {
  private readonly boot: string;
  private readonly startUptime = uptimeMs();
  /** The same kernel clock, counted from another zero: a plain number, where asking for uptime makes a bigint for each event. */
  private readonly started = performance.now();
  private readonly startT: number;
  private readonly startWall = Date.now();
  private readonly floorMs: number;
  private readonly trust: ClockTrust;
  private synchronised: { readonly known: boolean; readonly yes: boolean } = { known: false, yes: false };
  private lookedAt = -Infinity;

  constructor(last: LastKnown | null, trust: ClockTrust) {
    this.boot = bootId();
    this.trust = trust;
    this.floorMs = last?.wallMs ?? 0;
    this.startT = continueTimeline(last, this.boot, this.startUptime, this.startWall);
  }

  /** Timeline minus uptime, for the record. */
  offsetMs(): number {
    return this.startT - this.startUptime;
  }

  now(): Instant {
    const elapsed = performance.now() - this.started;
    const wall = Date.now();
    return { t: ms(this.startT + elapsed), wall: epochMs(wall), boot: this.boot, trusted: this.trusted(wall, elapsed) };
  }

  after(delay: Ms, fire: () => void): Cancel {
    // Node fires at once what is further off than it can count.
    const part = ms(Math.min(delay, LONGEST_MS));
    let cancel: Cancel = () => clearTimeout(timer);
    const timer = setTimeout(() => {
      if (part === delay) fire();
      else cancel = this.after(ms(delay - part), fire);
    }, part);
    return () => cancel();
  }

  private trusted(wall: number, elapsed: number): boolean {
    if (this.trust === 'always') return true;
    const { known, yes } = this.look(elapsed);
    if (known) return yes;
    // No time service to ask: believe what does not contradict the record or itself.
    return wall >= this.floorMs && Math.abs(wall - this.startWall - elapsed) < PLAUSIBLE_STEP_MS;
  }

  private look(elapsed: number): { readonly known: boolean; readonly yes: boolean } {
    if (elapsed - this.lookedAt > 1000) {
      this.lookedAt = elapsed;
      this.synchronised = { known: existsSync(TIMESYNC), yes: existsSync(`${TIMESYNC}/synchronized`) };
    }
    return this.synchronised;
  }
}
