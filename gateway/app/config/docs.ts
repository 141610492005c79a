/**
 * `docs/config.md`, made from the schemas: every key with its meaning in both languages, default, example and whether it
 * needs a restart. Run `npx tsx gateway/app/config/docs.ts` after changing a schema; a test fails while the page is stale.
 */

import { realpathSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { alarmFile } from './alarm-file.ts';
import { boardsFile } from './boards-file.ts';
import { bridgesFile } from './bridges-file.ts';
import { devicesFile } from './devices-file.ts';
import { gatewayFile } from './gateway-file.ts';
import { type KeyManual, manualOf } from './manual.ts';
import { keysOf, unwrap } from './schema-walk.ts';
import { patrolFile } from './patrol-file.ts';
import { rulesFile } from './rules-file.ts';
import { familyFile, profileFile } from './profile-file.ts';
import { schoolFile } from './school-file.ts';
import { staffFile } from './staff-file.ts';

/** File, what it holds in both languages, whether it must be there, and its schema. */
export const CONFIG_FILES = [
  ['school.yaml', '校名、楼栋、区域、作息', 'Name, buildings, zones, bells', '必需 required', schoolFile],
  ['devices.yaml', '设备', 'Devices', '可选 optional', devicesFile],
  ['staff.yaml', '人员、值班、兜底', 'People, duty roster, fallback', '必需 required', staffFile],
  ['alarm.yaml', '通道与处置策略', 'Channels and policies', '可选 optional', alarmFile],
  ['gateway.yaml', '端口、限额、存储', 'Ports, limits, storage', '可选 optional', gatewayFile],
  ['patrol.yaml', '巡查路线、时间、巡更卡', 'Patrol routes, rounds, cards', '可选 optional', patrolFile],
  ['rules.yaml', '门与走廊的规则', 'Rules for doors and corridors', '可选 optional', rulesFile],
  ['boards.yaml', '串口板', 'Boards on serial ports', '可选 optional', boardsFile],
  [
    'bridges.yaml',
    '桥、上级 MQTT、Home Assistant',
    'Bridges, upstream brokers, Home Assistant',
    '可选 optional',
    bridgesFile,
  ],
  ['profiles/*.yaml', '别家设备的档案', 'Profiles of devices of other makers', '可选 optional', profileFile],
  ['profiles/families/*.yaml', '一个系列的共同点', 'What a family of devices shares', '可选 optional', familyFile],
] as const;

const HEAD = `<!-- Made by gateway/app/config/docs.ts from the schemas. Do not edit by hand. -->

# 配置参考 Configuration reference

配置是一个文件夹（\`--config\`），里面是下面几个 YAML 文件；\`config/\` 是一所完整的示例学校。
检查：\`npx campus-guard check --config 文件夹\`。错误写成 \`文件:行:列 键: 错在哪 | what is wrong\`，一次全部列出。

A configuration is a folder (\`--config\`) with the YAML files below; \`config/\` is a complete example school.
Check it with \`npx campus-guard check --config DIR\`: all problems at once, each as \`file:line:col key: …\`.

- 时间一律是秒，时刻写 \`"07:30"\`，星期一是 1。 Durations are seconds, times of day \`"07:30"\`, Monday is 1.
- 编号、电话、卡号即使没加引号也按原样读取：\`94E8\` 不会变成 9400000000，\`013800001111\` 不会丢零。
  Ids, phone and card numbers are read as typed even without quotes.
- 文字里可以写 \`\${NAME}\` 或 \`\${NAME:-默认值}\`；没有值也没有默认值是错误；结果为空等于没写这一项；\`$\${\` 是原样的 \`\${\`。
  Any text may hold \`\${NAME}\` or \`\${NAME:-default}\`; neither value nor default is an error; an empty result counts as
  leaving the key out; \`$\${\` is a literal \`\${\`.
- \`enabled: false\` 的通道只检查写法，变量可以先不设。 A channel with \`enabled: false\` is only checked; its variables may be unset.
- 表中"重启"打 ✓ 的改动重启后才生效，其余重新加载（SIGHUP）即可。 ✓ under "restart": takes effect after a restart; the rest on reload.
- 每个文件最多 1 MB，UTF-8。 Files are UTF-8, at most 1 MB each.
`;

/** The whole page, as it should stand in docs/config.md. */
export function configManual(): string {
  const parts = CONFIG_FILES.map(([file, zh, en, needed, schema]) => {
    return [`## \`${file}\`: ${zh} ${en} (${needed})`, '', ...TABLE_HEAD, ...rows(schema, ''), ''].join('\n');
  });
  return `${[HEAD, ...parts].join('\n').trimEnd()}\n`;
}

const TABLE_HEAD = [
  '| 键 key | 类型 type | 默认 default | 例 example | 重启 restart | 说明 meaning |',
  '|---|---|---|---|---|---|',
];

function rows(schema: unknown, prefix: string): readonly string[] {
  return [...keysOf(schema)].flatMap(([name, child]) => {
    const path = prefix === '' ? name : `${prefix}.${name}`;
    return [row(path, child), ...below(path, child)];
  });
}

/** Rows for what is inside a list or a map. */
function below(path: string, schema: unknown): readonly string[] {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodObject) return rows(inner, path);
  if (inner instanceof z.ZodRecord) {
    return unwrap(inner.valueType) instanceof z.ZodObject ? rows(inner.valueType, `${path}.<id>`) : [];
  }
  if (!(inner instanceof z.ZodArray)) return [];
  const element = unwrap(inner.element);
  if (!(element instanceof z.ZodDiscriminatedUnion)) return below(`${path}[]`, element);
  return element.options.flatMap((option) => variant(`${path}[]`, option));
}

