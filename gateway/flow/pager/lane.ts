/**
 * One channel's queue and its sockets. Nothing here waits for, or knows of, another channel; an urgent notice is attempted inside
 * `submit` itself, whatever the breaker thinks and however many status messages hang.
 */

import type { AlertMessage } from '../../contract/alert.ts';
import type { AccountableFact, NoticeOrder } from '../../core/facts.ts';
import { later, type Ms, ms } from '../../core/time.ts';
import type { Channel, SendResult } from '../../ports/channel.ts';
import type { Cancel, Clock } from '../../ports/clock.ts';
import type { Random } from '../../ports/random.ts';
import { composeEntry, sendOnce } from './attempt.ts';
import { retryDelay } from './backoff.ts';
import { Breaker } from './breaker.ts';
import { type DropWhy, type Entry, keyOf } from './entry.ts';
import { isUnreached, type LaneHealth, neverArrived } from './lane-health.ts';
import { type Gate, inherit, isSuperseded, nextUp, supersededBy } from './queue-passes.ts';
import { type Mark, RateWindows } from './rate-window.ts';
import { dropped, failed, sent } from './result-facts.ts';
import { nextWake } from './wake.ts';

export interface LaneDeps {
  readonly clock: Clock;
  readonly random: Random;
  compose(order: NoticeOrder): AlertMessage | null;
  report(facts: readonly AccountableFact[]): void;
  head(): string;
}

/** Attempts under way at once; urgent notices may use more, up to what a Pi's file descriptors bear. */
export interface Concurrency {
  readonly status: number;
  readonly urgent: number;
}

const RECOVERED_WITHIN_MS = 1_000;

export class Lane {
  readonly channel: Channel;
  readonly health: LaneHealth;
  readonly #deps: LaneDeps;
  readonly #concurrency: Concurrency;
  readonly #breaker = new Breaker();
  readonly #windows: RateWindows;
  /** By notice id. */
  readonly #entries = new Map<string, Entry>();
  readonly #byKey = new Map<string, Set<Entry>>();
  #sending = 0;
  #heldUntil: Ms = ms(0);
  #wake: Cancel | null = null;
  #adopt: ((entry: Entry) => void) | null = null;
  #idle: (() => void)[] = [];

  constructor(channel: Channel, deps: LaneDeps, health: LaneHealth, concurrency: Concurrency, before?: Lane) {
    this.channel = channel;
    this.health = health;
    this.#deps = deps;
    this.#concurrency = concurrency;
    const rules = [...(channel.limit === null ? [] : [channel.limit]), ...(channel.furtherLimits ?? [])];
    this.#windows = new RateWindows(rules, before === undefined ? undefined : before.#windows);
  }

  get breaker(): 'open' | 'closed' {
    return this.#breaker.open ? 'open' : 'closed';
  }

  get sending(): number {
    return this.#sending;
  }

