/** The whole run: a school of devices, a bad network, fickle channels, a failing disk, and the shipped gateway in the middle. */

import type { CampusState } from '../../gateway/core/campus.ts';
import { LedgerAudit } from '../../gateway/core/ledger/audit.ts';
import { recover } from '../../gateway/flow/engine/recover.ts';
import type { IntakeLimits } from '../../gateway/flow/intake/intake.ts';
import type { Spine } from '../../gateway/flow/spine.ts';
import type { Channel, RateLimit } from '../../gateway/ports/channel.ts';
import { type Journal, JournalError } from '../../gateway/ports/journal.ts';
import { MemoryJournal, SimulatedDisk } from '../kit/memory-journal.ts';
import { SeededRandom } from '../kit/seeded-random.ts';
import { GENEROUS, openSpine, sha256, STRICT } from './gateway-life.ts';
import { Answers } from './invariants/answers.ts';
import { Incidents } from './invariants/incidents.ts';
import { Pages } from './invariants/pages.ts';
import { DiskRecord } from './invariants/record.ts';
import { checkRecovery } from './invariants/recovery.ts';
import { checkRules } from './invariants/rules.ts';
import { Silence } from './invariants/silence.ts';
import type { Fail, Violation } from './invariants/violation.ts';
import { CHANNELS, type CrashKind, DEVICES, type Setting } from './plan.ts';
import type { Sabotage } from './sabotage.ts';
import { type FarSide, SimChannel } from './sim-channel.ts';
import { SimClock } from './sim-clock.ts';
import { type Door, SimDevice, type Weather } from './sim-device.ts';
import { PUPIL, RELOADS, simSchool } from './sim-school.ts';

interface Life {
  readonly spine: Spine;
  readonly journal: MemoryJournal;
  readonly door: Door;
}

const ROBOT: RateLimit = { count: 20, perMs: 60_000, reserved: 8 };
const OUTPUTS = new Set(['outputs', 'output']);
const WHOLE = simSchool();

export class SimWorld {
  readonly clock = new SimClock();
  readonly disk = new SimulatedDisk();
  readonly weather: Weather = { loss: 0, twice: 0, delayMs: 5 };
  readonly devices: ReadonlyMap<string, SimDevice>;
  readonly far = new Map<string, FarSide>(CHANNELS.map((id) => [id, { mood: 'ok', probeOk: true }]));
  /** What the world throws dice with; the gateway has its own, so that neither disturbs the other. */
  readonly random: SeededRandom;
  readonly answers: Answers;
  readonly pages: Pages;
  readonly record: DiskRecord;
  violation: Violation | null = null;
  life: Life | null = null;
  school = WHOLE;
  #channels = new Map<string, Channel>();
  readonly #incidents: Incidents;
  readonly #limits: ReadonlyMap<string, RateLimit>;
  readonly #gatewayRandom: SeededRandom;
  readonly #maxBytes: number;
  readonly #intakeLimits: IntakeLimits;
  readonly #silence: Silence;
  readonly #sabotage: Sabotage;
  /** Also in earlier lives: a snapshot hands it on. */
  #telemetryRefused = false;
  #resumeT: 'continues' | 'last-fact' = 'continues';

  readonly seed: number;

  constructor(setting: Setting, sabotage: Sabotage) {
    this.seed = setting.seed;
    this.random = new SeededRandom(setting.seed ^ 0x5eed);
    this.#gatewayRandom = new SeededRandom(setting.seed ^ 0x9a7e);
    this.#sabotage = sabotage;
    this.#maxBytes = setting.tightMemory ? 60_000 : Number.POSITIVE_INFINITY;
    this.#intakeLimits = setting.generous ? GENEROUS : STRICT;
    const limited = setting.allLimited ? CHANNELS : ['wecom-duty'];
    this.#limits = new Map(limited.map((id) => [id, ROBOT]));
    this.record = new DiskRecord(this.disk, this.fail);
    this.answers = new Answers(this.record, this.fail);
    this.pages = new Pages(this.fail);
    this.#incidents = new Incidents(this.fail);
    this.#silence = new Silence(this.fail);
    const around = {
      clock: this.clock,
      random: this.random,
      weather: this.weather,
      door: () => this.life?.door ?? null,
      made: this.answers.made.bind(this.answers),
    };
    this.devices = new Map(DEVICES.map((id) => [id, new SimDevice(id, around)]));
  }

