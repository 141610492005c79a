/** `simulate`: plays the configured school against a gateway, each device with its own credential. */

import { join } from 'node:path';
import type { Command } from 'commander';
import { openIdentity } from '../../adapters/identity/identity.ts';
import type { Device, School } from '../../core/school.ts';
import type { DeviceSpec, PhoneLine, SchoolPlan } from '../../simulator/plan.ts';
import { SCENARIOS } from '../../simulator/scenarios/all.ts';
import type { Scenario } from '../../simulator/scenarios/scenario.ts';
import { simulate } from '../../simulator/simulate.ts';
import type { AppConfig } from '../config/config.ts';
import { nearest } from '../config/suggestion.ts';
import { badUsage, CliError } from './cli-error.ts';
import { configOrFail, type Folders, verb } from './common.ts';
import { walkedPlan } from './patrol/walked-plan.ts';
import { recordFacts } from './record.ts';
import type { Terminal } from './terminal.ts';

interface SimulateOptions extends Folders {
  readonly url?: string;
  readonly scenario: string;
  readonly speed: string;
  readonly seed: string;
  readonly once?: boolean;
  readonly autoTake?: string;
}

export function simulateVerb(terminal: Terminal): Command {
  const { pick } = terminal;
  return verb(
    terminal,
    'simulate',
    '模拟全校设备（真实 MQTT 连接）和值班手机',
    'play the school: real MQTT connections, and the staff phones',
  )
    .option(
      '--url <url>',
      pick('网关的 MQTT 地址，默认本机和配置里的端口', 'the gateway, default: this machine at the configured port'),
    )
    .option('--scenario <name>', pick('场景；list 列出全部', 'scenario; `list` lists them'), 'quiet-day')
    .option(
      '--speed <x>',
      pick('故事加速倍数（心跳不变）', 'story time runs this many times faster; heartbeats do not'),
      '1',
    )
    .option('--seed <n>', pick('同一个数重演同一天', 'the same number plays the same day'), '1')
    .option('--once', pick('故事讲完就结束', 'end when the story is told'))
    .option(
      '--auto-take <seconds>',
      pick('几秒后由收到消息的人点链接接手', 'after so many seconds somebody takes over by the link'),
    )
    .action((options: SimulateOptions) => play(terminal, options));
}

function numberOf(written: string, option: string, least: number): number {
  const value = Number(written);
  if (written.trim() !== '' && Number.isFinite(value) && value >= least) return value;
  throw badUsage(`${option} 要写数字，不小于 ${least}`, `${option} takes a number, at least ${least}`);
}

function scenarioOf(name: string): Scenario {
  const scenario = SCENARIOS.find((one) => one.name === name);
  if (scenario !== undefined) return scenario;
  const names = SCENARIOS.map((one) => one.name);
  const guess = nearest(name, names);
  throw badUsage(
    `没有场景 "${name}"${guess === null ? '' : `，是不是想写 ${guess}？`} 可以写：${names.join(', ')}`,
    `there is no scenario "${name}"${guess === null ? '' : `, did you mean ${guess}?`} Scenarios: ${names.join(', ')}`,
  );
}

async function play(terminal: Terminal, options: SimulateOptions): Promise<void> {
  if (options.scenario === 'list') {
    for (const one of SCENARIOS) terminal.out(`${one.name.padEnd(18)} ${terminal.pick(one.zh, one.en)}`);
    return;
  }
  const scenario = scenarioOf(options.scenario);
  const speed = numberOf(options.speed, '--speed', 0.01);
  const seed = numberOf(options.seed, '--seed', 0);
  const autoTakeSeconds = options.autoTake === undefined ? null : numberOf(options.autoTake, '--auto-take', 0);
  const config = configOrFail(terminal, options.config);
  const url = urlOf(options.url, config);
  const code = await simulate({
    plan: await planOf(config, options.data),
    url,
    scenario,
    speed,
    seed,
    once: options.once ?? false,
    autoTakeSeconds,
    bootFile: join(options.data, 'simulator', 'boots.json'),
    print: (line) => terminal.out(line),
    pick: terminal.pick,
    over: untilSignal(),
  });
  if (code !== 0)
    throw new CliError(1, '有求助没有得到“已记录”的回执', 'a press was not recorded, or no device could connect');
}

function urlOf(written: string | undefined, config: AppConfig): string {
  const { port } = config.gateway.mqtt;
  if (written === undefined) {
    if (port === 0) throw badUsage('配置里端口是 0：请写 --url', 'the configured port is 0: give --url');
    return `mqtt://127.0.0.1:${port}`;
  }
  if (URL.canParse(written) && /^(mqtts?|wss?|tcp|tls):$/.test(new URL(written).protocol)) return written;
  throw badUsage('--url 写成 mqtt://主机:端口', '--url is like mqtt://host:port');
}

function untilSignal(): AbortSignal {
  const over = new AbortController();
  process.once('SIGINT', () => over.abort());
  process.once('SIGTERM', () => over.abort());
  return over.signal;
}

/** Credentials are made where a device has none, as `device credential` would, and are on record. */
async function planOf(config: AppConfig, data: string): Promise<SchoolPlan> {
  const { school } = config;
  const identity = openIdentity(data);
  try {
    const known = new Set(identity.devices.list().flatMap((one) => (one.secret ? [one.device] : [])));
    const missing = [...school.devices.keys()].filter((id) => !known.has(id));
    recordFacts(
      data,
      missing.map((device) => ({ kind: 'credential-issued', device })),
    );
    const devices = [...school.devices.values()].map((device) =>
      specOf(school, device, identity.devices.credential(device.id).password),
    );
    const people = new Map([...school.people.values()].map(({ id, name }) => [id, name]));
    const patrol = walkedPlan(school, identity.patrolSecret, Date.now);
    const { calendar, name } = school;
    return {
      name,
      devices,
      calendar,
      people,
      phones: phoneLines(config),
      patrol,
      desk: school.roster.presence?.devices ?? [],
    };
  } finally {
    await identity.close();
  }
}

function specOf(school: School, { id, kind, zone }: Device, password: string): DeviceSpec {
  const place = school.zones.get(zone);
  return {
    id,
    kind,
    zone,
    zoneName: place?.name ?? zone,
    zoneKind: place?.kind ?? 'other',
    blindSpot: place?.blindSpot ?? false,
    password,
  };
}

/** Webhooks that point to this machine are phones that we can be. */
function phoneLines(config: AppConfig): readonly PhoneLine[] {
  return config.channels.flatMap((channel) => {
    if (channel.type !== 'webhook') return [];
    const url = new URL(channel.url);
    if (!['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname) || url.protocol !== 'http:') return [];
    const host = url.hostname === '[::1]' ? '::1' : '127.0.0.1';
    return [
      { host, port: Number(url.port || 80), path: url.pathname, name: channel.name, secret: channel.secret ?? null },
    ];
  });
}
