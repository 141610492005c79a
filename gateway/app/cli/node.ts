/** `node enrol PORT`: pairs a wired help button with this school, once, on a desk. */

import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { systemClock } from '../../../firmware-bridge/clock.ts';
import { enrol, type EnrolOutcome, type EnrolProgress } from '../../../firmware-bridge/enrol/enrol.ts';
import { openSerialPort } from '../../../firmware-bridge/transport/serial-port.ts';
import type { AppConfig } from '../config/config.ts';
import { nearest } from '../config/suggestion.ts';
import { adoptNextKey, forgetNextKey, keepNextKey, type NodeKey, readNodeKey } from '../node-keys.ts';
import { badUsage, type CliError, wrong } from './cli-error.ts';
import { configOrFail, type Folders, verb } from './common.ts';
import { recordFact } from './record.ts';
import type { Terminal } from './terminal.ts';

interface EnrolOptions extends Folders {
  readonly device?: string;
  readonly node?: string;
  readonly baud: string;
}

const LAST_NODE = 65_534;

export function nodeVerb(terminal: Terminal): Command {
  const { pick } = terminal;
  const enrolVerb = verb(
    terminal,
    'enrol',
    '给有线求助按钮配节点号和密钥（在桌上、用看得见的线）',
    'give a wired help button its number and key (on a desk, on a cable you can see)',
  )
    .argument('<port>', pick('串口，例如 /dev/ttyUSB0', 'serial port, e.g. /dev/ttyUSB0'))
    .option(
      '--device <id>',
      pick(
        '哪个按钮；boards.yaml 里有这个串口时可不写',
        'which button; may be left out where boards.yaml has the port',
      ),
    )
    .option('--node <n>', pick('节点号，默认取下一个空号', 'number of the node, default: the next free one'))
    .option('--baud <n>', pick('波特率', 'bits per second'), '115200')
    .action((port: string, options: EnrolOptions) => enrolNode(terminal, port, options));
  return new Command('node')
    .description(pick('有线求助按钮：配对', 'wired help buttons: pairing'))
    .addCommand(enrolVerb);
}

/** Named, or the one that boards.yaml has on this port (also where the board is still off). */
function deviceOf({ school, boards }: AppConfig, port: string, named: string | undefined): string {
  const board = boards.find((one) => one.port === port);
  const id = named ?? (board?.type === 'node' ? board.device : undefined);
  if (id === undefined)
    throw badUsage(
      `哪个按钮？请写 --device（${port} 不在启用的板里）`,
      `which button? Give --device (${port} is not the port of an enabled board)`,
    );
  const device = school.devices.get(id);
  if (device?.kind === 'button' || device?.kind === 'node') return id;
  const buttons = [...school.devices.values()].filter(({ kind }) => kind === 'button' || kind === 'node');
  const guess = nearest(
    id,
    buttons.map((one) => one.id),
  );
  throw wrong(
    `没有求助按钮 "${id}"${guess === null ? '' : `，是不是想写 ${guess}？`}`,
    `there is no help button "${id}"${guess === null ? '' : `, did you mean ${guess}?`}`,
  );
}

function numberOf(written: string, option: string, most: number): number {
  const value = Number(written);
  if (/^\d{1,7}$/.test(written) && value >= 1 && value <= most) return value;
  throw badUsage(`${option} 要写 1 到 ${most} 的整数`, `${option} takes a whole number from 1 to ${most}`);
}

/** One above the highest of this data folder: numbers need only differ where buttons could be confused. */
function nextFree(data: string, device: string): number {
  const present = readNodeKey(data, device)?.node;
  if (present !== undefined) return present;
  const folder = join(data, 'keys');
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const others = names
    .filter((name) => name.startsWith('node-') && !name.endsWith('.next'))
    .map((name) => name.slice(5));
  const taken = others.map((other) => readNodeKey(data, other)?.node ?? 0);
  return Math.min(LAST_NODE, Math.max(0, ...taken) + 1);
}

