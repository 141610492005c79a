/** The composition root: adapters plugged into the spine, in the order in which a press needs them. */

import { hostname, networkInterfaces } from 'node:os';
import { mkdirSync } from 'node:fs';
import type { Logger } from 'pino';
import { type Broker, startBroker } from '../adapters/aedes/broker.ts';
import { SystemClock } from '../adapters/clock/system-clock.ts';
import { startHttp } from '../adapters/express/server.ts';
import { ensureTls, type FirstAdmin, openIdentity } from '../adapters/identity/identity.ts';
import { SystemRandom } from '../adapters/random/system-random.ts';
import { openJournal, type SqliteJournal } from '../adapters/sqlite/journal.ts';
import { recover } from '../flow/engine/recover.ts';
import type { IntakeLimits } from '../flow/intake/intake.ts';
import { OWN } from '../flow/foreign/home-assistant-show.ts';
import { createSpine, type Spine } from '../flow/spine.ts';
import type { DeviceLink } from '../ports/device-link.ts';
import { ms } from '../core/time.ts';
import { decideRestored } from '../core/supervision/faults.ts';
import { decideWire, WIRE_KEY } from '../core/supervision/wire.ts';
import type { Fact } from '../core/facts.ts';
import { BridgeKeeper } from './bridge-keeper.ts';
import { ChannelSet } from './channels.ts';
import type { AppConfig } from './config/config.ts';
import type { Env } from './config/source.ts';
import { SetupDesk } from './setup-desk.ts';
import { watchCredentials } from './credential-watch.ts';
import { Lifecycle } from './lifecycle.ts';
import { LinkAccessBook } from './link-access.ts';
import { startSeries } from './series/start-series.ts';
import { UpstreamSet } from './upstreams.ts';

export interface GatewayOptions {
  readonly dataDir: string;
  readonly version: string;
  readonly log: Logger;
  /** Built console; null: the API only. */
  readonly consoleDir: string | null;
  /** Shown on every screen: the devices are simulated. */
  readonly simulated: boolean;
  /** Where the configuration can be changed from the console; absent: nowhere. */
  readonly setup?: {
    readonly dir: string;
    readonly env: Env;
    /** What the command line changes in every configuration. */
    readonly adapt: (config: AppConfig) => AppConfig;
  };
  /** Runs the firmware bridge for a broker at this address; null: never, whatever boards are configured. */
  readonly bridgeCommand: ((url: string) => readonly [string, ...string[]]) | null;
}

export interface Gateway {
  readonly mqttPort: number;
  readonly mqttsPort: number | null;
  readonly httpPort: number;
  /** A new administrator's one-time code, while nobody has set a password. */
  readonly admin: FirstAdmin | null;
  /** Puts a validated configuration in force; what needs a restart stays as it was. */
  reload(config: AppConfig): void;
  /** A reload that was refused, for the record. */
  refuseReload(why: string): void;
  stop(): Promise<void>;
}

const PRUNE_EVERY = ms(3_600_000);
const DAY_MS = 86_400_000;

const intakeLimits = ({ gateway }: AppConfig): IntakeLimits => ({
  telemetry: { perSecond: gateway.limits.telemetryPerSecond, burst: gateway.limits.telemetryBurst },
  pressesPerMinute: gateway.limits.pressesPerMinute,
});

/** Addresses under which phones and devices of the school find this machine, the first one fit for a link. */
function addresses(): string[] {
  const lan = Object.values(networkInterfaces()).flatMap((list) =>
    (list ?? []).filter((one) => one.family === 'IPv4' && !one.internal).map((one) => one.address),
  );
  return [...lan, hostname(), 'localhost', '127.0.0.1'];
}

/** Starts everything. Rejects where a port is taken or the data folder is unusable for identities; nothing is left running then. */
export async function startGateway(config: AppConfig, options: GatewayOptions): Promise<Gateway> {
  const lifecycle = new Lifecycle((name, error) => options.log.error({ err: error, name }, 'stopping failed'));
  try {
    return await assemble(config, options, lifecycle);
  } catch (error) {
    await lifecycle.stop();
    throw error;
  }
}

