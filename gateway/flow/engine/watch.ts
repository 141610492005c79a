/** Looks around once a second: silence, coalesced telemetry, the clock, the disk, the channels (promise 7). */

import { decideBack, decideSilence, isOverdue, LOOK_EVERY, silentNow } from '../../core/supervision/silence.ts';
import { decideChannel, decideRestored, decideStorage } from '../../core/supervision/faults.ts';
import type { Fact } from '../../core/facts.ts';
import type { Incident } from '../../core/incident/incident.ts';
import type { Cancel } from '../../ports/clock.ts';
import type { StorageHealth } from '../../ports/journal.ts';
import { isMuted } from '../../core/supervision/upkeep.ts';
import { excuseBehind, goneCarriers } from '../foreign/carriers.ts';
import type { Intake } from '../intake/intake.ts';
import type { Engine } from './engine.ts';
import type { PresenceTable } from './presence.ts';

/** Wall time that moves this far against the campus timeline within a tick was stepped. */
const STEP_MS = 2000;

export type ChannelHealth =
  | { readonly ok: true }
  | { readonly ok: false; readonly code: string; readonly detail: string };

export class Watch {
  private readonly engine: Engine;
  private readonly presence: PresenceTable;
  private readonly intake: Intake;
  private readonly onDevice: (device: string) => void;
  private next: Cancel | null = null;
  private wallMinusT: number;
  private trusted: boolean;

  constructor(engine: Engine, presence: PresenceTable, intake: Intake, onDevice: (device: string) => void) {
    this.engine = engine;
    this.presence = presence;
    this.intake = intake;
    this.onDevice = onDevice;
    const now = engine.clock.now();
    this.wallMinusT = now.wall - now.t;
    this.trusted = now.trusted;
  }

  start(): void {
    this.next = this.engine.clock.after(LOOK_EVERY, () => {
      this.look();
      this.start();
    });
  }

  stop(): void {
    this.next?.();
    this.next = null;
  }

  /** The disk's state has changed. */
  storage(health: StorageHealth): void {
    this.engine.guard('storage', () => this.heardOfStorage(health));
  }

  /** A channel has stopped or begun to answer. */
  channel(channel: string, health: ChannelHealth): void {
    this.engine.guard('channel', () => this.heardOfChannel(channel, health));
  }

  private heardOfStorage(health: StorageHealth): void {
    const { engine } = this;
    const known = engine.state.storageFault;
    if (health.state === 'ok') {
      if (known !== null) this.commit(decideRestored({ kind: 'storage-restored' }, 'storage', engine.findOpen));
      return;
    }
    if (known !== health.code)
      this.commit(decideStorage(health.code, health.detail, engine.findOpen, engine.context()));
  }

  private heardOfChannel(channel: string, health: ChannelHealth): void {
    const { engine } = this;
    const down = engine.state.channelsDown.has(channel);
    if (health.ok && down) {
      this.commit(decideRestored({ kind: 'channel-restored', channel }, `channel:${channel}`, engine.findOpen));
    }
    if (!health.ok && !down) {
      this.commit(decideChannel(channel, health.code, health.detail, engine.findOpen, engine.context()));
    }
  }

  /** What fails in one look must end neither the others nor the process. */
  private look(): void {
    const { engine } = this;
    engine.guard('clock', () => this.lookAtClock());
    engine.guard('silence', () => this.lookForSilence());
    engine.guard('returns', () => this.lookForReturns());
    engine.guard('flush', () => this.intake.flush());
  }

  private lookAtClock(): void {
    const now = this.engine.clock.now();
    const byMs = now.wall - now.t - this.wallMinusT;
    if (Math.abs(byMs) < STEP_MS && now.trusted === this.trusted) return;
    this.wallMinusT = now.wall - now.t;
    this.trusted = now.trusted;
    this.commit([{ kind: 'clock-stepped', byMs: Math.round(byMs), trusted: now.trusted }]);
  }

  private lookForSilence(): void {
    const { engine } = this;
    const ctx = engine.context();
    const flagged = (device: string): boolean => engine.state.devices.get(device)?.silent ?? false;
    const gone = goneCarriers(engine.school, engine.state, this.presence, ctx.now.t);
    const silent = silentNow(this.presence.all(), flagged, gone, ctx);
    if (silent.length === 0) return;
    const muted = silent.filter(({ device }) => isMuted(engine.state.upkeep, device));
    this.commit(muted.map(({ device, lastT }) => ({ kind: 'device-silent', device, sinceT: lastT })));
    const told = silent.filter((one) => !muted.includes(one));
    this.commit(decideSilence(told, this.massSilences(), engine.findOpen, ctx));
    for (const { device } of silent) this.onDevice(device);
  }

  private lookForReturns(): void {
    const { engine } = this;
    const isSilent = (device: string): boolean => engine.state.devices.get(device)?.silent ?? false;
    const { t } = engine.clock.now();
    for (const { device, lastT, lost } of this.presence.all()) {
      const configured = engine.school.devices.get(device);
      if (!isSilent(device) || !configured || lost || isOverdue({ lastT }, configured, t)) continue;
      this.commit(decideBack(device, this.massSilences(), isSilent, engine.findOpen));
      excuseBehind(device, engine.school, this.presence, t);
      this.onDevice(device);
    }
  }

  private massSilences(): readonly Incident[] {
    const { incidents } = this.engine.state;
    return [...incidents.values()].filter(
      (incident) => incident.status !== 'closed' && incident.flags.includes('mass'),
    );
  }

  private commit(facts: readonly Fact[]): void {
    this.engine.commit(facts, 'gateway', this.engine.clock.now(), { keep: true });
  }
}
