/**
 * The decide loop. A decision is folded into memory and its urgent notices leave at once; the journal takes the facts
 * beside it (promise 3). Everything else a fact causes waits for the disk, but never for longer than `PATIENCE`.
 */

import { type CampusState, emptyCampus, evolve, findOpen } from '../../core/campus.ts';
import type { Context } from '../../core/context.ts';
import { decideDue, dueAt } from '../../core/escalation/due.ts';
import { lastResort } from '../../core/escalation/last-resort.ts';
import { decideUnreached } from '../../core/escalation/unreached.ts';
import { type Fact, isAccountable } from '../../core/facts.ts';
import type { Incident } from '../../core/incident/incident.ts';
import type { School } from '../../core/school.ts';
import { type Instant, ms } from '../../core/time.ts';
import type { Cancel, Clock } from '../../ports/clock.ts';
import type { Entry, IncidentRow, Journal, JournalError } from '../../ports/journal.ts';
import type { Random } from '../../ports/random.ts';
import { Spool } from './spool.ts';

/** What reacts to facts: the pager, receipts, sirens, live screens. None may block or throw. */
export interface Reactor {
  /** At once, in memory, before the disk. */
  decided?(facts: readonly Fact[], at: Instant, changed: ReadonlySet<string>): void;
  /** On disk, or the disk did not answer within the engine's patience (`stored` false). */
  settled?(facts: readonly Fact[], stored: boolean): void;
}

export interface EngineDeps {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly random: Random;
  readonly school: School;
  readonly state?: CampusState;
  readonly onStorageError: (error: JournalError) => void;
  /** An exception in a reactor or decider: logged once, at the top. */
  readonly onBug: (where: string, error: unknown) => void;
}

export interface CommitOptions {
  readonly keep: boolean;
  /** True once on disk; false on each failed attempt. */
  readonly settled?: (stored: boolean) => void;
}

/** How long effects that need not leave before the commit wait for a disk that does not answer. */
const PATIENCE = ms(2000);
const STUCK = ms(1000);

export class Engine {
  readonly state: CampusState;
  readonly spool: Spool;
  readonly clock: Clock;
  private readonly random: Random;
  private readonly onBug: EngineDeps['onBug'];
  private readonly reactors: Reactor[] = [];
  private current: School;
  private alarm: { readonly dueT: number; readonly cancel: Cancel } | null = null;
  /** Something due could not be done: it is tried again, but not in a tight circle. */
  private stuck = false;
  private stopped = false;

  constructor(deps: EngineDeps) {
    this.state = deps.state ?? emptyCampus();
    this.clock = deps.clock;
    this.random = deps.random;
    this.current = deps.school;
    this.onBug = deps.onBug;
    this.spool = new Spool(deps.journal, deps.clock, deps.onStorageError);
  }

  get school(): School {
    return this.current;
  }

  setSchool(school: School): void {
    this.current = school;
  }

  react(reactor: Reactor): void {
    this.reactors.push(reactor);
  }

  context(now: Instant = this.clock.now()): Context {
    const { channelsDown, duty } = this.state;
    return { school: this.current, now, uid: this.random.id(), channelsDown, duty };
  }

  readonly findOpen = (key: string): Incident | undefined => findOpen(this.state, key);

  /** Folds, pages, and hands to the disk. Facts of one call are stored together or not at all. */
  commit(facts: readonly Fact[], actor: string, now: Instant, options: CommitOptions): void {
    if (facts.length === 0) return options.settled?.(true);
    const entries: Entry[] = [];
    const changed = new Set<string>();
    for (const fact of facts) {
      const entry = { at: now, actor, fact };
      entries.push(entry);
      evolve(this.state, entry, this.onBug);
      if ('incident' in fact) changed.add(fact.incident);
      if (fact.kind === 'gateway-started') for (const id of this.unclosed()) changed.add(id);
    }
    for (const reactor of this.reactors) this.guard('decided', () => reactor.decided?.(facts, now, changed));
    const settled = this.afterwards(facts, options);
    this.spool.put({ entries, rows: () => this.rows(changed), keep: options.keep, settled });
    if (changed.size > 0) this.arm();
  }