async function assemble(config: AppConfig, options: GatewayOptions, lifecycle: Lifecycle): Promise<Gateway> {
  const { dataDir, log, version } = options;
  const { gateway } = config;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const { reserveBytes } = gateway.storage;
  const journal = await openJournal({ dir: dataDir, reserveBytes });
  lifecycle.onStop('journal', () => journal.close());
  const { state, replayed, fromSnapshot, unread } = await recover(journal);
  if (unread !== null)
    log.error({ err: unread }, 'the journal could not be read to its end: starting with what could be');
  log.info({ replayed, fromSnapshot, incidents: state.incidents.size }, 'state recovered');

  const last =
    state.lastBoot === ''
      ? null
      : { t: state.lastT, wallMs: state.lastMs, boot: state.lastBoot, offsetMs: state.offsetMs };
  const clock = new SystemClock(last, gateway.clock.trust);
  const identity = openIdentity(dataDir, {
    writes: 'thread',
    onFault: (error) => log.error({ err: error }, 'identity storage fault'),
  });
  lifecycle.onStop('identity', () => identity.close());

  let broker: Broker | null = null;
  let upstreams: UpstreamSet | null = null;
  let publicUrl = gateway.publicUrl;
  const link: DeviceLink = {
    command: (device, command) => broker?.command(device, command) ?? Promise.resolve('offline'),
    isConnected: (device) => broker?.isConnected(device) ?? false,
    connections: () => broker?.connections() ?? 0,
    disconnect: (device) => broker?.disconnect(device),
  };
  const series =
    config.series === null
      ? null
      : startSeries({ config: config.series, dataDir, school: config.school, journal, log });
  const channels = new ChannelSet({ clock: Date.now, link, language: config.school.language });
  const spine = createSpine({
    school: config.school,
    journal,
    clock,
    random: new SystemRandom(),
    state,
    limits: intakeLimits(config),
    patrolSecret: identity.patrolSecret,
    channels: channels.use(config.channels),
    link: () => broker,
    linkUrl: (incident, person, nowMs) => `${publicUrl ?? ''}/t/${identity.links.issue(incident, person, nowMs)}`,
    putState: (sink, topic, payload) => {
      if (sink === OWN) broker?.show(topic, payload);
      else upstreams?.publish(sink, topic, payload);
    },
    onBug: (where, error) => log.error({ err: error, where }, 'a part of the flow failed'),
    onStorageError: (error) => log.debug({ code: error.code }, 'the journal did not take facts; they stay queued'),
    ...(series === null ? {} : { sinks: () => series.views() }),
  });
  lifecycle.onStop('spine', () => spine.stop());
  lifecycle.onStop('series', () => series?.stop());

  const admin = await identity.ensureAdmin();
  const access = new LinkAccessBook(config.school.foreign);
  broker = await openBroker(config, options, spine, identity.devices, access);
  const listening = broker;
  lifecycle.onStop('broker', () => listening.stop());
  lifecycle.onStop(
    'credentials',
    watchCredentials(identity.devices, clock, (device) => listening.disconnect(device)),
  );
  let keepBridge: (config: AppConfig) => void = () => {};
  const putInForce = (next: AppConfig): void => {
    spine.reload(next.school, intakeLimits(next), channels.use(next.channels));
    for (const link of access.replace(next.school.foreign)) listening.disconnect(link);
    series?.setSchool(next.school);
    spine.service.note('gateway', { kind: 'config-loaded', config: next.hash });
    upstreams?.use(next);
    keepBridge(next);
  };
  const http = await startHttp({
    host: gateway.http.host,
    port: gateway.http.port,
    campus: spine.service,
    accounts: identity.accounts,
    links: identity.links,
    series,
    setup:
      options.setup === undefined
        ? null
        : new SetupDesk({
            ...options.setup,
            now: Date.now,
            note: (actor, fact) => spine.service.note(actor, fact),
            apply: (next) => putInForce(options.setup?.adapt(next) ?? next),
          }),
    consoleDir: options.consoleDir,
    publicUrl: gateway.publicUrl,
    now: () => Date.now(),
    log,
    version,
    simulated: options.simulated,
    onUpgrade: (request, socket, head) => listening.handleUpgrade(request, socket, head),
  });
  lifecycle.onStop('http', () => http.close());
  publicUrl ??= `http://${addresses()[0] ?? 'localhost'}:${http.port}`;

  spine.start({ kind: 'gateway-started', version, config: config.hash, offsetMs: clock.offsetMs() });
  series?.begin(spine);
  lifecycle.onStop('prune', pruneHourly(journal, clock, config, log));
  const carried = new UpstreamSet(spine.upstreams);
  upstreams = carried;
  carried.use(config);
  lifecycle.onStop('upstreams', () => carried.stop());
  keepBridge = startBridgeKeeper(options, clock, spine, broker.mqttPort, lifecycle);
  keepBridge(config);
  return {
    mqttPort: broker.mqttPort,
    mqttsPort: broker.mqttsPort,
    httpPort: http.port,
    admin,
    reload: putInForce,
    refuseReload: (why) => spine.service.note('gateway', { kind: 'config-refused', why }),
    stop: () => lifecycle.stop(),
  };
}

