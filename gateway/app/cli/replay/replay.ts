/** `replay`: a rule set tried on the record, read-only and beside a running gateway: what it would have raised, and that no press suffers. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { JOURNAL_FILE } from '../../../adapters/sqlite/database.ts';
import type { Instant } from '../../../core/time.ts';
import { Replay } from '../../../core/warning/replay.ts';
import { formatProblem, loadConfig } from '../../config/load.ts';
import type { AppConfig } from '../../config/config.ts';
import { badUsage, CliError, oneLine, wrong } from '../cli-error.ts';
import { type Folders, verb } from '../common.ts';
import { momentOf } from '../ledger/export-range.ts';
import type { Terminal } from '../terminal.ts';
import { recordFacts } from './record-facts.ts';
import { printReport, reportOf } from './report.ts';

interface ReplayOptions extends Folders {
  readonly rules: string;
  readonly from?: string;
  readonly to?: string;
  readonly json?: boolean;
}

/** Whoever waits is told this often how far it is. */
const SAY_EVERY_MS = 2000;

export function replayVerb(terminal: Terminal): Command {
  const { pick } = terminal;
  return verb(
    terminal,
    'replay',
    '用过去的记录试一套规则：会报什么，会不会影响求助（会就拒绝）',
    'try rules on the record: what they would have raised; refused where a press would have suffered',
  )
    .requiredOption('--rules <file>', pick('要试的 rules.yaml', 'the rules.yaml to be tried'))
    .option('--from <when>', pick('从哪天（或时刻）起', 'from this day or instant'))
    .option('--to <when>', pick('到哪天（含当天）或时刻（不含）为止', 'to the end of this day, or before this instant'))
    .option('--json', pick('输出 JSON', 'answer in JSON'))
    .action((options: ReplayOptions) => replay(terminal, options));
}

/** The school with the rules of the file in the place of its own; every problem is a line, and then it is refused. */
function schoolWith(terminal: Terminal, { config, rules }: ReplayOptions): AppConfig['school'] {
  if (!existsSync(rules)) throw badUsage(`没有文件 ${rules}`, `there is no file ${rules}`);
  const loaded = loadConfig(config, terminal.env, { 'rules.yaml': rules });
  if (loaded.ok) return loaded.config.school;
  for (const problem of loaded.problems) terminal.err(formatProblem(problem));
  throw wrong('规则没有采用：先改好上面的问题', 'the rules were not tried: mend what is said above');
}

function progressTo(terminal: Terminal): (share: number) => void {
  let said = performance.now();
  return (share) => {
    if (performance.now() - said < SAY_EVERY_MS) return;
    said = performance.now();
    const percent = `${Math.floor(share * 100)} %`;
    terminal.err(terminal.pick(`回放 ${percent}`, `replayed ${percent}`));
  };
}

function replay(terminal: Terminal, options: ReplayOptions): void {
  const school = schoolWith(terminal, options);
  const fromMs = momentOf(options.from, false, school.timeZone);
  const toMs = momentOf(options.to, true, school.timeZone);
  if (!existsSync(join(options.data, JOURNAL_FILE)))
    throw wrong(`${options.data} 里没有台账`, `there is no ledger in ${options.data}`);
  const trial = new Replay(school);
  try {
    let last: Instant | null = null;
    for (const happened of recordFacts(options.data, { fromMs, toMs }, progressTo(terminal))) {
      trial.add(happened);
      last = happened.at;
    }
    trial.end(last);
  } catch (cause) {
    if (cause instanceof CliError) throw cause;
    throw wrong(`台账读不了：${oneLine(cause)}`, `the ledger cannot be read: ${oneLine(cause)}`, { cause });
  }
  const report = reportOf(trial, school, { fromMs, toMs });
  if (options.json) terminal.out(JSON.stringify(report));
  else printReport(terminal, report);
  const [first] = report.suppressed;
  if (!first) return;
  for (const { at, device, why } of report.suppressed) terminal.err(`${at} ${device ?? ''} ${why}`);
  throw wrong(
    `拒绝这套规则：它会影响求助（${report.suppressed.length} 处）`,
    `these rules are refused: a press would have suffered (${report.suppressed.length} times)`,
  );
}
