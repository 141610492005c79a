/** `gateway.yaml`: ports, limits, storage. Everything has a default; the file may be missing. */

import { z } from 'zod';
import { port } from './fields.ts';
import { key } from './manual.ts';
import { seriesSection } from './series-section.ts';
import { say } from './words.ts';

const host = (restart: boolean, fallback: string) =>
  key(
    z.string().min(1).max(253).default(fallback),
    ['监听地址', 'Host'],
    ['"0.0.0.0" 是所有网卡，"127.0.0.1" 只限本机', '"0.0.0.0" is every interface, "127.0.0.1" this machine only'],
    { example: '0.0.0.0', restart },
  );

const portKey = (fallback: number, what: readonly [string, string]) =>
  key(port().default(fallback), what, ['0 表示任意空闲端口', '0 means any free port'], {
    example: String(fallback),
    restart: true,
  });

const count = (fallback: number, min: number, max: number) => z.int().min(min).max(max).default(fallback);

const mqtt = z.strictObject({
  host: host(true, '0.0.0.0'),
  port: portKey(1883, ['MQTT 端口', 'MQTT port']),
  tls: key(
    z
      .strictObject({
        enabled: key(z.boolean().default(false), ['启用 TLS', 'TLS'], ['用证书加密的监听', 'The encrypted listener'], {
          example: 'true',
          restart: true,
        }),
        port: portKey(8883, ['TLS 端口', 'TLS port']),
      })
      .prefault({}),
    ['加密', 'TLS'],
    ['设备可用客户端证书代替密钥', 'Devices may use a client certificate instead of a secret'],
    { restart: true },
  ),
});

const http = z.strictObject({
  host: host(true, '0.0.0.0'),
  port: portKey(8080, ['网页端口', 'HTTP port']),
});

const limits = z.strictObject({
  telemetryPerSecond: key(
    z.number().positive().max(10_000).default(10),
    ['每台设备每秒数据', 'Telemetry per second'],
    ['超出的合并记录；求助永不受限', 'Above it telemetry is coalesced; presses never are'],
    { example: '10', restart: true },
  ),
  telemetryBurst: key(
    count(40, 1, 100_000),
    ['突发数据', 'Telemetry burst'],
    ['短时间内允许的条数', 'How many may come at once'],
    { example: '40', restart: true },
  ),
  pressesPerMinute: key(
    count(12, 1, 600),
    ['每分钟按压', 'Presses per minute'],
    ['同一按钮超过它只加"过频"标记，照样报警', 'Above it a press is only flagged `over-rate`; it alarms all the same'],
    { example: '12', restart: true },
  ),
  connections: key(
    count(10_000, 10, 100_000),
    ['连接总数', 'Connections'],
    ['同时打开的 MQTT 连接', 'MQTT connections open at once'],
    { example: '10000', restart: true },
  ),
  connectionsPerAddress: key(
    count(6000, 1, 100_000),
    ['单个地址的连接', 'Connections per address'],
    ['来自同一 IP；桥接器和模拟器会占用很多', 'From one IP address; bridges and the simulator need many'],
    { example: '6000', restart: true },
  ),
  handshakeTimeout: key(
    z.number().min(1).max(60).default(10),
    ['握手时限', 'Handshake timeout'],
    ['秒；连上后必须在此时间内完成登录', 'Seconds from connecting to being signed in'],
    { example: '10', restart: true },
  ),
  subscriptionsPerClient: key(
    count(8, 1, 1000),
    ['每台设备订阅数', 'Subscriptions per client'],
    ['设备只需要一个', 'A device needs one'],
    { example: '8', restart: true },
  ),
  keepAliveMin: key(z.int().min(1).max(60).default(1), ['最短保活', 'Shortest keep-alive'], ['秒', 'Seconds'], {
    example: '1',
    restart: true,
  }),
  keepAliveMax: key(z.int().min(1).max(60).default(60), ['最长保活', 'Longest keep-alive'], ['秒', 'Seconds'], {
    example: '60',
    restart: true,
  }),
});

