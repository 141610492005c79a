import { Command } from 'commander';
import { type Folders, verb } from '../common.ts';
import { recordFact } from '../record.ts';
import type { Terminal } from '../terminal.ts';
import { createBackup } from './create.ts';
import { restoreBackup } from './restore.ts';

export function backupVerb(terminal: Terminal): Command {
  const { pick } = terminal;
  const create = verb(
    terminal,
    'create',
    '备份到一个文件（含密钥，请妥善保管）',
    'back up into one file (it holds keys: keep it safe)',
  )
    .argument('<file>', pick('备份文件', 'backup file'))
    .action((file: string, options: Folders) => makeBackup(terminal, file, options));
  const restore = verb(
    terminal,
    'restore',
    '从备份恢复（网关要先停）',
    'restore from a backup (stop the gateway first)',
  )
    .argument('<file>', pick('备份文件', 'backup file'))
    .option(
      '--force',
      pick('数据文件夹不是空的也恢复，原数据改名保留', 'also into a folder in use; what was there is kept aside'),
    )
    .action((file: string, options: Folders & { readonly force?: boolean }) => putBack(terminal, file, options));
  return new Command('backup')
    .description(pick('备份与恢复', 'backup and restore'))
    .addCommand(create)
    .addCommand(restore);
}

async function makeBackup(terminal: Terminal, file: string, options: Folders): Promise<void> {
  const made = await createBackup(options.data, file);
  recordFact(options.data, { kind: 'backup-made', file: made.file });
  terminal.out(
    terminal.pick(
      `已备份到 ${file}：台账 ${made.facts} 条，${made.bytes} 字节`,
      `backed up into ${file}: ${made.facts} facts, ${made.bytes} bytes`,
    ),
  );
}

async function putBack(
  terminal: Terminal,
  file: string,
  options: Folders & { readonly force?: boolean },
): Promise<void> {
  const restored = await restoreBackup(options.data, file, options.force ?? false);
  const { aside, at, facts } = restored;
  const zh = aside === null ? '' : `；原来的数据在 ${aside}`;
  const en = aside === null ? '' : `; what was there before is in ${aside}`;
  terminal.out(
    terminal.pick(
      `已恢复 ${at} 的备份：台账 ${facts} 条，校验无误${zh}`,
      `restored the backup of ${at}: ${facts} facts, chain verified${en}`,
    ),
  );
}