  readonly fail: Fail = (code, text) => {
    this.violation ??= { code, text };
  };

  async boot(): Promise<void> {
    const { clock, disk } = this;
    const journal = new MemoryJournal({ clock, disk, maxBytes: this.#maxBytes });
    const { state } = await recover(journal);
    this.#sabotage.recovered?.(state);
    if (this.#resumeT === 'last-fact') clock.reboot(Math.min(clock.t, state.lastT + 3000));
    this.#resumeT = 'continues';
    this.#channels = this.#newChannels();
    const spine = this.#open(journal, state);
    this.life = { spine, journal, door: this.#door(spine) };
    this.#watch(spine);
    this.#incidents.restarted(state);
    this.pages.restarted(clock.t, state);
    this.#silence.restarted(clock.trueMs, state);
    spine.start({ kind: 'gateway-started', version: 'sim', config: 'sim', offsetMs: 0 });
    this.#sabotage.started?.(spine);
    // What is due at once happens now: several steps may have been missed.
    await clock.advance(0);
    for (const device of this.devices.values()) device.gatewayGone(this.random.integer(3000));
  }

  async crash(how: CrashKind, downMs: number, synced: boolean): Promise<void> {
    if (!this.life) return;
    if (how === 'stop') await this.#stop();
    this.life = null;
    this.disk.crash(synced);
    this.clock.killTimers();
    for (const device of this.devices.values()) device.gatewayGone(0);
    if (how === 'power-cut') this.clock.reboot(this.clock.t);
    if (how === 'power-cut-no-clock') this.#resumeT = 'last-fact';
    await this.clock.advance(downMs);
    await this.boot();
  }

  reload(variant: number, newChannels: boolean): void {
    this.school = RELOADS[variant]?.(WHOLE) ?? WHOLE;
    if (newChannels) this.#channels = this.#newChannels();
    for (const id of this.#channels.keys()) if (!this.school.channels.has(id)) this.pages.channelRemoved(id);
    this.life?.spine.reload(this.school, this.#intakeLimits, this.#configured());
  }

  /** After each step: what must hold at every moment. */
  check(): void {
    const { life, clock } = this;
    this.record.read();
    if (!life) return;
    const { engine, pager } = life.spine;
    const { state } = engine;
    const { t, trueMs } = clock;
    this.#incidents.check(
      t,
      state,
      (incident, person) =>
        this.pages.wasAttempted(incident, person) || this.pages.isHeldBack(incident, t, trueMs, pager, this.#limits),
    );
    this.#silence.check(trueMs, state, engine.school);
    this.pages.check(t, trueMs, state, pager, this.#limits);
    this.#sabotage.step?.(this.disk);
  }

  isIdle(): boolean {
    return this.life?.spine.engine.spool.idle() ?? false;
  }

  async checkRecovery(): Promise<void> {
    const { life } = this;
    if (!life || !this.isIdle()) return;
    const { state } = life.spine.engine;
    await checkRecovery(state, life.journal, this.disk, this.#telemetryRefused, this.fail);
  }

  /** The hash chain holds, and is the one whose head was published. */
  checkChain(): void {
    const audit = new LedgerAudit(sha256, { partial: false });
    for (const item of this.disk.items) {
      const finding = audit.add(item);
      if (finding && !finding.ok)
        return this.fail('chain-broken', `${finding.what} at ${finding.at}: ${finding.detail}`);
    }
    const verdict = audit.end([{ count: this.disk.head.count, head: this.disk.head.hash }]);
    if (!verdict.ok) this.fail('chain-broken', verdict.detail);
  }

  /** Promise 10. */
  checkNoPupil(): void {
    if (!JSON.stringify(this.disk.items).includes(PUPIL)) return;
    for (const item of this.disk.items) {
      if (JSON.stringify(item.data).includes(PUPIL)) this.fail('pupil-named', `in the fact ${item.seq} (${item.kind})`);
    }
  }

  async #stop(): Promise<void> {
    const { life, clock } = this;
    if (!life) return;
    let stopped = false;
    void life.spine.stop().then(() => {
      stopped = true;
    });
    await clock.advance(5000);
    if (!stopped) this.fail('does-not-stop', 'SIGTERM, and not stopped within 5 s');
  }

  #newChannels(): Map<string, Channel> {
    const { clock, pages } = this;
    const log: ConstructorParameters<typeof SimChannel>[3]['log'] = {
      attempt: (id, delivery) => pages.attempt(id, this.#limits.get(id) ?? null, delivery, clock.trueMs),
      accepted: (_id, notice) => pages.accepted(notice),
    };
    const channels = new Map<string, Channel>();
    for (const [id, far] of this.far) {
      const channel = new SimChannel(id, this.#limits.get(id) ?? null, far, { clock, random: this.random, log });
      channels.set(id, this.#sabotage.channel?.(channel) ?? channel);
    }
    return channels;
  }

  #configured(): ReadonlyMap<string, Channel> {
    return new Map([...this.#channels].filter(([id]) => OUTPUTS.has(id) || this.school.channels.has(id)));
  }

  #open(journal: Journal, state: CampusState): Spine {
    const life = this.disk.life;
    return openSpine({
      school: this.school,
      journal,
      clock: this.#sabotage.clock?.(this.clock) ?? this.clock,
      random: this.#gatewayRandom,
      state,
      limits: this.#intakeLimits,
      channels: this.#configured(),
      commanded: (device, command) => {
        if (this.disk.life === life) this.answers.commanded(device, command);
      },
      onBug: (where, error) => {
        if (where === 'snapshot' && error instanceof JournalError) return;
        this.fail('bug', `${where}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      },
    });
  }

  #watch(spine: Spine): void {
    const { state } = spine.engine;
    spine.engine.react({
      decided: (facts, at) => {
        this.pages.decided(facts, at.t, state);
        checkRules(facts, state, spine.engine.school, this.fail);
        for (const fact of facts) {
          if (fact.kind !== 'press' || (fact.boot !== null && fact.seq !== null)) continue;
          this.answers.decidedUnnamed(fact.device, at.t, this.clock.trueMs);
        }
      },
    });
  }

  #door(spine: Spine): Door {
    const life = this.disk.life;
    const { intake } = spine;
    return {
      event: (inbound, publish, acknowledge) => {
        this.#silence.heard(inbound.device, this.clock.trueMs);
        const answer = (verdict: 'keep' | 'drop'): void => {
          if (this.disk.life !== life) return;
          this.answers.acknowledged(publish, verdict);
          if (verdict === 'drop' && !publish.event.press) this.#telemetryRefused = true;
          acknowledge(verdict);
        };
        if (this.#sabotage.event) this.#sabotage.event(inbound, publish.event, answer, intake);
        else intake.event(inbound, answer);
      },
      connected: (device) => {
        this.#silence.heard(device, this.clock.trueMs);
        intake.connected(device);
        intake.listening(device);
      },
      disconnected: (device) => {
        this.#silence.heard(device, this.clock.trueMs);
        intake.disconnected(device);
      },
      alive: (device) => {
        this.#silence.heard(device, this.clock.trueMs);
        intake.alive(device);
      },
    };
  }
}
