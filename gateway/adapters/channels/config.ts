/**
 * The channels as a school configures them. Every key carries its own manual (中文 first, English after): the docs and the
 * settings page are generated from it. Durations are in seconds; unknown keys are refused.
 */

import { z } from 'zod';
import type { ChannelInfo } from '../../core/school.ts';

interface Manual {
  readonly zh: string;
  readonly en: string;
  readonly default?: string;
  readonly example?: string;
}

function manual(m: Manual): string {
  const parts = [m.zh, m.en];
  if (m.default !== undefined) parts.push(`默认 default: ${m.default}`);
  if (m.example !== undefined) parts.push(`例 example: ${m.example}`);
  return parts.join('\n');
}

export const rateRule = z
  .strictObject({
    count: z
      .int()
      .positive()
      .describe(manual({ zh: '时段内最多发送条数', en: 'Most messages within the period', example: '20' })),
    perSeconds: z
      .number()
      .positive()
      .max(3600)
      .describe(manual({ zh: '时段长度(秒)', en: 'Length of the period in seconds', example: '60' })),
    reserved: z
      .int()
      .nonnegative()
      .default(0)
      .describe(
        manual({
          zh: '其中只留给求助报警的条数,状态消息不得占用',
          en: 'Of these, how many are kept for help alarms; status messages never use them',
          default: '0',
          example: '10',
        }),
      ),
  })
  .refine((rule) => rule.reserved < rule.count, {
    path: ['reserved'],
    error: 'leaves nothing for status messages; right would be less than count',
  });
export type RateRule = z.infer<typeof rateRule>;

const WECOM_LIMIT: RateRule[] = [{ count: 20, perSeconds: 60, reserved: 10 }];
const DINGTALK_LIMIT: RateRule[] = [{ count: 20, perSeconds: 60, reserved: 10 }];
const FEISHU_LIMIT: RateRule[] = [
  { count: 100, perSeconds: 60, reserved: 40 },
  { count: 5, perSeconds: 1, reserved: 4 },
];

/** The fields that every channel has; `local` and `limit` differ in their defaults only. */
function common(local: boolean, limit: RateRule[]) {
  return {
    id: z
      .string()
      .regex(
        /^[a-z0-9][a-z0-9._-]{0,63}$/,
        'is not a channel id; right would be lower-case letters, digits, "." "_" "-"',
      )
      .describe(
        manual({
          zh: '通道编号,人员地址用它引用通道',
          en: "The channel's id; people's addresses name it",
          example: 'wecom',
        }),
      ),
    name: z
      .string()
      .trim()
      .min(1)
      .max(64)
      .describe(manual({ zh: '给人看的名称', en: 'The name that people read', example: '企业微信值班群' })),
    local: z
      .boolean()
      .default(local)
      .describe(
        manual({
          zh: '断开互联网时是否仍可用;每位值班人员至少要有一个本地通道',
          en: 'Works with no internet; every duty person needs at least one local channel',
          default: String(local),
        }),
      ),
    enabled: z
      .boolean()
      .default(true)
      .describe(manual({ zh: '是否启用', en: 'Whether the channel is in use', default: 'true' })),
    limit: z
      .array(rateRule)
      .max(4)
      .default(limit)
      .describe(
        manual({
          zh: '频率限制,多条规则同时遵守;空列表表示不限',
          en: 'Rate limits, all kept at the same time; an empty list means none',
          default: JSON.stringify(limit),
          example: '[{"count":20,"perSeconds":60,"reserved":10}]',
        }),
      ),
  };
}

const httpUrl = z.url({ protocol: /^https?$/, error: 'is not a URL; right would be http://… or https://…' });
const secretText = z.string().min(1).max(512);
const baseUrl = (example: string) =>
  httpUrl
    .default(example)
    .describe(manual({ zh: '服务地址(不含路径)', en: 'Base address of the service, without path', default: example }));

