/** `start`: runs the gateway until a signal. stdout is JSON lines and nothing else; stderr is for people. */

import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import pino, { type Logger } from 'pino';
import { type Gateway, startGateway } from '../compose.ts';
import type { AppConfig } from '../config/config.ts';
import { codeOf, wrong } from './cli-error.ts';
import { configOrFail, type Folders, portOrFail, verb } from './common.ts';
import { claimData } from './data-claim.ts';
import { installation } from './installation.ts';
import { endWithin } from './last-resort.ts';
import { reloadOnHangup } from './reload.ts';
import type { Terminal } from './terminal.ts';

interface StartOptions extends Folders {
  readonly mqttPort?: string;
  readonly mqttsPort?: string;
  readonly httpPort?: string;
  readonly simulated?: boolean;
}

/** CONTRACT.md: SIGTERM ends it within 5 s: by itself where it can, else by `endWithin`. */
const STOP_WITHIN_MS = 4_200;
const END_WITHIN_MS = 4_700;
const FLUSH_WITHIN_MS = 300;
/** A reader of our log that stands still may cost log lines, never a press (promise 4). */
const LOG_BUFFER_BYTES = 4 * 1024 * 1024;

export function startVerb(terminal: Terminal): Command {
  const { pick } = terminal;
  return verb(terminal, 'start', '运行网关', 'run the gateway')
    .option('--mqtt-port <n>', pick('MQTT 端口，0 = 任意空闲端口', 'MQTT port, 0 = any free port'))
    .option('--mqtts-port <n>', pick('MQTT over TLS 端口', 'MQTT over TLS port'))
    .option('--http-port <n>', pick('HTTP 端口', 'HTTP port'))
    .option('--simulated', pick('设备是模拟的（界面上会写明）', 'the devices are simulated (every screen says so)'))
    .action((options: StartOptions) => start(terminal, options));
}

/** The configuration with the ports of the command line; also after a reload. */
export function withPorts(config: AppConfig, options: StartOptions): AppConfig {
  const { mqtt, http } = config.gateway;
  const mqttPort = options.mqttPort === undefined ? mqtt.port : portOrFail(options.mqttPort, '--mqtt-port');
  const httpPort = options.httpPort === undefined ? http.port : portOrFail(options.httpPort, '--http-port');
  const given = options.mqttsPort === undefined ? null : portOrFail(options.mqttsPort, '--mqtts-port');
  // A second gateway on this machine moves its MQTT port: its TLS listener must not collide with the first one's.
  const tlsPort = given ?? (options.mqttPort === undefined ? mqtt.tls.port : 0);
  const tls = { enabled: mqtt.tls.enabled || given !== null, port: tlsPort };
  return {
    ...config,
    gateway: { ...config.gateway, mqtt: { ...mqtt, port: mqttPort, tls }, http: { ...http, port: httpPort } },
  };
}

/** This very program again, as its bridge. From sources (tests) it is read by tsx. */
function bridgeCommand({ config, data }: Folders, url: string): readonly [string, ...string[]] {
  const isSource = import.meta.url.endsWith('.ts');
  const entry = fileURLToPath(new URL(isSource ? '../../main.ts' : '../../main.js', import.meta.url));
  const how = isSource ? ['--import', 'tsx'] : [];
  return [process.execPath, ...how, entry, 'bridge', '--config', config, '--data', data, '--url', url];
}

type Destination = ReturnType<typeof pino.destination>;

function openLog(terminal: Terminal): { readonly log: Logger; readonly destination: Destination } {
  const destination = pino.destination({ dest: 1, sync: false, maxLength: LOG_BUFFER_BYTES });
  // EPIPE: whoever read the log has gone; the gateway stays.
  destination.on('error', () => {});
  const level = terminal.env['CAMPUS_GUARD_LOG_LEVEL'] ?? 'info';
  return {
    log: pino({ level: level in pino.levels.values ? level : 'info', base: { pid: process.pid } }, destination),
    destination,
  };
}

const flush = (destination: Destination): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, FLUSH_WITHIN_MS);
    destination.flush(() => resolve());
  });

