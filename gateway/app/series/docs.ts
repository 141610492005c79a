/**
 * `docs/series.md`, made from the field registry. Run `npx tsx gateway/app/series/docs.ts` after changing the registry; a test fails
 * while the page is stale.
 */

import { realpathSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Field, Measurement, Tag } from '../../contract/series/measurement.ts';
import { BUCKETS, DATABASE, SERIES } from '../../contract/series/registry.ts';

const HEAD = `<!-- Made by gateway/app/series/docs.ts from the field registry. Do not edit by hand. -->

# 时序数据 Time series

网关把台账和数据抄送到 InfluxDB（配置见 [config.md](config.md) 的 \`series\`），Grafana 从那里读。报警不依赖它们。
The gateway copies facts to InfluxDB (configured under \`series\`, see [config.md](config.md)); Grafana reads them there. No alarm depends on either.

- 三个版本都用 InfluxQL：数据库 \`${DATABASE}\`，写 \`FROM "桶"."测量"\`。1.x 里桶是保留策略；2.x 里桶名是 \`campus/桶\`（自动映射）；3.x 里是数据库 \`campus/桶\`。
  InfluxQL for all versions: database \`${DATABASE}\`, \`FROM "<bucket>"."<measurement>"\`. In 1.x a bucket is a retention policy; in 2.x it is
  named \`campus/<bucket>\` and mapped by itself; in 3.x it is the database \`campus/<bucket>\`.
- 时间是纳秒：事件毫秒 × 10⁶ + 台账序号 mod 10⁶，所以唯一、可重写。 Time is in ns: ms of the event × 10⁶ + journal seq mod 10⁶: unique, and
  writing a line again changes nothing.
- 标签的取值有限：枚举，或配置里列出的名字；没有写 \`none\`。编号是字段。没有学生，没有人写的文字。 Tags are bounded: enums, or names that the
  configuration lists; \`none\` where there is none. Ids are fields. No pupil, no text that people wrote.
- 演练带 \`mode=drill\`，永不计入指标；以"测试""演练"办结的事件 \`counted=0\`。 Drills are marked \`mode=drill\` and never in figures; incidents closed as
  test or drill have \`counted=0\`.
- \`zone\` 是编号，永不改变；\`zone_name\` 是写入时的叫法。改名后历史里两个名字都在，按 \`zone\` 分组可合并。 \`zone\` is the id and stays; \`zone_name\` is what
  the zone was called when the point was first written. After a rename both names stand in the history; grouping by \`zone\` joins them.
- 是/否写 1/0：InfluxQL 能相加。 Yes and no are 1 and 0, so that InfluxQL can sum them.
`;

const cells = (...row: readonly string[]): string =>
  `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;

function valuesOf({ values }: Tag): string {
  if (typeof values === 'string') return `配置 config: ${values}`;
  const shown = values.length > 24 ? [...values.slice(0, 3), '…', ...values.slice(-2)] : values;
  return shown.map((value) => (value === '…' ? value : `\`${value}\``)).join(' ');
}

const tagRow = ([name, tag]: readonly [string, Tag]): string =>
  cells(`\`${name}\``, '标签 tag', valuesOf(tag), '', `${tag.meaning[0]}<br>${tag.meaning[1]}`);

const fieldRow = ([name, field]: readonly [string, Field]): string =>
  cells(
    `\`${name}\``,
    `字段 field${field.optional ? '（可缺 optional）' : ''}`,
    field.type,
    field.unit,
    `${field.meaning[0]}<br>${field.meaning[1]}`,
  );

function section(name: string, { bucket, meaning, tags, fields }: Measurement): string {
  const rows = [...Object.entries(tags).map(tagRow), ...Object.entries(fields).map(fieldRow)];
  const head = [
    '| 名 name | 标签或字段 | 类型或取值 type, values | 单位 unit | 说明 meaning |',
    '|---|---|---|---|---|',
  ];
  return [`## \`${name}\`（${bucket}）`, '', meaning[0], meaning[1], '', ...head, ...rows, ''].join('\n');
}

const keep = (days: number | null): string =>
  days === null ? '长期 for ever' : `建议 ${days} 天 ${days} days recommended`;

const shards = (days: number | null): string => (days === null ? '默认 default' : `${days} 天 ${days} days`);

/** The whole page, as it should stand in docs/series.md. */
export function seriesManual(): string {
  const buckets = Object.entries(BUCKETS).map(([name, { path, days, shardDays, meaning }]) =>
    cells(`\`${name}\``, `\`${path}\``, keep(days), shards(shardDays), `${meaning[0]}<br>${meaning[1]}`),
  );
  const table = [
    '| 桶 bucket | 路径 path | 保留 retention | 分片 shard | 内容 holds |',
    '|---|---|---|---|---|',
    ...buckets,
    '',
  ];
  const parts = Object.entries(SERIES).map(([name, one]) => section(name, one));
  return `${[HEAD, ...table, ...parts].join('\n').trimEnd()}\n`;
}

const here = fileURLToPath(import.meta.url);
if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === here) {
  writeFileSync(new URL('../../../docs/series.md', import.meta.url), seriesManual());
}