export const channelConfig = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('webhook').describe(manual({ zh: '通用网络回调', en: 'Generic webhook: a signed JSON POST' })),
    ...common(false, []),
    url: httpUrl.describe(manual({ zh: '接收地址', en: 'Where to POST', example: 'http://10.0.0.5:9000/alarm' })),
    secret: secretText.optional().describe(
      manual({
        zh: '签名密钥,用于 X-Campus-Guard-Signature',
        en: 'Signs the body (X-Campus-Guard-Signature, HMAC-SHA256)',
        default: '无 none',
        example: '${WEBHOOK_SECRET}',
      }),
    ),
  }),
  z.strictObject({
    type: z.literal('wecom').describe(manual({ zh: '企业微信群机器人', en: 'WeCom group robot' })),
    ...common(false, WECOM_LIMIT),
    url: baseUrl('https://qyapi.weixin.qq.com'),
    key: secretText.describe(manual({ zh: '机器人 webhook 的 key', en: "The robot's key", example: '${WECOM_KEY}' })),
  }),
  z.strictObject({
    type: z.literal('dingtalk').describe(manual({ zh: '钉钉群机器人', en: 'DingTalk group robot' })),
    ...common(false, DINGTALK_LIMIT),
    url: baseUrl('https://oapi.dingtalk.com'),
    token: secretText.describe(
      manual({ zh: '机器人的 access_token', en: "The robot's access_token", example: '${DINGTALK_TOKEN}' }),
    ),
    secret: secretText.describe(
      manual({ zh: '加签密钥(SEC 开头)', en: 'The signing secret (starts with SEC)', example: '${DINGTALK_SECRET}' }),
    ),
  }),
  z.strictObject({
    type: z.literal('feishu').describe(manual({ zh: '飞书群机器人', en: 'Feishu group robot' })),
    ...common(false, FEISHU_LIMIT),
    url: baseUrl('https://open.feishu.cn'),
    hook: secretText.describe(
      manual({
        zh: 'webhook 地址末尾的编号',
        en: 'The id at the end of the webhook address',
        example: '${FEISHU_HOOK}',
      }),
    ),
    secret: secretText
      .optional()
      .describe(
        manual({ zh: '签名校验密钥', en: 'The signing secret', default: '无 none', example: '${FEISHU_SECRET}' }),
      ),
  }),
  z.strictObject({
    type: z.literal('smtp').describe(manual({ zh: '电子邮件', en: 'E-mail over SMTP' })),
    ...common(false, []),
    host: z
      .string()
      .min(1)
      .max(253)
      .describe(manual({ zh: '邮件服务器', en: 'Mail server', example: 'smtp.exmail.qq.com' })),
    port: z
      .int()
      .min(1)
      .max(65535)
      .describe(manual({ zh: '端口', en: 'Port', example: '465' })),
    secure: z
      .boolean()
      .optional()
      .describe(
        manual({
          zh: '连接时即用 TLS',
          en: 'TLS from the first byte',
          default: '端口 465 时为 true; true on port 465',
        }),
      ),
    requireTls: z
      .boolean()
      .optional()
      .describe(
        manual({
          zh: '不加密就不发送(STARTTLS)',
          en: 'Send nothing without encryption (STARTTLS)',
          default: '有密码时为 true; true where a password is set',
        }),
      ),
    user: z
      .string()
      .min(1)
      .max(254)
      .optional()
      .describe(manual({ zh: '登录名', en: 'Login', example: 'alarm@furong.example' })),
    password: secretText
      .optional()
      .describe(manual({ zh: '密码或授权码', en: 'Password or app code', example: '${SMTP_PASSWORD}' })),
    from: z
      .string()
      .min(3)
      .max(254)
      .describe(manual({ zh: '发件人', en: 'Sender', example: '校园守护 <alarm@furong.example>' })),
  }),
  z.strictObject({
    type: z.literal('ntfy').describe(manual({ zh: '自建推送服务 ntfy', en: 'ntfy, a push server of your own' })),
    ...common(true, []),
    url: httpUrl.describe(
      manual({ zh: 'ntfy 服务地址', en: 'Address of the ntfy server', example: 'http://10.0.0.6:8090' }),
    ),
    topic: z
      .string()
      .regex(/^[-_A-Za-z0-9]{1,64}$/, 'is not a topic; right would be letters, digits, "-" and "_"')
      .optional()
      .describe(
        manual({
          zh: '固定主题;不填则用人员地址 to 作主题',
          en: "A fixed topic; without it the person's address `to` is the topic",
          default: '人员地址 to; the address',
          example: 'furong-alarm',
        }),
      ),
    token: secretText
      .optional()
      .describe(manual({ zh: '访问令牌', en: 'Access token', default: '无 none', example: '${NTFY_TOKEN}' })),
  }),
  z.strictObject({
    type: z
      .literal('exec')
      .describe(manual({ zh: '运行本机命令', en: 'Runs a local command, the message on its stdin' })),
    ...common(false, []),
    command: z
      .string()
      .regex(/^\//, 'is not an absolute path; right would start with "/"')
      .describe(
        manual({
          zh: '命令的绝对路径;消息以 JSON 从标准输入给出,5 秒内以 0 退出即成功',
          en: 'Absolute path; gets the message as JSON on stdin and succeeds by exit code 0 within 5 s',
          example: '/usr/local/bin/gsm-call',
        }),
      ),
    args: z
      .array(z.string())
      .default([])
      .describe(manual({ zh: '参数(不经过 shell)', en: 'Arguments; no shell is involved', default: '[]' })),
  }),
  z.strictObject({
    type: z.literal('output').describe(manual({ zh: '警号、警灯(MQTT)', en: 'Sirens and lamps over MQTT' })),
    ...common(true, []),
    seconds: z
      .int()
      .positive()
      .max(600)
      .default(30)
      .describe(manual({ zh: '每次鸣响秒数', en: 'How long one notice sounds, in seconds', default: '30' })),
  }),
]);
export type ChannelConfig = z.infer<typeof channelConfig>;

/** What the core and the console may know of a channel: no address, no secret. */
export function channelInfo(config: ChannelConfig): ChannelInfo {
  return { id: config.id, type: config.type, name: config.name, local: config.local };
}