async function openBroker(
  { gateway }: AppConfig,
  { dataDir }: GatewayOptions,
  spine: Spine,
  devices: Parameters<typeof startBroker>[1],
  access: LinkAccessBook,
): Promise<Broker> {
  const { mqtt, limits } = gateway;
  const tls = mqtt.tls.enabled ? { port: mqtt.tls.port, ...(await ensureTls(dataDir, addresses())) } : null;
  return startBroker(
    {
      host: mqtt.host,
      mqttPort: mqtt.port,
      tls,
      accessOf: access.of,
      limits: {
        connections: limits.connections,
        connectionsPerAddress: limits.connectionsPerAddress,
        handshakeMs: limits.handshakeTimeout,
        subscribeFilters: limits.subscriptionsPerClient,
        keepAliveMinSeconds: limits.keepAliveMin / 1000,
        keepAliveMaxSeconds: limits.keepAliveMax / 1000,
      },
    },
    devices,
    spine.intake,
  );
}

/** The boards on this machine's serial ports, by a process of its own. Returns what to call with each configuration. */
function startBridgeKeeper(
  { bridgeCommand, log }: GatewayOptions,
  clock: SystemClock,
  { engine }: Spine,
  mqttPort: number,
  lifecycle: Lifecycle,
): (config: AppConfig) => void {
  if (bridgeCommand === null) return () => {};
  const commit = (decide: () => readonly Fact[]): void => {
    engine.guard('wire', () => engine.commit(decide(), 'gateway', clock.now(), { keep: true }));
  };
  const keeper = new BridgeKeeper({
    clock,
    log,
    command: bridgeCommand,
    onFault: (code, detail) => commit(() => decideWire(code, detail, engine.findOpen, engine.context())),
    onRestored: () => commit(() => decideRestored({ kind: 'wire-restored' }, WIRE_KEY, engine.findOpen)),
  });
  lifecycle.onStop('bridge', () => keeper.stop());
  return ({ boards, gateway }) => {
    const { host } = gateway.mqtt;
    const here = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
    keeper.want(
      `mqtt://${here.includes(':') ? `[${here}]` : here}:${mqttPort}`,
      boards.length === 0 ? null : JSON.stringify(boards),
    );
  };
}

/** Telemetry has an end; accountable facts have none. */
function pruneHourly(journal: SqliteJournal, clock: SystemClock, config: AppConfig, log: Logger): () => void {
  const { telemetryDays, maxBytes } = config.gateway.storage;
  let cancel = clock.after(PRUNE_EVERY, function prune() {
    const before = clock.now().wall - telemetryDays * DAY_MS;
    journal.prune(before, maxBytes).then(
      (rows) => rows > 0 && log.info({ rows }, 'old telemetry pruned'),
      (error: unknown) => log.warn({ err: error }, 'pruning failed; the next hour tries again'),
    );
    cancel = clock.after(PRUNE_EVERY, prune);
  });
  return () => cancel();
}