function portTaken(error: unknown, config: AppConfig): Error | null {
  if (codeOf(error) !== 'EADDRINUSE' && codeOf(error) !== 'EACCES') return null;
  const port = error instanceof Error && 'port' in error ? Number(error.port) : Number.NaN;
  const { mqtt, http } = config.gateway;
  const names: readonly (readonly [number, string])[] = [
    [mqtt.port, 'MQTT'],
    [mqtt.tls.port, 'MQTTS'],
    [http.port, 'HTTP'],
  ];
  const name = names.find(([one]) => one === port)?.[1] ?? '';
  if (codeOf(error) === 'EACCES')
    return wrong(`${name} 端口 ${port} 没有权限使用`, `${name} port ${port} may not be used by this user`, {
      cause: error,
    });
  return wrong(`${name} 端口 ${port} 已被占用`, `${name} port ${port} is taken by another program`, { cause: error });
}

async function start(terminal: Terminal, options: StartOptions): Promise<void> {
  const config = withPorts(configOrFail(terminal, options.config), options);
  const claim = claimData(options.data);
  const { log, destination } = openLog(terminal);
  const signals = stopSignal();
  const adapt = (loaded: AppConfig): AppConfig => withPorts(loaded, options);
  const reloadable = reloadOnHangup({ terminal, log, configDir: options.config, adapt });
  guardProcess(log, destination);
  try {
    const { version, consoleDir } = installation();
    const simulated = options.simulated ?? false;
    const gateway = await startGateway(config, {
      ...{ dataDir: options.data, version, log, consoleDir, simulated },
      bridgeCommand: (url) => bridgeCommand(options, url),
      setup: { dir: options.config, env: terminal.env, adapt },
    });
    const { mqttPort, mqttsPort, httpPort } = gateway;
    claim.listening({ mqttPort, mqttsPort, httpPort });
    announce(terminal, log, gateway);
    reloadable(gateway);
    log.info({ signal: await signals }, 'stopping');
    await stopInTime(gateway, log);
    log.info('stopped');
  } catch (error) {
    throw portTaken(error, config) ?? error;
  } finally {
    claim.release();
    await flush(destination);
  }
}

/** Signals count from the first moment: one that comes while starting stops right after. */
const stopSignal = (): Promise<string> =>
  new Promise((resolve) => {
    let told = false;
    const stop = (signal: string): void => {
      if (!told) endWithin(END_WITHIN_MS);
      told = true;
      resolve(signal);
    };
    process.on('SIGTERM', stop);
    process.on('SIGINT', stop);
  });

/**
 * A rejection nobody awaited is logged and survived: an alarm system that keeps paging is worth more than a clean crash.
 * After an exception that nobody caught the state cannot be trusted: the next start rebuilds it from the journal.
 */
function guardProcess(log: Logger, destination: Destination): void {
  process.on('unhandledRejection', (reason) => log.error({ err: reason }, 'a rejection nobody awaited'));
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'an exception nobody caught');
    destination.flushSync();
    process.exit(1);
  });
}

function announce(terminal: Terminal, log: Logger, gateway: Gateway): void {
  const { admin, httpPort, mqttPort, mqttsPort } = gateway;
  if (admin !== null)
    terminal.err(
      terminal.pick(
        `首次登录：用户 ${admin.user}，一次性口令 ${admin.code}（也在 ${admin.file}）`,
        `first sign-in: user ${admin.user}, one-time code ${admin.code} (also in ${admin.file})`,
      ),
    );
  const tls = mqttsPort === null ? {} : { mqttsPort };
  log.info({ mqttPort, ...tls, httpPort, bootMs: Math.round(performance.now()) }, 'ready');
}

async function stopInTime(gateway: Gateway, log: Logger): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(true), STOP_WITHIN_MS);
  });
  const isLate = await Promise.race([late, gateway.stop().then(() => false)]);
  clearTimeout(timer);
  if (isLate) log.warn('not everything stopped in time; what was acknowledged is on disk');
}
