/** `verify DATA_DIR|FILE.jsonl`: is the record whole and unaltered? Works offline, on one file. */

import { statSync } from 'node:fs';
import type { Command } from 'commander';
import { verifyJournal, verifyJsonl, type Verdict, type Witness } from '../../adapters/sqlite/verify.ts';
import { badUsage, oneLine, wrong } from './cli-error.ts';
import { type Folders, verb } from './common.ts';
import type { Terminal } from './terminal.ts';

interface VerifyOptions extends Folders {
  readonly witness?: string;
  readonly json?: boolean;
}

export function verifyVerb(terminal: Terminal): Command {
  const { pick } = terminal;
  return verb(terminal, 'verify', '核对台账是否完整、未被改动', 'is the record whole and unaltered?')
    .argument(
      '[where]',
      pick('数据文件夹或导出的 .jsonl（默认 --data）', 'data folder or exported .jsonl (default: --data)'),
    )
    .option(
      '--witness <count:head>',
      pick('外部见证：报警消息末尾的条数和校验码', 'outside witness: count and hash from an alert'),
    )
    .option('--json', pick('输出 JSON', 'answer in JSON'))
    .action((where: string | undefined, options: VerifyOptions) => verify(terminal, where ?? options.data, options));
}

function witnessOf(written: string | undefined): Witness | undefined {
  if (written === undefined) return undefined;
  const read = /^(\d{1,15}):([0-9a-fA-F]{8,64})$/.exec(written);
  const [, count, head] = read ?? [];
  if (count === undefined || head === undefined)
    throw badUsage('--witness 写成 条数:校验码（至少 8 位十六进制）', '--witness is COUNT:HEAD, at least 8 hex digits');
  return { count: Number(count), head };
}

async function verdictOn(where: string, witness: Witness | undefined): Promise<Verdict> {
  try {
    return statSync(where).isDirectory() ? await verifyJournal(where, witness) : await verifyJsonl(where, witness);
  } catch (cause) {
    throw wrong(`读不了 ${where}：${oneLine(cause)}`, `cannot read ${where}: ${oneLine(cause)}`, { cause });
  }
}

async function verify(terminal: Terminal, where: string, options: VerifyOptions): Promise<void> {
  const verdict = await verdictOn(where, witnessOf(options.witness));
  if (options.json) terminal.out(JSON.stringify(verdict));
  if (!verdict.ok) {
    const at = verdict.at === null ? '' : ` seq ${verdict.at}`;
    throw wrong(
      `台账有问题${at}：${verdict.what}，${verdict.detail}`,
      `the record is wrong${at}: ${verdict.what}, ${verdict.detail}`,
    );
  }
  if (options.json) return;
  const { count, head, from, witnessed } = verdict;
  terminal.out(
    terminal.pick(
      `台账完整：第 ${from} 至 ${count} 条，最后校验码 ${count}:${head}，已与 ${witnessed} 个见证核对`,
      `the record is whole: facts ${from} to ${count}, head ${count}:${head}, checked against ${witnessed} witnesses`,
    ),
  );
}
