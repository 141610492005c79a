/** `series:` in gateway.yaml: which InfluxDB gets a copy of the facts. Without it nothing is exported and nothing is stored for it. */

import { z } from 'zod';
import type { InfluxSinkConfig } from '../../adapters/influx/config.ts';
import { type Ms, seconds } from '../../core/time.ts';
import { id, secondsBetween } from './fields.ts';
import { key } from './manual.ts';
import { say } from './words.ts';

const sinkId = () =>
  key(
    id(),
    ['编号', 'Id'],
    ['每个库一个，定了别改：写到哪一行按它记', 'One for each database; it stays: how far it was written is kept by it'],
    { example: 'grafana', restart: true },
  );

const url = () =>
  key(
    z.url({
      protocol: /^https?$/,
      error: say('要写成 http:// 或 https:// 开头的网址', 'write an address that starts with http:// or https://'),
    }),
    ['网址', 'Address'],
    ['不带 /write、/api/v2', 'Without /write or /api/v2'],
    { example: 'http://127.0.0.1:8086', restart: true },
  );

const database = () =>
  key(
    z
      .string()
      .regex(/^[A-Za-z0-9_-]{1,60}$/, say('只能用字母、数字、"_"、"-"', 'letters, digits, "_" and "-" only'))
      .default('campus'),
    ['库名', 'Database'],
    [
      '1.x：数据库，其下三个保留策略 alarms raw rollup；2.x、3.x：三个桶 campus/alarms campus/raw campus/rollup',
      '1.x: the database, with retention policies alarms, raw and rollup; 2.x and 3.x: buckets campus/alarms, campus/raw, campus/rollup',
    ],
    { example: 'campus', restart: true },
  );

const timeout = () =>
  key(
    secondsBetween(1, 60).default(10),
    ['时限', 'Timeout'],
    ['秒；解析、连接、应答合计', 'Seconds, over name, connection and answer together'],
    { example: '10', restart: true },
  );

const gzip = () =>
  key(
    z.boolean().default(false),
    ['压缩', 'Compress'],
    ['线路慢时打开；局域网里只费处理器', 'For a slow line; on a LAN it only costs CPU'],
    { example: 'true', restart: true },
  );

const token = () =>
  key(
    z.string().min(1).max(512),
    ['令牌', 'Token'],
    ['能写这三个桶；写 ${环境变量}', 'May write the three buckets; as ${ENV_NAME}'],
    { example: '${INFLUX_TOKEN}', restart: true },
  );

const kind = <T extends 'influx1' | 'influx2' | 'influx3'>(name: T) =>
  key(z.literal(name), ['版本', 'Version'], ['InfluxDB 的大版本', 'Major version of InfluxDB'], {
    example: name,
    restart: true,
  });

const influx1 = z.strictObject({
  type: kind('influx1'),
  id: sinkId(),
  url: url(),
  database: database(),
  user: key(
    z.string().min(1).max(128).optional(),
    ['用户', 'User'],
    ['不验证就不写', 'Left out where none is asked for'],
    {
      example: 'campus',
      restart: true,
    },
  ),
  password: key(z.string().min(1).max(256).optional(), ['密码', 'Password'], ['写 ${环境变量}', 'As ${ENV_NAME}'], {
    example: '${INFLUX_PASSWORD}',
    restart: true,
  }),
  timeout: timeout(),
  gzip: gzip(),
});

const influx2 = z.strictObject({
  type: kind('influx2'),
  id: sinkId(),
  url: url(),
  org: key(z.string().min(1).max(128), ['组织', 'Organisation'], ['2.x 的 organization', 'Of InfluxDB 2'], {
    example: 'campus',
    restart: true,
  }),
  token: token(),
  database: database(),
  timeout: timeout(),
  gzip: gzip(),
});

const influx3 = z.strictObject({
  type: kind('influx3'),
  id: sinkId(),
  url: url(),
  token: token(),
  database: database(),
  timeout: timeout(),
  gzip: gzip(),
});

const sinks = z
  .array(z.discriminatedUnion('type', [influx1, influx2, influx3]))
  .min(1)
  .max(8)
  .superRefine((list, ctx) => {
    for (const [index, sink] of list.entries()) {
      if (list.findIndex((other) => other.id === sink.id) === index) continue;
      const message = say(`编号 "${sink.id}" 用了两次`, `the id "${sink.id}" is used twice`);
      ctx.addIssue({ code: 'custom', path: [index, 'id'], message });
    }
  });

export const seriesSection = z.strictObject({
  sinks: key(
    sinks,
    ['时序库', 'Sinks'],
    ['每个库各记各的进度，互不影响', 'Each keeps its own place; none waits for another'],
    { example: '见 config/gateway.yaml', restart: true },
  ),
  silentAfter: key(
    secondsBetween(10, 86_400).default(600),
    ['多久写不进算故障', 'Silent after'],
    ['秒；有数据等着而一行也没写进', 'Seconds in which lines waited and none was taken'],
    { example: '600', restart: true },
  ),
  maxMegabytes: key(
    z.int().min(1).max(100_000).default(512),
    ['积压上限', 'Most megabytes'],
    [
      '超过后先丢最旧的传感数据（计数）；报警数据从不丢',
      'Above it the oldest telemetry that waits is shed and counted; alarms never are',
    ],
    { example: '512', restart: true },
  ),
});
export type SeriesSection = z.infer<typeof seriesSection>;

export interface SeriesConfig {
  readonly sinks: readonly InfluxSinkConfig[];
  readonly silentAfter: Ms;
  readonly maxBytes: number;
}

const VERSION = { influx1: 1, influx2: 2, influx3: 3 } as const;

export function buildSeries(section: SeriesSection | undefined): SeriesConfig | null {
  if (section === undefined) return null;
  return {
    silentAfter: seconds(section.silentAfter),
    maxBytes: section.maxMegabytes * 1024 * 1024,
    sinks: section.sinks.map((sink) => ({
      id: sink.id,
      version: VERSION[sink.type],
      url: sink.url,
      database: sink.database,
      gzip: sink.gzip,
      timeoutMs: sink.timeout * 1000,
      token: 'token' in sink ? sink.token : null,
      org: 'org' in sink ? sink.org : null,
      user: 'user' in sink ? (sink.user ?? null) : null,
      password: 'password' in sink ? (sink.password ?? null) : null,
    })),
  };
}
