/** Options that every verb takes, and what they lead to. */

import { Command } from 'commander';
import { ROLES, type Role } from '../../core/school.ts';
import type { AppConfig } from '../config/config.ts';
import { formatProblem, loadConfig } from '../config/load.ts';
import { nearest } from '../config/suggestion.ts';
import { badUsage, wrong } from './cli-error.ts';
import type { Terminal } from './terminal.ts';

export interface Folders {
  readonly config: string;
  readonly data: string;
}

/** A verb with `--config` and `--data`. */
export function verb(terminal: Terminal, usage: string, zh: string, en: string): Command {
  const { pick } = terminal;
  return new Command(usage.split(' ')[0])
    .description(pick(zh, en))
    .option('--config <dir>', pick('配置文件夹', 'config folder'), 'config')
    .option('--data <dir>', pick('数据文件夹', 'data folder'), 'data');
}

/** The configuration, or every problem on a line of its own and exit code 1. Warnings go to stderr too. */
export function configOrFail(terminal: Terminal, dir: string): AppConfig {
  const loaded = loadConfig(dir, terminal.env);
  if (loaded.ok) return loaded.config;
  for (const problem of loaded.problems) terminal.err(formatProblem(problem));
  const n = loaded.problems.length;
  throw wrong(`配置有 ${n} 处问题（见上）`, `the configuration has ${n} problem${n === 1 ? '' : 's'}, see above`);
}

export function roleOrFail(written: string): Role {
  const role = ROLES.find((one) => one === written);
  if (role !== undefined) return role;
  const guess = nearest(written, ROLES);
  const list = ROLES.join(', ');
  throw badUsage(
    `没有角色 "${written}"${guess ? `，是不是想写 ${guess}？` : ''} 可以写：${list}`,
    `there is no role "${written}"${guess ? `, did you mean ${guess}?` : ''} Roles: ${list}`,
  );
}

/** `port` as written on the command line: 0 to 65535. */
export function portOrFail(written: string, option: string): number {
  const port = Number(written);
  if (/^\d{1,5}$/.test(written) && port <= 65_535) return port;
  throw badUsage(`${option} 要写 0 到 65535 的端口号`, `${option} takes a port from 0 to 65535`);
}
