/**
 * The alarm path put together from ports: what the gateway runs, and what every scenario and simulation runs too.
 * Adapters are plugged in by `gateway/app`, fakes by the tests; nothing in here knows which.
 */

import type { Device as DeviceView, GatewayHealth } from '../contract/api.ts';
import type { CampusState } from '../core/campus.ts';
import type { AccountableFact, Fact } from '../core/facts.ts';
import type { School } from '../core/school.ts';
import { minutes } from '../core/time.ts';
import type { Metric } from '../ports/campus.ts';
import type { Channel } from '../ports/channel.ts';
import type { Cancel, Clock } from '../ports/clock.ts';
import type { DeviceLink } from '../ports/device-link.ts';
import type { Journal, JournalError } from '../ports/journal.ts';
import type { SinkView } from '../ports/series.ts';
import type { Random } from '../ports/random.ts';
import { DayWatch } from './day/day-watch.ts';
import { DutyFeed } from './day/duty-feed.ts';
import { DAY_DECIDERS } from './day/deciders.ts';
import { Engine } from './engine/engine.ts';
import { PresenceTable } from './engine/presence.ts';
import { Snapshots } from './engine/snapshots.ts';
import { Watch } from './engine/watch.ts';
import { HomeAssistantShow, OWN, type PutState } from './foreign/home-assistant-show.ts';
import { UpstreamDesk } from './foreign/upstream-desk.ts';
import { Intake, type IntakeLimits } from './intake/intake.ts';
import { composeMessage } from './notify/message.ts';
import { plainMessage } from './notify/plain-message.ts';
import { Notifier } from './notify/notifier.ts';
import { Outputs } from './notify/outputs.ts';
import { Receipts } from './notify/receipts.ts';
import { PatrolDesk } from './patrol/patrol-desk.ts';
import { Pager } from './pager/pager.ts';
import { CampusService } from './serve/campus-service.ts';
import { healthOf } from './serve/health.ts';
import { LiveFeed } from './serve/live.ts';
import { PatrolAnswers } from './serve/patrol-answers.ts';
import { metricsOf } from './serve/metrics.ts';
import { isOnline } from './serve/places.ts';

export interface SpineDeps {
  readonly school: School;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly random: Random;
  /** From `recover`; absent on the first start. */
  readonly state?: CampusState;
  readonly limits: IntakeLimits;
  /** 32 bytes of this gateway's own: what the patrol draws comes from them. */
  readonly patrolSecret: Uint8Array;
  readonly channels: ReadonlyMap<string, Channel>;
  /** The broker; null until it listens. */
  readonly link: () => DeviceLink | null;
  /** One-tap take-over link. */
  readonly linkUrl: (incident: string, person: string, nowMs: number) => string;
  /** Puts a state where Home Assistant reads it; absent: nobody does. */
  readonly putState?: PutState;
  readonly onBug: (where: string, error: unknown) => void;
  readonly onStorageError: (error: JournalError) => void;
  /** Time-series sinks as they stand; left out where there are none. */
  readonly sinks?: () => readonly SinkView[];
}

export interface Spine {
  readonly engine: Engine;
  readonly intake: Intake;
  readonly service: CampusService;
  readonly pager: Pager;
  readonly watch: Watch;
  readonly presence: PresenceTable;
  /** Brokers of the school that we are a client of speak through it. */
  readonly upstreams: UpstreamDesk;
  /** Records the start, resumes what was open, and begins to watch. */
  start(started: Extract<AccountableFact, { kind: 'gateway-started' }>): void;
  /** New school and limits at once; channels that are the same objects go on. */
  reload(school: School, limits: IntakeLimits, channels: ReadonlyMap<string, Channel>): void;
  /** Stops deciding and paging, records the stop, and saves a snapshot if the disk has everything. */
  stop(): Promise<void>;
}

const HEALTH_EVERY = minutes(4 / 60);

/** `<count>·<last 8 hex>`: what every alert publishes of the ledger, so that an outsider can witness it. */
export const publishedHead = (journal: Journal): string => {
  const { count, hash } = journal.head();
  return `${count}·${hash.slice(-8)}`;
};

/** Repeats `run` every so often until cancelled. */
function every(clock: Clock, interval: typeof HEALTH_EVERY, run: () => void): Cancel {
  let cancel = clock.after(interval, function again() {
    run();
    cancel = clock.after(interval, again);
  });
  return () => cancel();
}

