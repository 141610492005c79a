/** `check`: is the configuration right? Problems and warnings with file, line and column. */

import type { Command } from 'commander';
import { formatProblem, loadConfig } from '../config/load.ts';
import { type Folders, verb } from './common.ts';
import { CliError } from './cli-error.ts';
import type { Terminal } from './terminal.ts';

export function checkVerb(terminal: Terminal): Command {
  const { pick } = terminal;
  return verb(terminal, 'check', '检查配置', 'check the configuration')
    .option('--json', pick('输出 JSON', 'answer in JSON'))
    .action((options: Folders & { readonly json?: boolean }) => check(terminal, options));
}

function check(terminal: Terminal, options: Folders & { readonly json?: boolean }): void {
  const loaded = loadConfig(options.config, terminal.env);
  const problems = loaded.ok ? [] : loaded.problems;
  const warnings = loaded.ok ? loaded.warnings : [];
  if (options.json) terminal.out(JSON.stringify({ ok: loaded.ok, problems, warnings }));
  for (const problem of problems) terminal.err(formatProblem(problem));
  if (!options.json)
    for (const warning of warnings) terminal.err(`${terminal.pick('提醒', 'warning')}: ${formatProblem(warning)}`);
  if (!loaded.ok)
    throw new CliError(
      1,
      `配置有 ${problems.length} 处问题（见上）`,
      `${problems.length} problems in the configuration, see above`,
    );
  if (options.json) return;
  const { school } = loaded.config;
  const [zones, devices, people] = [school.zones.size, school.devices.size, school.people.size];
  terminal.out(
    terminal.pick(
      `配置正确：${school.name}，${zones} 个区域，${devices} 台设备，${people} 名人员，提醒 ${warnings.length} 条`,
      `the configuration is right: ${school.name}, ${zones} zones, ${devices} devices, ${people} people, ${warnings.length} warnings`,
    ),
  );
}
