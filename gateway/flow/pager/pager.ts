/**
 * The pager: every channel a lane of its own, so that one channel's black hole or one person's bad address delays nobody else.
 * Results come back as facts, in a microtask of their own: `submit` never calls back into its caller.
 */

import type { AlertMessage } from '../../contract/alert.ts';
import type { AccountableFact, NoticeOrder } from '../../core/facts.ts';
import { type Ms, seconds } from '../../core/time.ts';
import type { Channel } from '../../ports/channel.ts';
import type { Cancel, Clock } from '../../ports/clock.ts';
import type { Random } from '../../ports/random.ts';
import { type DropWhy, type Entry, newEntry } from './entry.ts';
import { type Concurrency, Lane, type LaneDeps } from './lane.ts';
import { type ChannelHealth, LaneHealth } from './lane-health.ts';
import { startProbing } from './probing.ts';
import { failed } from './result-facts.ts';

export interface PagerDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly channels: ReadonlyMap<string, Channel>;
  /** What to say now; null where it is pointless by now. Called at every attempt. */
  compose(order: NoticeOrder): AlertMessage | null;
  report(facts: readonly AccountableFact[]): void;
  /** Count and last 8 hex digits of the ledger head. */
  head(): string;
  /** On every change; the first success of a channel counts as one. */
  onHealth(channel: string, health: ChannelHealth): void;
  readonly concurrency?: Concurrency;
}

export interface ChannelState {
  readonly state: 'ok' | 'fault' | 'unknown';
  /** Why it is a fault. */
  readonly code: string | null;
  readonly detail: string | null;
  readonly breaker: 'open' | 'closed';
  readonly waiting: number;
  readonly sending: number;
}

export interface PendingNotice {
  readonly order: NoticeOrder;
  readonly attempt: number;
  readonly sending: boolean;
  /** On the campus timeline: not before. */
  readonly notBefore: Ms;
}

const CONCURRENCY: Concurrency = { status: 16, urgent: 256 };
const STOP_WITHIN = seconds(3);

export class Pager {
  readonly #deps: PagerDeps;
  readonly #laneDeps: LaneDeps;
  readonly #lanes = new Map<string, Lane>();
  readonly #probes = new Map<string, Cancel>();
  #facts: AccountableFact[] = [];
  #serial = 0;
  #running = false;
  #stopped = false;

  constructor(deps: PagerDeps) {
    this.#deps = deps;
    this.#laneDeps = {
      clock: deps.clock,
      random: deps.random,
      compose: (order) => deps.compose(order),
      head: () => deps.head(),
      report: (facts) => this.#report(facts),
    };
    for (const [id, channel] of deps.channels) this.#lanes.set(id, this.#newLane(id, channel));
  }

  /** The first attempt starts inside this call where there is room. The same notice again changes nothing while it is pending. */
  submit(order: NoticeOrder): void {
    if (this.#stopped) return;
    this.#serial += 1;
    const entry = newEntry(order, this.#serial, this.#deps.clock.now().t);
    const lane = this.#lanes.get(order.channel);
    if (lane === undefined) this.#noChannel(entry);
    else if (!lane.has(order.notice)) lane.add(entry);
  }

  /** Forgets what waits; what is being sent at this moment gets no further attempt. Recorded as dropped. */
  drop(matches: (order: NoticeOrder) => boolean, why: DropWhy): void {
    for (const lane of this.#lanes.values()) lane.drop(matches, why);
  }

  /** The incident is closed: what has not been said about it need not be. */
  dropIncident(incident: string): void {
    this.drop((order) => order.incident === incident, 'closed');
  }

  /** Begins to probe the channels. Notices are sent with or without it. */
  start(): void {
    if (this.#running || this.#stopped) return;
    this.#running = true;
    for (const [id, lane] of this.#lanes) this.#probe(id, lane);
  }

  /** Begins nothing more, waits up to 3 s for attempts under way, then closes the channels. Idempotent. */
  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    for (const cancel of this.#probes.values()) cancel();
    this.#probes.clear();
    const lanes = [...this.#lanes.values()];
    // What is not sent stays in the journal as queued, and goes again after the next start.
    for (const lane of lanes) lane.stop(() => {});
    let cancel: Cancel = () => {};
    const enough = new Promise<void>((resolve) => (cancel = this.#deps.clock.after(STOP_WITHIN, resolve)));
    await Promise.race([Promise.all(lanes.map((lane) => lane.idle())), enough]);
    cancel();
    await Promise.all(lanes.map((lane) => lane.channel.close()));
  }

  /** Config reload. A channel that is the same object goes on; one replaced or gone is closed when its last attempt has ended. */
  replaceChannels(channels: ReadonlyMap<string, Channel>): void {
    const orphans: Entry[] = [];
    for (const [id, old] of this.#lanes) {
      const channel = channels.get(id);
      if (channel === old.channel) continue;
      this.#probes.get(id)?.();
      this.#probes.delete(id);
      this.#lanes.delete(id);
      orphans.push(...old.stop((entry) => this.#readopt(entry)));
      void old.idle().then(() => old.channel.close());
      if (channel !== undefined) this.#lanes.set(id, this.#newLane(id, channel, old));
    }
    for (const [id, channel] of channels) if (!this.#lanes.has(id)) this.#lanes.set(id, this.#newLane(id, channel));
    for (const entry of orphans) this.#readopt(entry);
    if (this.#running) for (const [id, lane] of this.#lanes) if (!this.#probes.has(id)) this.#probe(id, lane);
  }

  channelState(): ReadonlyMap<string, ChannelState> {
    return new Map([...this.#lanes].map(([id, lane]) => [id, stateOf(lane)]));
  }

  /** Everything without a final result. */
  pending(): readonly PendingNotice[] {
    return [...this.#lanes.values()]
      .flatMap((lane) => lane.entries())
      .map(({ order, attempt, sending, notBefore }) => ({ order, attempt, sending, notBefore }));
  }

  #newLane(id: string, channel: Channel, before?: Lane): Lane {
    const health = new LaneHealth((change) => this.#deps.onHealth(id, change));
    return new Lane(channel, this.#laneDeps, health, this.#deps.concurrency ?? CONCURRENCY, before);
  }

  #probe(id: string, lane: Lane): void {
    this.#probes.set(id, startProbing(lane, this.#deps.clock, this.#deps.random));
  }

  #readopt(entry: Entry): void {
    if (this.#stopped) return;
    const lane = this.#lanes.get(entry.order.channel);
    if (lane === undefined) this.#noChannel(entry);
    else if (!lane.has(entry.order.notice))
      lane.add({ ...entry, notBefore: this.#deps.clock.now().t, unreached: false });
  }

  #noChannel(entry: Entry): void {
    const detail = 'no such channel in the configuration';
    this.#report([failed(entry, { ok: false, code: 'internal', detail, retry: false }, true)]);
  }

  #report(facts: readonly AccountableFact[]): void {
    this.#facts.push(...facts);
    if (this.#facts.length > facts.length) return;
    queueMicrotask(() => this.#deps.report(this.#facts.splice(0)));
  }
}

function stateOf(lane: Lane): ChannelState {
  const waiting = lane.entries().length - lane.sending;
  const { state, why } = lane.health;
  return {
    state,
    code: why?.code ?? null,
    detail: why?.detail ?? null,
    breaker: lane.breaker,
    waiting,
    sending: lane.sending,
  };
}
