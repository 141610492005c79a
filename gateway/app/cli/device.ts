/** `device list` and `device credential ID`: what to put on a device so that it may speak, and only as itself. */

import { Command } from 'commander';
import { issueClientCertificate, openIdentity } from '../../adapters/identity/identity.ts';
import { DEVICE_ID } from '../../contract/mqtt.ts';
import { nearest } from '../config/suggestion.ts';
import { badUsage, wrong } from './cli-error.ts';
import { configOrFail, type Folders, verb } from './common.ts';
import { recordFact } from './record.ts';
import type { Terminal } from './terminal.ts';

interface CredentialOptions extends Folders {
  readonly json?: boolean;
  readonly unlisted?: boolean;
  readonly cert?: boolean;
}

export function deviceVerb(terminal: Terminal): Command {
  const { pick } = terminal;
  const list = verb(terminal, 'list', '列出配置中的设备', 'list the configured devices')
    .option('--json', pick('输出 JSON 数组', 'a JSON array'))
    .action((options: Folders & { readonly json?: boolean }) => listDevices(terminal, options));
  const credential = verb(
    terminal,
    'credential',
    '设备的用户名和密钥（首次使用时生成）',
    'the credential of a device, made on first use',
  )
    .argument('<id>', pick('设备编号', 'device id'))
    .option('--json', pick('只输出 JSON', 'the JSON object and nothing else'))
    .option('--unlisted', pick('配置里没有的设备也可以', 'also for a device that is not in the configuration'))
    .option('--cert', pick('同时签发 TLS 客户端证书', 'also issue a TLS client certificate'))
    .action((id: string, options: CredentialOptions) => giveCredential(terminal, id, options));
  return new Command('device')
    .description(pick('设备：列表、密钥', 'devices: list, credentials'))
    .addCommand(list)
    .addCommand(credential);
}

function listDevices(terminal: Terminal, options: Folders & { readonly json?: boolean }): void {
  const { school } = configOrFail(terminal, options.config);
  const devices = [...school.devices.values()].map(({ id, kind, zone, name }) => ({ id, kind, zone, name }));
  if (options.json) {
    terminal.out(JSON.stringify(devices));
    return;
  }
  for (const { id, kind, zone, name } of devices)
    terminal.out(`${id.padEnd(24)} ${kind.padEnd(7)} ${zone.padEnd(20)} ${name}`);
}

/** An unknown id is nearly always a slip of the finger: a credential for it would be a button that nobody ever hears of. */
function checkListed(terminal: Terminal, id: string, options: CredentialOptions): void {
  if (!DEVICE_ID.test(id))
    throw badUsage(
      '设备编号只能用小写字母、数字、点、横线、下划线，最多 64 个字符',
      'a device id is a-z, 0-9, dot, dash and underscore, at most 64 characters',
    );
  if (options.unlisted) return;
  const { school } = configOrFail(terminal, options.config);
  const readers = school.foreign?.homeAssistant?.users ?? [];
  if (school.devices.has(id) || readers.includes(id)) return;
  const guess = nearest(id, school.devices.keys());
  throw wrong(
    `没有设备 "${id}"${guess === null ? '' : `，是不是想写 ${guess}？`}（配置里没有的设备加 --unlisted）`,
    `there is no device "${id}"${guess === null ? '' : `, did you mean ${guess}?`} (for one that is not in the configuration add --unlisted)`,
  );
}

async function giveCredential(terminal: Terminal, id: string, options: CredentialOptions): Promise<void> {
  checkListed(terminal, id, options);
  const identity = openIdentity(options.data);
  try {
    const known = identity.devices.list().find((one) => one.device === id);
    if (options.cert || known?.secret !== true) recordFact(options.data, { kind: 'credential-issued', device: id });
    const credential = identity.devices.credential(id);
    const certificate = options.cert ? await issueClientCertificate(options.data, id) : null;
    if (certificate !== null) identity.devices.certify(id);
    if (options.json) {
      terminal.out(JSON.stringify(certificate === null ? credential : { ...credential, ...certificate }));
      return;
    }
    terminal.out(`clientId ${credential.clientId}\nusername ${credential.username}\npassword ${credential.password}`);
    if (certificate !== null) terminal.out(`${certificate.key}${certificate.cert}${certificate.ca}`.trimEnd());
  } finally {
    await identity.close();
  }
}