export function createSpine(deps: SpineDeps): Spine {
  const { journal, clock, random, onBug } = deps;
  const engine = new Engine({ ...deps, ...(deps.state ? { state: deps.state } : {}) });
  const { state } = engine;
  const presence = new PresenceTable();
  const patrol = new PatrolDesk(deps.patrolSecret);
  const feed = new LiveFeed(onBug);
  const head = () => publishedHead(journal);
  const nowMs = (): number => clock.now().wall;

  const command: ConstructorParameters<typeof Receipts>[1] = (device, what) => {
    void deps
      .link()
      ?.command(device, what)
      .catch((error: unknown) => onBug('command', error));
  };
  const receipts = new Receipts(state, command);
  const message = {
    state,
    school: () => engine.school,
    link: (i: string, p: string) => deps.linkUrl(i, p, nowMs()),
    head,
  };
  const pager = new Pager({
    clock,
    random,
    channels: deps.channels,
    head,
    compose: (order) => {
      try {
        return composeMessage(order, message);
      } catch (error) {
        onBug('compose', error);
        return plainMessage(order, state);
      }
    },
    report: (facts) => {
      engine.commit(facts, 'gateway', clock.now(), { keep: true });
      engine.climbIfUnreached(incidentsOf(facts, 'notice-failed'));
    },
    onHealth: (channel, health) => watch.channel(channel, health),
  });
  const onDevice = (device: string): void => {
    if (!feed.hasListeners()) return;
    const view: DeviceView | null = service.deviceView(device);
    if (view) feed.send({ event: 'device', data: view });
  };
  const intake = new Intake({
    engine,
    presence,
    receipts,
    patrol,
    limits: deps.limits,
    onDevice,
    onBug,
    onHomeAssistant: () => shown.again(OWN),
  });
  const watch = new Watch(engine, presence, intake, onDevice);
  const dayWatch = new DayWatch(engine, [...DAY_DECIDERS, patrol]);
  const upstreams = new UpstreamDesk(engine, presence, intake);
  const shown = new HomeAssistantShow(
    engine,
    (device) => isOnline(device, state, presence),
    (sink, topic, payload) => deps.putState?.(sink, topic, payload),
    (sink) =>
      sink === OWN
        ? (engine.school.foreign?.homeAssistant?.users.some((user) => presence.isConnected(user)) ?? false)
        : upstreams.isUp(sink),
  );
  upstreams.onUp = (upstream) => shown.again(upstream);
  const startedT = clock.now().t;
  const sinks = deps.sinks ?? (() => []);
  const health = (): GatewayHealth =>
    healthOf({ engine, pager, presence, head: head(), startedT, backlog: journal.backlog().entries, sinks: sinks() });
  const listening = () => deps.link() !== null;
  const metrics = (): readonly Metric[] => metricsOf({ engine, pager, presence, intake, journal, sinks: sinks() });
  const rounds = new PatrolAnswers(engine, journal, patrol);
  const service = new CampusService({
    strangers: () => intake.foreign.strangers(),
    engine,
    journal,
    presence,
    patrol: rounds,
    feed,
    health,
    metrics,
    listening,
  });
  const notifier = new Notifier(state, {
    submit: (order) => pager.submit(order),
    dropIncident: (id) => dropWaiting(pager, id),
  });

  const dutyFeed = new DutyFeed(engine, feed, () => service.duty(null));

  engine.react(notifier);
  engine.react(receipts);
  engine.react(dutyFeed);
  engine.react(new Outputs(state, command));
  engine.react({
    decided: (facts, _at, changed) => {
      if (!feed.hasListeners()) return;
      for (const fact of facts)
        if (fact.kind === 'sensor-quarantined' || fact.kind === 'sensor-released') onDevice(fact.device);
      for (const id of roundsIn(facts)) {
        const round = rounds.view(id);
        if (round) feed.send({ event: 'round', data: round });
      }
      for (const id of changed) {
        const incident = state.incidents.get(id);
        if (incident) feed.send({ event: 'incident', data: service.view(incident) });
      }
    },
  });

  const cancels: Cancel[] = [];
  const snapshots = new Snapshots({ state, spool: engine.spool, journal, clock, onBug });

  return {
    engine,
    intake,
    service,
    pager,
    watch,
    presence,
    upstreams,
    start(started) {
      const now = clock.now();
      for (const [device, known] of state.devices) if (!known.silent) presence.recall(device, known.lastMs, now.t);
      engine.commit([started], 'gateway', now, { keep: true });
      journal.onHealth((storage) => watch.storage(storage));
      notifier.resume();
      engine.runDue();
      pager.start();
      watch.start();
      dayWatch.start();
      shown.start();
      dutyFeed.start();
      snapshots.start();
      const tellHealth = (): void => feed.send({ event: 'gateway', data: health() });
      cancels.push(every(clock, HEALTH_EVERY, () => feed.hasListeners() && engine.guard('health', tellHealth)));
    },
    reload(school, limits, channels) {
      engine.setSchool(school);
      intake.setLimits(limits);
      pager.replaceChannels(channels);
    },
    async stop() {
      for (const cancel of cancels) cancel();
      snapshots.stop();
      dayWatch.stop();
      shown.stop();
      dutyFeed.stop();
      watch.stop();
      await pager.stop();
      await new Promise<void>((resolve) => {
        const patience = clock.after(minutes(1 / 60), resolve);
        const settled = (stored: boolean): void => {
          if (!stored) return;
          patience();
          resolve();
        };
        engine.commit([{ kind: 'gateway-stopped' }], 'gateway', clock.now(), { keep: true, settled });
      });
      engine.stop();
      // A disk that does not answer now will not name the state: the facts do.
      if (engine.spool.idle()) await snapshots.save();
    },
  };
}

function incidentsOf(facts: readonly Fact[], kind: Fact['kind']): ReadonlySet<string> {
  return new Set(facts.flatMap((fact) => (fact.kind === kind && 'incident' in fact ? [fact.incident] : [])));
}

/** Patrol rounds that something happened in. */
const roundsIn = (facts: readonly Fact[]): ReadonlySet<string> =>
  new Set(facts.flatMap((fact) => ('round' in fact && fact.round !== null ? [fact.round] : [])));

/** What was still to be said of a closed incident is pointless, except that it is closed. */
function dropWaiting(pager: Pager, incident: string): void {
  pager.drop((order) => order.incident === incident && order.reason !== 'closed', 'closed');
}
