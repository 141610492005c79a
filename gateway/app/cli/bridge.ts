/** `bridge`: carries the boards on the serial ports to the broker. The gateway runs it as a child where boards are configured. */

import { join } from 'node:path';
import type { Command } from 'commander';
import pino from 'pino';
import { forkChild } from '../../../firmware-bridge/boards/firmata/fork-child.ts';
import { startBridge } from '../../../firmware-bridge/bridge.ts';
import { systemClock } from '../../../firmware-bridge/clock.ts';
import type { BoardPlan, BridgePlan } from '../../../firmware-bridge/plan.ts';
import { openSerialPort } from '../../../firmware-bridge/transport/serial-port.ts';
import { openMqttLine } from '../../../firmware-bridge/uplink/mqtt-line.ts';
import { openIdentity } from '../../adapters/identity/identity.ts';
import type { BoardConfig } from '../config/boards-file.ts';
import type { AppConfig } from '../config/config.ts';
import { readNodeKey } from '../node-keys.ts';
import { badUsage, wrong } from './cli-error.ts';
import { configOrFail, type Folders, verb } from './common.ts';
import { claimBridge, runningGateway } from './data-claim.ts';
import { endWithin } from './last-resort.ts';
import { recordFacts } from './record.ts';
import type { Terminal } from './terminal.ts';

interface BridgeOptions extends Folders {
  readonly url?: string;
}

/** What is held is on disk already: nothing is worth a longer wait. */
const END_WITHIN_MS = 3000;

export function bridgeVerb(terminal: Terminal): Command {
  const { pick } = terminal;
  return verb(
    terminal,
    'bridge',
    '串口桥：把串口上的按钮、读卡器和传感器接到网关',
    'the firmware bridge: buttons, readers and sensors on serial ports to the gateway',
  )
    .option(
      '--url <url>',
      pick('网关的 MQTT 地址，默认本机正在运行的网关', 'the gateway, default: the one that runs on this machine'),
    )
    .action((options: BridgeOptions) => run(terminal, options));
}

async function run(terminal: Terminal, options: BridgeOptions): Promise<void> {
  const config = configOrFail(terminal, options.config);
  if (config.boards.length === 0) throw wrong('boards.yaml 里没有启用的板', 'there is no enabled board in boards.yaml');
  const url = urlOf(options, config);
  const release = claimBridge(options.data);
  const signal = stopSignal();
  try {
    const destination = pino.destination({ dest: 1, sync: false });
    // EPIPE: whoever read the log has gone; the bridge stays until it is told.
    destination.on('error', () => {});
    const log = pino({ level: 'info', base: { pid: process.pid } }, destination);
    const onFault = (error: unknown): void => log.error({ err: error }, 'identity storage fault');
    const plan = await planOf(config, options.data, url, onFault);
    const bridge = await startBridge(plan, {
      ...{ clock: systemClock, dice: Math.random, log },
      ...{ openPort: openSerialPort, openLine: openMqttLine, startChild: forkChild },
    });
    log.info({ boards: plan.boards.length, devices: plan.devices.length, url }, 'bridge ready');
    log.info({ why: await signal }, 'bridge stopping');
    await bridge.stop();
    log.info({ held: bridge.waiting() }, 'bridge stopped');
    destination.flushSync();
  } finally {
    release();
  }
}

function urlOf({ url, data }: BridgeOptions, config: AppConfig): string {
  if (url !== undefined) {
    if (URL.canParse(url) && /^(mqtts?|wss?|tcp|tls):$/.test(new URL(url).protocol)) return url;
    throw badUsage('--url 写成 mqtt://主机:端口', '--url is like mqtt://host:port');
  }
  const port = runningGateway(data)?.ports?.mqttPort ?? config.gateway.mqtt.port;
  if (port === 0)
    throw badUsage(
      '配置里端口是 0，网关也没有运行：请写 --url',
      'the configured port is 0 and no gateway runs: give --url',
    );
  return `mqtt://127.0.0.1:${port}`;
}

/** A signal; or the gateway that started us is gone, and with it whoever would end us. */
const stopSignal = (): Promise<string> =>
  new Promise((resolve) => {
    const stop = (why: string): void => {
      endWithin(END_WITHIN_MS);
      resolve(why);
    };
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
    // A new configuration comes with a new process.
    process.on('SIGHUP', () => {});
    process.once('disconnect', () => stop('the gateway is gone'));
  });

const devicesOf = (board: BoardConfig): readonly string[] =>
  board.type === 'firmata' ? board.pins.map(({ device }) => device) : [board.device];

/** Credentials are made where a device has none, as `device credential` would, and are on record. */
async function planOf(
  config: AppConfig,
  data: string,
  url: string,
  onFault: (error: unknown) => void,
): Promise<BridgePlan> {
  const ids = config.boards.flatMap(devicesOf);
  // As the gateway does: known devices are served whatever the disk does.
  const identity = openIdentity(data, { writes: 'thread', onFault });
  try {
    const known = new Set(identity.devices.list().flatMap((one) => (one.secret ? [one.device] : [])));
    const missing = ids.filter((id) => !known.has(id));
    recordFacts(
      data,
      missing.map((device) => ({ kind: 'credential-issued', device })),
    );
    return {
      boards: config.boards.map((board) => planOfBoard(board, data)),
      devices: ids.map((id) => ({ id, password: identity.devices.credential(id).password })),
      url,
      folder: join(data, 'bridge'),
      telemetryPerSecond: config.gateway.limits.telemetryPerSecond,
    };
  } finally {
    await identity.close();
  }
}

function planOfBoard(board: BoardConfig, data: string): BoardPlan {
  const { id, port, baud } = board;
  switch (board.type) {
    case 'node': {
      const stored = board.key === undefined ? readNodeKey(data, board.device) : null;
      const key = board.key?.toLowerCase() ?? stored?.key ?? null;
      const node = board.node ?? stored?.node ?? null;
      return { id, port, baud, type: board.type, device: board.device, node, key, quiet: board.quiet };
    }
    case 'rdm6300':
    case 'wiegand':
    case 'pn532':
      return { id, port, baud, type: board.type, device: board.device, repeatWindowMs: board.repeatWindow * 1000 };
    case 'firmata':
      return { id, port, baud, type: board.type, pins: board.pins };
  }
}