  /** A single telemetry fact: the short way, with nothing to react to. */
  commitTelemetry(fact: Fact, actor: string, now: Instant, settled: (stored: boolean) => void): void {
    const entry = { at: now, actor, fact };
    evolve(this.state, entry, this.onBug);
    this.spool.offer(entry, settled);
  }

  /** A notice could not be sent: perhaps its whole step reached nobody. */
  climbIfUnreached(incidents: ReadonlySet<string>): void {
    for (const id of incidents) {
      const incident = this.state.incidents.get(id);
      if (!incident) continue;
      const ctx = this.context();
      this.guard('unreached', () => this.commit(decideUnreached(incident, ctx), 'gateway', ctx.now, { keep: true }));
    }
  }

  /** Everything that is due now happens now, then the next moment is awaited. */
  runDue(): void {
    this.alarm?.cancel();
    this.alarm = null;
    const now = this.clock.now();
    this.stuck = false;
    for (const incident of [...this.state.incidents.values()]) {
      if (incident.status === 'closed' || (dueAt(incident) ?? Infinity) > now.t) continue;
      const done = this.guard('due', () => this.commit(this.due(incident, now), 'gateway', now, { keep: true }));
      this.stuck ||= !done;
    }
    this.arm();
  }

  /** A rule that throws silences nothing: the last resort is told in its place, and the incident is due again in a minute. */
  private due(incident: Incident, now: Instant): readonly Fact[] {
    const ctx = this.context(now);
    try {
      return decideDue(incident, ctx);
    } catch (error) {
      this.onBug('due', error);
      return lastResort(incident, ctx);
    }
  }

  stop(): void {
    this.stopped = true;
    this.alarm?.cancel();
    this.alarm = null;
    this.spool.stop();
  }

  private arm(): void {
    if (this.stopped) return;
    let next = Infinity;
    for (const incident of this.state.incidents.values()) {
      if (incident.status !== 'closed') next = Math.min(next, dueAt(incident) ?? Infinity);
    }
    if (next === this.alarm?.dueT) return;
    this.alarm?.cancel();
    this.alarm = null;
    if (next === Infinity) return;
    const delay = ms(Math.max(this.stuck ? STUCK : 0, next - this.clock.now().t));
    this.alarm = { dueT: next, cancel: this.clock.after(delay, () => this.runDue()) };
  }

  /** At a start their rows are written anew: a crash may have left one that knows more than the facts do. */
  private *unclosed(): Iterable<string> {
    for (const { id, status } of this.state.incidents.values()) if (status !== 'closed') yield id;
  }

  private rows(changed: ReadonlySet<string>): readonly IncidentRow[] {
    const rows: IncidentRow[] = [];
    for (const id of changed) {
      const incident = this.state.incidents.get(id);
      if (!incident) continue;
      const { kind, zone, status, openedMs } = incident;
      rows.push({ id, kind, zone, status, openedAtMs: openedMs, json: JSON.stringify(incident) });
    }
    return rows;
  }

  /** Runs the `settled` reactions once: on disk, or when patience is over. */
  private afterwards(facts: readonly Fact[], options: CommitOptions): (stored: boolean) => void {
    const settled = (stored: boolean): void => {
      this.guard('settled', () => options.settled?.(stored));
    };
    if (!facts.some(isAccountable)) return settled;
    let told = false;
    const tell = (stored: boolean): void => {
      if (told) return;
      told = true;
      for (const reactor of this.reactors) this.guard('settled', () => reactor.settled?.(facts, stored));
    };
    const impatience = this.clock.after(PATIENCE, () => tell(false));
    return (stored) => {
      settled(stored);
      if (!stored) return;
      impatience();
      tell(true);
    };
  }

  /** False where it threw: then that was reported. */
  guard(where: string, run: () => void): boolean {
    try {
      run();
      return true;
    } catch (error) {
      this.onBug(where, error);
      return false;
    }
  }
}