/** One variant of a union: named by its discriminator, which comes first. */
function variant(path: string, option: unknown): readonly string[] {
  const keys = keysOf(option);
  const type = unwrap(keys.get('type'));
  const name = type instanceof z.ZodLiteral ? String([...type.values][0]) : '?';
  return rows(option, `${path}(${name})`);
}

function row(path: string, schema: unknown): string {
  const manual = manualOf(schema);
  const cells = [
    `\`${path}\``,
    typeOf(schema),
    isRequired(schema) ? '必填 required' : code(defaultOf(schema)),
    code(manual.example),
    manual.restart === true ? '✓' : '',
    meaning(manual),
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

const meaning = ({ title, text }: KeyManual): string =>
  title.zh === '' ? `${text.zh}<br>${text.en}` : `**${title.zh}** ${text.zh}<br>**${title.en}** ${text.en}`;

const code = (text: string | undefined): string => (text === undefined || text === '' ? '' : `\`${text}\``);

function defaultOf(schema: unknown): string | undefined {
  return schema instanceof z.ZodDefault ? JSON.stringify(schema.def.defaultValue) : undefined;
}

const isRequired = (schema: unknown): boolean =>
  !(schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional);

function typeOf(schema: unknown): string {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodEnum) return inner.options.map((option) => `\`${option}\``).join(' ');
  if (inner instanceof z.ZodLiteral) return [...inner.values].map((value) => `\`${String(value)}\``).join(' ');
  if (inner instanceof z.ZodArray) return `列表 list`;
  if (inner instanceof z.ZodObject || inner instanceof z.ZodRecord) return '键值 map';
  if (inner instanceof z.ZodBoolean) return 'true / false';
  if (inner instanceof z.ZodNumber) return `${inner.isInt ? '整数 integer' : '数字 number'}${range(inner)}`;
  return '文字 text';
}

function range(schema: z.ZodNumber): string {
  const { minValue, maxValue } = schema;
  const low = minValue === null || minValue <= Number.MIN_SAFE_INTEGER ? '' : String(minValue);
  const high = maxValue === null || maxValue >= Number.MAX_SAFE_INTEGER ? '' : String(maxValue);
  return low === '' && high === '' ? '' : ` ${low}…${high}`;
}

const here = fileURLToPath(import.meta.url);
if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === here) {
  writeFileSync(new URL('../../../docs/config.md', import.meta.url), configManual());
}
