/** `user add` and `token create`: who may sign in, and which program may ask in whose name. */

import { Command } from 'commander';
import { openIdentity } from '../../adapters/identity/identity.ts';
import { loadConfig } from '../config/load.ts';
import { badUsage } from './cli-error.ts';
import { type Folders, roleOrFail, verb } from './common.ts';
import { recordFact } from './record.ts';
import type { Terminal } from './terminal.ts';

/** Like a device id, and a person's name in any script; the same as the account store accepts. */
const PERSON = /^[\p{L}\p{N}][\p{L}\p{N}._@-]{0,63}$/u;

export function userVerb(terminal: Terminal): Command {
  const { pick } = terminal;
  const add = verb(
    terminal,
    'add',
    '新建账号（或重设），给出一次性口令',
    'make or reset an account; prints a one-time code',
  )
    .argument('<name>', pick('人员编号', 'person id'))
    .requiredOption(
      '--role <role>',
      pick('角色：duty security leader admin auditor', 'duty security leader admin auditor'),
    )
    .option('--json', pick('输出 JSON', 'answer in JSON'))
    .action((name: string, options: Folders & { readonly role: string; readonly json?: boolean }) =>
      addUser(terminal, name, options),
    );
  return new Command('user').description(pick('人员账号', 'accounts')).addCommand(add);
}

export function tokenVerb(terminal: Terminal): Command {
  const { pick } = terminal;
  const create = verb(terminal, 'create', '生成访问令牌（只显示一次）', 'make a bearer token, shown once')
    .requiredOption('--person <id>', pick('以谁的名义', 'in whose name'))
    .requiredOption(
      '--role <role>',
      pick('角色：duty security leader admin auditor', 'duty security leader admin auditor'),
    )
    .action((options: Folders & { readonly person: string; readonly role: string }) => createToken(terminal, options));
  return new Command('token').description(pick('访问令牌', 'bearer tokens')).addCommand(create);
}

function checkPerson(id: string): void {
  if (PERSON.test(id)) return;
  throw badUsage(
    '人员编号由字母、数字和 . _ @ - 组成，最多 64 个字符',
    'a person id is letters, digits, . _ @ -, at most 64 characters',
  );
}

/** Service accounts are on no staff list; a slip of the finger is not either. So: allowed, and said. */
function warnIfStranger(terminal: Terminal, id: string, config: string): void {
  const loaded = loadConfig(config, terminal.env);
  if (loaded.ok && loaded.config.school.people.has(id)) return;
  const why = loaded.ok
    ? terminal.pick(`${id} 不在人员名单里`, `${id} is not on the staff list`)
    : terminal.pick('配置有误，没有核对人员名单', 'the configuration does not load: the staff list was not looked at');
  terminal.err(`${terminal.pick('提醒', 'warning')}: ${why}`);
}

async function addUser(
  terminal: Terminal,
  name: string,
  options: Folders & { readonly role: string; readonly json?: boolean },
): Promise<void> {
  const role = roleOrFail(options.role);
  checkPerson(name);
  warnIfStranger(terminal, name, options.config);
  const identity = openIdentity(options.data);
  try {
    recordFact(options.data, { kind: 'user-added', person: name, role });
    const code = await identity.accounts.addUser(name, role);
    if (options.json) terminal.out(JSON.stringify({ user: name, role, code }));
    else terminal.out(terminal.pick(`${name} 的一次性口令：${code}`, `one-time code of ${name}: ${code}`));
  } finally {
    await identity.close();
  }
}

async function createToken(
  terminal: Terminal,
  options: Folders & { readonly person: string; readonly role: string },
): Promise<void> {
  const role = roleOrFail(options.role);
  checkPerson(options.person);
  warnIfStranger(terminal, options.person, options.config);
  const identity = openIdentity(options.data);
  try {
    recordFact(options.data, { kind: 'token-created', person: options.person, role });
    terminal.out(identity.accounts.createToken(options.person, role));
  } finally {
    await identity.close();
  }
}