async function enrolNode(terminal: Terminal, port: string, options: EnrolOptions): Promise<void> {
  const config = configOrFail(terminal, options.config);
  const device = deviceOf(config, port, options.device);
  const baud = numberOf(options.baud, '--baud', 4_000_000);
  const node =
    options.node === undefined ? nextFree(options.data, device) : numberOf(options.node, '--node', LAST_NODE);
  const known = (['present', 'next'] as const).flatMap((which) => readNodeKey(options.data, device, which) ?? []);
  const fresh: NodeKey = { node, key: randomBytes(32).toString('hex') };
  recordFact(options.data, { kind: 'credential-issued', device });
  keepNextKey(options.data, device, fresh);
  const outcome = await enrol(
    {
      port: { path: port, baud },
      identity: { node, key: Buffer.from(fresh.key, 'hex') },
      knownKeys: known.map(({ key }) => Buffer.from(key, 'hex')),
    },
    { clock: systemClock, open: openSerialPort, progress: (what) => terminal.err(said(what, terminal)) },
  );
  if (!outcome.ok) {
    // Nothing was on its way yet, or the node says itself that it kept what it had.
    if (outcome.why !== 'refused' && outcome.why !== 'unplugged') forgetNextKey(options.data, device);
    throw failure(outcome.why, port);
  }
  adoptNextKey(options.data, device);
  terminal.out(
    terminal.pick(
      `${device} 已配对：节点号 ${node}；在 boards.yaml 启用它的板，重启或重新加载即可`,
      `${device} is paired as node ${node}; enable its board in boards.yaml and restart or reload`,
    ),
  );
}

function said(what: EnrolProgress, { pick }: Terminal): string {
  switch (what.is) {
    case 'port-open':
      return pick('串口已打开，正在找按钮 …', 'the port is open, looking for the button …');
    case 'found': {
      const state = {
        blank: ['全新', 'new'],
        damaged: ['记忆损坏', 'its memory is damaged'],
        enrolled: ['已配对过', 'paired before'],
      }[what.identity];
      return pick(
        `找到按钮：固件 ${what.firmware}，节点号 ${what.node}，${state[0] ?? ''}；正在写入 …`,
        `found a button: firmware ${what.firmware}, node ${what.node}, ${state[1] ?? ''}; writing …`,
      );
    }
    case 'hold-button':
      return pick(
        '这块板有别的密钥：请打开盒盖并按住按钮',
        'this board has another key: open its lid and hold the button down',
      );
  }
}

type Why = Extract<EnrolOutcome, { ok: false }>['why'];

const WHY: Readonly<Record<Why, readonly [string, string]>> = {
  missing: ['没有这个串口', 'there is no such port'],
  busy: [
    '串口被别的程序占用（串口桥在运行？先把那块板 enabled: false 并重新加载）',
    'another program has the port (the bridge? put the board to enabled: false and reload first)',
  ],
  forbidden: ['没有权限打开：把用户加进 dialout 组', 'no permission: put the user into the group dialout'],
  unplugged: ['写入时断开了：再运行一次', 'it was unplugged meanwhile: run this again'],
  failed: ['串口用不了', 'the port cannot be used'],
  'no-answer': ['按钮没有回答：检查接线、供电和波特率', 'no button answers: check the wires, the supply and the speed'],
  refused: [
    '按钮没有接受：打开盒盖、按住按钮再试',
    'the button did not accept: open its lid, hold the button, and run this again',
  ],
  'not-present': [
    '按钮没有接受：打开盒盖、按住按钮再试',
    'the button did not accept: open its lid, hold the button, and run this again',
  ],
  'write-failed': ['按钮写不进去：板子坏了', 'the button cannot store it: the board is broken'],
  'bad-id': ['节点号不对', 'the number is not one for a node'],
};

const failure = (why: Why, port: string): CliError => wrong(`${port}：${WHY[why][0]}`, `${port}: ${WHY[why][1]}`);
