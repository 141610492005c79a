/**
 * What the gateway measures of itself for the series, as telemetry in the journal: what a panel shows can be checked against the record,
 * and no outage of a sink tears a hole into it. It runs beside the alarm path, and only where there is a sink.
 */

import { coverageOf } from '../../core/duty/coverage.ts';
import type { Fact } from '../../core/facts.ts';
import type { Incident } from '../../core/incident/incident.ts';
import type { DeviceFigures, GatewayFigures, SinkFigures } from '../../core/supervision/sink-facts.ts';
import { minutes, seconds } from '../../core/time.ts';
import type { Cancel } from '../../ports/clock.ts';
import type { Journal } from '../../ports/journal.ts';
import type { SinkView } from '../../ports/series.ts';
import type { Engine } from '../engine/engine.ts';
import type { PresenceTable } from '../engine/presence.ts';
import type { Intake } from '../intake/intake.ts';
import type { Pager } from '../pager/pager.ts';

/** Of the process, since it was last asked. */
export type MachineFigures = Pick<GatewayFigures, 'loopP50Ms' | 'loopP99Ms' | 'loopMaxMs' | 'rssMb' | 'cpuPct'>;

export interface MeterDeps {
  readonly engine: Engine;
  readonly pager: Pager;
  readonly presence: PresenceTable;
  readonly intake: Intake;
  readonly journal: Journal;
  readonly machine: () => MachineFigures;
  readonly views: () => readonly SinkView[];
}

const EVERY = seconds(10);
/** Every so many measurements the devices are measured too: each 10 minutes, the first time soon after the start. */
const DEVICES_EVERY = 60;
const DEVICES_FIRST = 3;
const COVERAGE_EVERY = 6;
/** One fact of thousands of devices would be a pause for whoever writes it. */
const DEVICES_AT_ONCE = 200;
const UNPROVEN_MS = 30 * 86_400_000;
const TEN_MINUTES_MS = minutes(10);
const HOUR_MS = minutes(60);

export class Meter {
  private readonly deps: MeterDeps;
  private readonly startedT: number;
  private next: Cancel | null = null;
  private turn = 0;
  private uncoveredZones: readonly string[] = [];

  constructor(deps: MeterDeps) {
    this.deps = deps;
    this.startedT = deps.engine.clock.now().t;
  }

  start(): void {
    this.next = this.deps.engine.clock.after(EVERY, () => {
      this.deps.engine.guard('meter', () => this.measure());
      this.start();
    });
  }

  stop(): void {
    this.next?.();
    this.next = null;
  }

  private measure(): void {
    this.record({
      kind: 'gateway-measured',
      everyMs: EVERY,
      uncovered: this.uncovered(),
      gateway: this.gateway(),
      channels: [...this.deps.pager.channelState()].map(([channel, { state, waiting }]) => ({
        channel,
        up: state !== 'fault',
        waiting,
      })),
      sinks: this.deps.views().map((view) => sinkFigures(view, this.deps.engine.clock.now().wall)),
    });
    if (this.turn % DEVICES_EVERY === DEVICES_FIRST) this.measureDevices();
    this.turn += 1;
  }

  private measureDevices(): void {
    const devices = [...this.deps.engine.school.devices.keys()].map((device) => this.device(device));
    for (let i = 0; i < devices.length; i += DEVICES_AT_ONCE)
      this.record({ kind: 'devices-measured', devices: devices.slice(i, i + DEVICES_AT_ONCE) });
  }

  private record(fact: Fact): void {
    const { engine } = this.deps;
    engine.commitTelemetry(fact, 'gateway', engine.clock.now(), () => undefined);
  }

  /** The forecast of the roster page, asked for now. A plan does not change within a minute. */
  private uncovered(): readonly string[] {
    if (this.turn % COVERAGE_EVERY !== 0) return this.uncoveredZones;
    const { engine } = this.deps;
    const { wall, trusted } = engine.clock.now();
    const { areas } = coverageOf(engine.school, engine.state.duty, { fromMs: wall, toMs: wall + EVERY });
    this.uncoveredZones = trusted ? areas.filter((area) => area.uncoveredMinutes > 0).map(({ zone }) => zone) : [];
    return this.uncoveredZones;
  }

  private gateway(): GatewayFigures {
    const { engine, pager, presence, intake, journal, machine } = this.deps;
    const { t } = engine.clock.now();
    const incidents = [...engine.state.incidents.values()];
    const open = incidents.filter(({ status }) => status !== 'closed');
    const unowned = open.filter(({ status, quiet }) => status === 'open' && !quiet);
    const since = (ms: number): number => incidents.filter((one) => !one.drill && t - one.openedT <= ms).length;
    return {
      ...machine(),
      journalBacklog: journal.backlog().entries,
      journalFacts: journal.head().count,
      storageOk: engine.state.storageFault === null,
      noticesWaiting: [...pager.channelState()].reduce((sum, [, { waiting }]) => sum + waiting, 0),
      incidentsOpen: open.length,
      incidentsUnowned: unowned.length,
      oldestUnownedS: unowned.reduce((oldest, one: Incident) => Math.max(oldest, (t - one.openedT) / 1000), 0),
      alarms10Min: since(TEN_MINUTES_MS),
      alarms1H: since(HOUR_MS),
      devices: engine.school.devices.size,
      devicesOnline: presence.connected(),
      devicesSilent: [...engine.school.devices.keys()].filter((id) => engine.state.devices.get(id)?.silent).length,
      events: intake.counters.events,
      presses: intake.counters.presses,
      rejected: intake.counters.rejected,
      uptimeS: (t - this.startedT) / 1000,
    };
  }

  private device(device: string): DeviceFigures {
    const { engine, presence } = this.deps;
    const { wall } = engine.clock.now();
    const known = engine.state.devices.get(device);
    const ago = (ms: number | null | undefined): number | null =>
      ms === null || ms === undefined || ms === 0 ? null : Math.max(0, (wall - ms) / 1000);
    const tested = known?.lastTestMs ?? null;
    const isButton = engine.school.devices.get(device)?.kind === 'button';
    return {
      device,
      online: presence.isConnected(device),
      silent: known?.silent ?? false,
      lidOpen: known?.lidOpen ?? false,
      faults: known?.faults.length ?? 0,
      quarantined: (engine.state.sensors.devices.get(device)?.quarantine ?? null) !== null,
      seenS: ago(presence.lastMs(device) ?? known?.lastMs),
      testedS: ago(tested),
      unproven: isButton && (tested === null || wall - tested > UNPROVEN_MS),
      battery: known?.battery ?? null,
    };
  }
}

const sinkFigures = (view: SinkView, nowMs: number): SinkFigures => ({
  sink: view.sink,
  up: view.state !== 'fault',
  lagLines: view.lagLines,
  lagAlarmLines: view.lagAlarmLines,
  lagS: view.oldestMs === null ? 0 : Math.max(0, (nowMs - view.oldestMs) / 1000),
  written: view.written,
  dead: view.dead,
  shed: view.shed,
});
