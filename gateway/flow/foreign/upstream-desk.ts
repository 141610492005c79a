/**
 * What comes from brokers of the school goes to the intake as the word of the bridge whose topics it is on. A broker that is gone
 * for its time is told once, also where it never was there since the start.
 */

import { matches } from '../../core/profile/pattern.ts';
import type { Bridge } from '../../core/profile/profile.ts';
import type { Fact } from '../../core/facts.ts';
import { decideUpstreamBack, decideUpstreamLost } from '../../core/supervision/upstream.ts';
import type { Ms } from '../../core/time.ts';
import type { Cancel } from '../../ports/clock.ts';
import type { Acknowledge } from '../../ports/device-link.ts';
import type { UpstreamEvents, UpstreamMessage } from '../../ports/upstream.ts';
import type { Engine } from '../engine/engine.ts';
import type { PresenceTable } from '../engine/presence.ts';
import type { Intake } from '../intake/intake.ts';
import { excuseBehind, upstreamCarrier } from './carriers.ts';

interface Watched {
  readonly goneAfter: Ms;
  isUp: boolean;
  cancel: Cancel | null;
  code: string;
}

export class UpstreamDesk implements UpstreamEvents {
  private readonly engine: Engine;
  private readonly presence: PresenceTable;
  private readonly intake: Intake;
  private readonly watched = new Map<string, Watched>();
  /** An upstream is (back): states that are shown to it are to be published anew. */
  onUp: (upstream: string) => void = () => undefined;

  constructor(engine: Engine, presence: PresenceTable, intake: Intake) {
    this.engine = engine;
    this.presence = presence;
    this.intake = intake;
  }

  /** From now on its absence counts. Those that are not named any more are forgotten, and are no fault. */
  watch(upstreams: ReadonlyMap<string, Ms>): void {
    for (const [id, row] of this.watched) if (!upstreams.has(id)) row.cancel?.();
    for (const id of [...this.watched.keys()]) if (!upstreams.has(id)) this.watched.delete(id);
    for (const id of this.engine.state.upkeep.upstreamsDown)
      if (!upstreams.has(id)) this.commit(decideUpstreamBack(id, this.engine.findOpen));
    for (const [id, goneAfter] of upstreams) {
      if (this.watched.has(id)) continue;
      this.watched.set(id, { goneAfter, isUp: false, cancel: null, code: 'closed' });
      this.down(id, 'not-connected');
    }
  }

  stop(): void {
    for (const row of this.watched.values()) row.cancel?.();
    this.watched.clear();
  }

  message(upstream: string, { topic, payload, qos, retained }: UpstreamMessage, acknowledge: Acknowledge): void {
    const bridge = this.bridgeOf(upstream, topic);
    if (!bridge) {
      if (topic === `${this.engine.school.foreign?.homeAssistant?.discovery ?? ''}/status` && !retained)
        this.onUp(upstream);
      return acknowledge('keep');
    }
    this.intake.event(
      {
        device: bridge.id,
        topic,
        payload,
        qos,
        retain: retained,
        will: false,
        foreign: true,
        eager: true,
        size: payload.length,
        ...(retained ? { stale: true as const } : {}),
      },
      acknowledge,
    );
  }

  up(upstream: string): void {
    const row = this.watched.get(upstream);
    row?.cancel?.();
    if (row) {
      row.cancel = null;
      row.isUp = true;
    }
    this.engine.guard('upstream', () => {
      if (!this.engine.state.upkeep.upstreamsDown.includes(upstream)) return;
      this.commit(decideUpstreamBack(upstream, this.engine.findOpen));
      excuseBehind(upstreamCarrier(upstream), this.engine.school, this.presence, this.engine.clock.now().t);
    });
    this.engine.guard('upstream-up', () => this.onUp(upstream));
  }

  down(upstream: string, code: string): void {
    const row = this.watched.get(upstream);
    if (!row) return;
    row.isUp = false;
    if (code !== 'closed') row.code = code;
    if (row.cancel || this.engine.state.upkeep.upstreamsDown.includes(upstream)) return;
    row.cancel = this.engine.clock.after(row.goneAfter, () => {
      row.cancel = null;
      const ctx = this.engine.context();
      this.engine.guard('upstream', () =>
        this.commit(decideUpstreamLost(upstream, row.code, this.engine.findOpen, ctx)),
      );
    });
  }

  isUp(upstream: string): boolean {
    return this.watched.get(upstream)?.isUp ?? false;
  }

  private bridgeOf(upstream: string, topic: string): Bridge | null {
    for (const bridge of this.engine.school.foreign?.bridges.values() ?? []) {
      if (bridge.upstream !== upstream) continue;
      if (bridge.topics.some((base) => topic === base || matches(`${base}/#`, topic))) return bridge;
    }
    return null;
  }

  private commit(facts: readonly Fact[]): void {
    this.engine.commit(facts, 'gateway', this.engine.clock.now(), { keep: true });
  }
}