  entries(): readonly Entry[] {
    return [...this.#entries.values()];
  }

  has(notice: string): boolean {
    return this.#entries.has(notice);
  }

  add(entry: Entry): void {
    const sameKey = [...(this.#byKey.get(keyOf(entry.order)) ?? [])];
    const newer = sameKey.filter((other) => isSuperseded(entry, other));
    const replaced = supersededBy(entry, sameKey);
    this.#insert(replaced.length === 0 ? entry : inherit(entry, replaced));
    for (const older of replaced) this.#drop(older, 'superseded');
    // Only one that comes back from the channel before a reload can find a newer one here.
    if (newer.length > 0) this.#giveWay(entry, newer, 'superseded');
    this.#pump();
  }

  drop(matches: (order: NoticeOrder) => boolean, why: DropWhy): void {
    for (const entry of this.entries()) {
      if (!matches(entry.order)) continue;
      if (entry.sending) entry.ended ??= why;
      else this.#drop(entry, why);
    }
    this.#pump();
  }

  probed(reached: boolean): void {
    if (reached && this.#breaker.reached()) this.#recovered(this.#deps.clock.now().t);
    this.#pump();
  }

  /**
   * Begins nothing more and gives back what waits. An attempt under way ends by itself and is reported; where it would be tried again,
   * `adopt` gets it.
   */
  stop(adopt: (entry: Entry) => void): readonly Entry[] {
    this.#adopt = adopt;
    this.#wake?.();
    this.#wake = null;
    const waiting = this.entries().filter((entry) => !entry.sending);
    for (const entry of waiting) this.#remove(entry);
    return waiting;
  }

  /** Resolves when no attempt is under way. */
  idle(): Promise<void> {
    if (this.#sending === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  #pump(): void {
    if (this.#adopt !== null) return;
    const { t } = this.#deps.clock.now();
    for (const entry of this.#entries.values()) if (!entry.sending && entry.expires <= t) this.#drop(entry, 'expired');
    const gate: Gate = { now: t, passes: (entry) => this.#passes(entry, t) };
    for (let next = nextUp(this.#entries.values(), gate); next !== null; next = nextUp(this.#entries.values(), gate))
      this.#start(next, t);
    this.#wake?.();
    const view = { windows: this.#windows, breaker: this.#breaker, heldUntil: this.#heldUntil };
    const at = nextWake(this.#entries.values(), t, view);
    this.#wake = at === null ? null : this.#deps.clock.after(ms(Math.max(1, at - t)), () => this.#pump());
  }

  #passes(entry: Entry, now: Ms): boolean {
    const { urgent, to } = entry.order;
    const { status, urgent: most } = this.#concurrency;
    if (this.#sending >= (urgent ? most : status)) return false;
    if (!urgent && (now < this.#heldUntil || this.#hanging(to) >= status / 2)) return false;
    return this.#breaker.passes(now, urgent) && this.#windows.hasRoom(now, urgent);
  }

  /** One person's hanging address may hold half of the sockets, never all. */
  #hanging(to: string): number {
    let count = 0;
    if (this.#sending > 0)
      for (const entry of this.#entries.values()) if (entry.sending && entry.order.to === to) count += 1;
    return count;
  }

  #start(entry: Entry, now: Ms): void {
    const { clock } = this.#deps;
    const composed = composeEntry(this.#deps, entry);
    if (composed === null) return this.#drop(entry, 'closed');
    entry.attempt += 1;
    if (!composed.ok) return this.#failedOnce(entry, composed, now);
    const { message } = composed;
    entry.sending = true;
    this.#sending += 1;
    this.#breaker.started(now);
    const mark = this.#windows.take();
    sendOnce(this.channel, clock, entry.order, message, (result) => this.#finished(entry, result, now, mark));
  }

  #finished(entry: Entry, result: SendResult, startedAt: Ms, mark: Mark): void {
    const { t } = this.#deps.clock.now();
    entry.sending = false;
    this.#sending -= 1;
    mark.end(t, !neverArrived(result));
    entry.unreached = isUnreached(result);
    if (entry.unreached) this.#breaker.failed(t);
    else if (this.#breaker.reached()) this.#recovered(t);
    if (!result.ok && result.code === 'throttled') this.#heldUntil = later(t, ms(result.retryAfterMs ?? 1_000));
    if (result.ok) this.#succeeded(entry, result.state, t - startedAt);
    else this.#failedOnce(entry, result, t);
    this.health.sent(result);
    this.#pump();
    if (this.#sending === 0) for (const resolve of this.#idle.splice(0)) resolve();
  }

  #succeeded(entry: Entry, state: 'sent' | 'delivered', tookMs: number): void {
    this.#remove(entry);
    this.#deps.report(sent(entry, state, tookMs, this.#deps.head()));
    // What it said is newer than what older ones would say.
    for (const older of this.#byKey.get(keyOf(entry.order)) ?? []) {
      if (isSuperseded(older, entry)) older.ended ??= 'superseded';
    }
  }

  #failedOnce(entry: Entry, result: Extract<SendResult, { ok: false }>, now: Ms): void {
    const newer = [...(this.#byKey.get(keyOf(entry.order)) ?? [])].filter((other) => isSuperseded(entry, other));
    const why = entry.ended ?? (newer.length > 0 ? 'superseded' : null);
    const again = later(now, retryDelay(entry.attempt, this.#deps.random.fraction(), result.retryAfterMs));
    const final = why === null && (!result.retry || again >= entry.expires);
    this.#deps.report([failed(entry, result, final)]);
    if (why !== null) this.#giveWay(entry, newer, why);
    else if (final) this.#remove(entry);
    else this.#tryAgain(entry, again);
  }

  #giveWay(entry: Entry, newer: readonly Entry[], why: DropWhy): void {
    for (const other of newer) other.first ||= entry.first;
    this.#drop(entry, why);
  }

  #tryAgain(entry: Entry, at: Ms): void {
    entry.notBefore = at;
    if (this.#adopt === null) return;
    this.#remove(entry);
    this.#adopt(entry);
  }

  /** The far side answers again: those that were not heard need not sit out their backoff. */
  #recovered(now: Ms): void {
    for (const entry of this.#entries.values()) {
      if (entry.sending || !entry.unreached || entry.notBefore <= now) continue;
      const soon = later(now, ms(this.#deps.random.fraction() * RECOVERED_WITHIN_MS));
      if (soon < entry.notBefore) entry.notBefore = soon;
    }
  }

  #drop(entry: Entry, why: DropWhy): void {
    this.#remove(entry);
    this.#deps.report([dropped(entry, why)]);
  }

  #insert(entry: Entry): void {
    this.#entries.set(entry.order.notice, entry);
    const key = keyOf(entry.order);
    const sameKey = this.#byKey.get(key) ?? new Set();
    this.#byKey.set(key, sameKey.add(entry));
  }

  #remove(entry: Entry): void {
    this.#entries.delete(entry.order.notice);
    const key = keyOf(entry.order);
    const sameKey = this.#byKey.get(key);
    sameKey?.delete(entry);
    if (sameKey?.size === 0) this.#byKey.delete(key);
  }
}
