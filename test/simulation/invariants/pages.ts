/**
 * Every press is told to a person within its bound: the first of an incident at once, a repeat when its re-notification is
 * due. Only a channel at its rate limit may make it wait. And nothing is called sent that no channel accepted.
 */

import type { Fact } from '../../../gateway/core/facts.ts';
import type { Delivery, RateLimit } from '../../../gateway/ports/channel.ts';
import type { Pager } from '../../../gateway/flow/pager/pager.ts';
import type { CampusState } from '../../../gateway/core/campus.ts';
import { PUPIL } from '../sim-school.ts';
import { TIMER_MS } from './incidents.ts';
import type { Fail } from './violation.ts';

interface Expected {
  readonly incident: string;
  /** The news has reached somebody's channel when it counts at least so many presses. */
  readonly presses: number;
  /** On the campus timeline. */
  by: number;
}

/** An attempt ends at the latest so long after it began: it counts against the limit until then. */
const LONGEST_MS = 11_000;

export class Pages {
  readonly #fail: Fail;
  #expected: Expected[] = [];
  /** Most presses that a message to a person has told of, by incident. */
  readonly #told = new Map<string, number>();
  /** `<incident> <person>` */
  readonly #attempted = new Set<string>();
  readonly #accepted = new Set<string>();
  /** True times of attempts in this life, by channel. */
  #starts = new Map<string, number[]>();

  constructor(fail: Fail) {
    this.#fail = fail;
  }

  attempt(channel: string, limit: RateLimit | null, { message, idempotencyKey }: Delivery, trueMs: number): void {
    const starts = this.#starts.get(channel) ?? [];
    this.#starts.set(channel, starts);
    starts.push(trueMs);
    if (limit && within(starts, trueMs, limit.perMs) > limit.count) {
      this.#fail('over-limit', `${channel} began more than ${limit.count} in ${limit.perMs} ms`);
    }
    if (message.text.includes(PUPIL)) this.#fail('pupil-named', `in the message ${idempotencyKey}`);
    if (message.person === null) return;
    this.#attempted.add(`${message.incident} ${message.person}`);
    this.#told.set(message.incident, Math.max(this.#told.get(message.incident) ?? 0, message.presses));
  }

  /** A channel that is configured anew later begins a new count. */
  channelRemoved(channel: string): void {
    this.#starts.delete(channel);
  }

  accepted(notice: string): void {
    this.#accepted.add(notice);
  }

  wasAttempted(incident: string, person: string): boolean {
    return this.#attempted.has(`${incident} ${person}`);
  }

  decided(facts: readonly Fact[], t: number, state: CampusState): void {
    for (const fact of facts) {
      if (fact.kind === 'notice-sent' && !this.#accepted.has(fact.notice)) {
        this.#fail('sent-unaccepted', `${fact.notice} is called sent; ${fact.channel} never accepted it`);
      }
      if (fact.kind !== 'incident-opened' && fact.kind !== 'incident-joined') continue;
      if (fact.press === null) continue;
      const presses = state.incidents.get(fact.incident)?.presses ?? 1;
      const by = fact.kind === 'incident-joined' ? (fact.renotifyT ?? t) : t;
      this.#expected.push({ incident: fact.incident, presses, by });
    }
  }

  /** The gateway has started again: what the disk did not keep is decided anew when its device sends it again. */
  restarted(t: number, state: CampusState): void {
    this.#starts = new Map();
    this.#expected = this.#expected.filter((one) => (state.incidents.get(one.incident)?.presses ?? 0) >= one.presses);
    for (const one of this.#expected) one.by = Math.max(one.by, t);
  }

  check(t: number, trueMs: number, state: CampusState, pager: Pager, limits: ReadonlyMap<string, RateLimit>): void {
    this.#expected = this.#expected.filter((one) => {
      const incident = state.incidents.get(one.incident);
      if ((this.#told.get(one.incident) ?? 0) >= one.presses || !incident || incident.status === 'closed') return false;
      if (one.by < t - TIMER_MS && !this.isHeldBack(one.incident, t, trueMs, pager, limits)) {
        const late = ((t - one.by) / 1000).toFixed(1);
        this.#fail(
          'press-not-paged',
          `press ${one.presses} of ${one.incident} is told to nobody, ${late} s after its time`,
        );
        return false;
      }
      return true;
    });
  }

  /** Waits at channels that have used up their limit, and at no other. */
  isHeldBack(
    incident: string,
    t: number,
    trueMs: number,
    pager: Pager,
    limits: ReadonlyMap<string, RateLimit>,
  ): boolean {
    const channels = new Set<string>();
    for (const { order, sending, notBefore } of pager.pending()) {
      // What rests after a failed attempt has been tried.
      if (sending || notBefore > t + TIMER_MS || !order.urgent || order.person === null) continue;
      if (order.incident === incident) channels.add(order.channel);
    }
    for (const channel of channels) {
      const limit = limits.get(channel);
      const used = within(this.#starts.get(channel) ?? [], trueMs, (limit?.perMs ?? 0) + LONGEST_MS);
      if (!limit || used < limit.count) return false;
    }
    return channels.size > 0;
  }
}

function within(starts: readonly number[], now: number, span: number): number {
  let count = 0;
  for (let i = starts.length - 1; i >= 0 && (starts[i] ?? 0) > now - span; i -= 1) count += 1;
  return count;
}
