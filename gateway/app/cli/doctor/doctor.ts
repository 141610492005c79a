/** `doctor`: looks at everything an alarm depends on, and says what is wrong. Changes nothing. */

import type { Command } from 'commander';
import { formatProblem, loadConfig } from '../../config/load.ts';
import { wrong } from '../cli-error.ts';
import { type Folders, verb } from '../common.ts';
import { runningGateway } from '../data-claim.ts';
import type { Terminal } from '../terminal.ts';
import { bad, type Finding, fine } from './finding.ts';
import { lookAtClock, lookAtDataFolder, lookAtNode, lookAtSpace } from './machine.ts';
import { lookAtChannels, lookAtPorts } from './network.ts';
import { lookAtCredentials, lookAtRecord } from './record-checks.ts';
import { lookAtSeries } from './series-checks.ts';

const SIGN: Readonly<Record<Finding['state'], string>> = { ok: '✓', warning: '!', wrong: '✗' };

export function doctorVerb(terminal: Terminal): Command {
  const { pick } = terminal;
  return verb(terminal, 'doctor', '体检：报警所依赖的一切', 'looks at everything an alarm depends on')
    .option('--json', pick('输出 JSON', 'answer in JSON'))
    .action((options: Folders & { readonly json?: boolean }) => doctor(terminal, options));
}

async function examine(terminal: Terminal, { config: dir, data }: Folders): Promise<readonly Finding[]> {
  const loaded = loadConfig(dir, terminal.env);
  const config = loaded.ok ? loaded.config : null;
  const findings: Finding[] = [lookAtNode(), lookAtClock(config), lookAtDataFolder(data), lookAtSpace(data, config)];
  if (loaded.ok)
    findings.push(
      fine(
        'config',
        `配置正确，提醒 ${loaded.warnings.length} 条`,
        `the configuration is right, ${loaded.warnings.length} warnings`,
      ),
    );
  else
    for (const problem of loaded.problems) findings.push(bad('config', formatProblem(problem), formatProblem(problem)));
  const running = runningGateway(data);
  findings.push(
    running === null
      ? fine('gateway', '网关没有运行', 'the gateway is not running')
      : fine('gateway', `网关在运行（进程 ${running.pid}）`, `the gateway runs (process ${running.pid})`),
  );
  if (config !== null) {
    findings.push(...(await lookAtPorts(config, running)), await lookAtCredentials(data, config.school));
    findings.push(...(await lookAtChannels(config)), ...lookAtSeries(config.series, data));
  }
  findings.push(...lookAtRecord(data, config?.school ?? null));
  return findings;
}

async function doctor(terminal: Terminal, options: Folders & { readonly json?: boolean }): Promise<void> {
  const findings = await examine(terminal, options);
  const wrongs = findings.filter((finding) => finding.state === 'wrong').length;
  if (options.json) terminal.out(JSON.stringify({ ok: wrongs === 0, findings }));
  else for (const { state, zh, en } of findings) terminal.out(`${SIGN[state]} ${terminal.pick(zh, en)}`);
  if (wrongs > 0) throw wrong(`有 ${wrongs} 项不对`, `${wrongs} thing${wrongs === 1 ? ' is' : 's are'} wrong`);
}