const storage = z.strictObject({
  telemetryDays: key(
    count(30, 1, 3650),
    ['数据保留天数', 'Telemetry days'],
    ['传感数据的保留期；台账永不删除', 'How long telemetry is kept; the ledger is never deleted'],
    { example: '30', restart: true },
  ),
  maxMegabytes: key(
    count(4096, 16, 1_000_000),
    ['数据上限', 'Most megabytes'],
    ['超过后先删最旧的传感数据；台账永不删除', 'Above it the oldest telemetry goes; the ledger never does'],
    { example: '4096', restart: true },
  ),
  reserveMegabytes: key(
    count(64, 0, 10_000),
    ['预留空间', 'Reserve'],
    [
      '平时占住，磁盘写满时放出来，让求助仍能写入',
      'Held back, and given up when the disk is full so that presses can still be written',
    ],
    { example: '64', restart: true },
  ),
});

const supervision = z.strictObject({
  channelProbeEvery: key(
    z.number().min(5).max(180).default(60),
    ['通道探测间隔', 'Probe every'],
    ['秒；多久检查一次每个通道', 'Seconds between checks of every channel'],
    { example: '60', restart: true },
  ),
  channelSilentAfter: key(
    z
      .number()
      .min(10)
      .max(
        180,
        say(
          '通道失联最多 180 秒就必须报故障：写 180 或更小',
          'a channel not answering for 180 s must be a fault: write 180 or less',
        ),
      )
      .default(150),
    ['通道失联时限', 'Channel silent after'],
    ['秒，最多 180', 'Seconds, at most 180'],
    { example: '150', restart: true },
  ),
});

export const gatewayFile = z.strictObject({
  mqtt: key(mqtt.prefault({}), ['设备接入', 'MQTT'], ['按钮和传感器连到这里', 'Where buttons and sensors connect']),
  http: key(http.prefault({}), ['网页', 'HTTP'], ['控制台和接口', 'The console and the API']),
  publicUrl: key(
    z
      .url({
        protocol: /^https?$/,
        error: say('要写成 http:// 或 https:// 开头的网址', 'write an address that starts with http:// or https://'),
      })
      .nullable()
      .default(null),
    ['对外网址', 'Public address'],
    [
      '报警信息里接警链接的开头；不写则用本机第一个地址',
      'The beginning of the take-over links in alerts; null: the first address of this machine',
    ],
    { example: 'https://guard.furong.example' },
  ),
  limits: key(
    limits.prefault({}),
    ['限额', 'Limits'],
    [
      '保护求助不被其它流量挤占；任何一项都不会拒绝求助',
      'Keep everything else out of the way of presses; none of them ever refuses one',
    ],
  ),
  storage: key(storage.prefault({}), ['存储', 'Storage'], ['台账与数据', 'Ledger and telemetry']),
  clock: key(
    z
      .strictObject({
        trust: key(
          z.enum(['auto', 'always']).default('auto'),
          ['时钟可信', 'Trust'],
          [
            'auto：系统对时后才信；always：主机有电池时钟',
            'auto: only once the system says it is synchronised; always: the machine has a battery clock',
          ],
          { example: 'auto', restart: true },
        ),
      })
      .prefault({}),
    ['时钟', 'Clock'],
    [
      '不可信时班次和铃声暂停并提示，求助不受影响',
      'While not trusted, schedules are suspended visibly; presses never are',
    ],
  ),
  supervision: key(supervision.prefault({}), ['巡检', 'Supervision'], ['沉默就是故障', 'Silence is a fault']),
  series: key(
    seriesSection.optional(),
    ['时序数据', 'Time series'],
    [
      '抄送到 InfluxDB，给 Grafana 看；不写就不抄送。报警不依赖它',
      'A copy for InfluxDB and Grafana; left out: none is made. No alarm depends on it',
    ],
    { restart: true },
  ),
});
export type GatewayFile = z.infer<typeof gatewayFile>;
