/** The contract suites, run for every channel over the network, against far sides that behave and those that do not. */

import { channelContract } from '../../../test/contracts/channel.ts';
import { httpContract } from '../../../test/contracts/http-channel.ts';
import { deps, parse } from '../../../test/kit/channel-setup.ts';
import { startFakeDingtalk } from '../../../test/kit/fake-dingtalk.ts';
import { startFakeFeishu } from '../../../test/kit/fake-feishu.ts';
import { startFakeNtfy } from '../../../test/kit/fake-ntfy.ts';
import { startFakeSmtp } from '../../../test/kit/fake-smtp.ts';
import { startFakeWebhook } from '../../../test/kit/fake-webhook.ts';
import { startFakeWecom } from '../../../test/kit/fake-wecom.ts';
import type { ChannelSubject } from '../../../test/contracts/channel.ts';
import type { HttpSubject } from '../../../test/contracts/http-channel.ts';
import { createChannel } from './create.ts';

const URL_SECRET = 'hook-path-7d1f';

const webhook: HttpSubject = {
  type: 'webhook',
  make: (host, port, over) => {
    const url = `http://${host}:${port}/alarm?token=${URL_SECRET}`;
    return createChannel(parse({ type: 'webhook', url, secret: 'whsec-furong-5f2b' }), deps(over));
  },
  honest: async () => {
    const fake = await startFakeWebhook();
    const repeatKeys = () => fake.calls.map((call) => call.idempotencyKey);
    return { ...fake, accepted: () => fake.calls.length, repeatKeys };
  },
  to: '',
  secrets: [URL_SECRET, 'whsec-furong-5f2b'],
  any2xx: true,
  goodBody: '{"ok":true}',
  errorBodies: [],
};

const WECOM_KEY = '693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa';
const wecom: HttpSubject = {
  type: 'wecom',
  make: (host, port, over) =>
    createChannel(parse({ type: 'wecom', url: `http://${host}:${port}`, key: WECOM_KEY }), deps(over)),
  honest: async () => {
    const fake = await startFakeWecom({ key: WECOM_KEY });
    return { ...fake, accepted: () => fake.messages.length };
  },
  to: '13800000001',
  secrets: [WECOM_KEY],
  any2xx: false,
  goodBody: '{"errcode":0,"errmsg":"ok"}',
  errorBodies: [
    [`{"errcode":93000,"errmsg":"invalid webhook url, hint: [${WECOM_KEY}]"}`, 'bad-credentials'],
    ['{"errcode":45009,"errmsg":"api freq out of limit"}', 'throttled'],
    ['{"errcode":-1,"errmsg":"system busy"}', 'refused'],
    ['{"errcode":40058,"errmsg":"invalid Request Parameter"}', 'refused'],
  ],
};

const DING = { token: '566cc69da782ec33e42fffe0e1b3fc55', secret: 'SEC0a1b2c3d4e5f67890a1b2c3d4e5f6789' };
const dingtalk: HttpSubject = {
  type: 'dingtalk',
  make: (host, port, over) =>
    createChannel(parse({ type: 'dingtalk', url: `http://${host}:${port}`, ...DING }), deps(over)),
  honest: async () => {
    const fake = await startFakeDingtalk();
    return { ...fake, accepted: () => fake.messages.length };
  },
  to: '13800000001',
  secrets: [DING.token, DING.secret],
  any2xx: false,
  goodBody: '{"errcode":0,"errmsg":"ok"}',
  errorBodies: [
    [`{"errcode":310000,"errmsg":"sign not match ${DING.secret}"}`, 'bad-credentials'],
    [`{"errcode":300005,"errmsg":"token ${DING.token} is not exist"}`, 'bad-credentials'],
    ['{"errcode":130101,"errmsg":"send too fast"}', 'throttled'],
    ['{"errcode":660026,"errmsg":"busy"}', 'throttled'],
    ['{"errcode":40035,"errmsg":"json"}', 'refused'],
  ],
};

const FEISHU = { hook: 'e19b6b14-6a2e-4a2c-9c1b-9f1c0f3a7d55', secret: 'Qm9uam91ci1GdXJvbmc' };
const feishu: HttpSubject = {
  type: 'feishu',
  make: (host, port, over) =>
    createChannel(parse({ type: 'feishu', url: `http://${host}:${port}`, ...FEISHU }), deps(over)),
  honest: async () => {
    const fake = await startFakeFeishu();
    return { ...fake, accepted: () => fake.messages.length };
  },
  to: 'ou_5ad573a6411d72b8305fda3a9c15c70e',
  secrets: [FEISHU.hook, FEISHU.secret],
  any2xx: false,
  goodBody: '{"code":0,"msg":"success"}',
  errorBodies: [
    [`{"code":19021,"msg":"sign match fail ${FEISHU.secret}"}`, 'bad-credentials'],
    [`{"code":19001,"msg":"${FEISHU.hook} invalid"}`, 'bad-credentials'],
    ['{"code":11232,"msg":"frequency limited"}', 'throttled'],
    ['{"code":9499,"msg":"Bad Request"}', 'refused'],
  ],
};

const NTFY_TOKEN = 'tk_AgQdq7mVBoFD37zQVN29RhuMzNIz2';
const ntfy: HttpSubject = {
  type: 'ntfy',
  make: (host, port, over) =>
    createChannel(parse({ type: 'ntfy', url: `http://${host}:${port}`, token: NTFY_TOKEN }), deps(over)),
  honest: async () => {
    const fake = await startFakeNtfy();
    const repeatKeys = () => fake.messages.map((message) => message.idempotencyKey);
    return { ...fake, accepted: () => fake.messages.length, repeatKeys };
  },
  to: 'duty-zhou',
  secrets: [NTFY_TOKEN],
  any2xx: false,
  goodBody: '{"id":"hwQ2YpKdmg","event":"message"}',
  errorBodies: [[`{"code":40101,"http":401,"error":"unauthorized ${NTFY_TOKEN}"}`, 'bad-body']],
};

const MAIL = { user: 'alarm@furong.example', password: 'mail-app-code-93kd' };
const smtp: ChannelSubject = {
  type: 'smtp',
  make: (host, port, over) => {
    const login = { ...MAIL, requireTls: false, from: '校园守护 <alarm@furong.example>' };
    return createChannel(parse({ type: 'smtp', host, port, ...login }), deps(over));
  },
  honest: async () => {
    const fake = await startFakeSmtp(MAIL);
    const repeatKeys = () => fake.mails.map((mail) => /^message-id: (.*)$/im.exec(mail.data)?.[1] ?? null);
    return { ...fake, accepted: () => fake.mails.length, repeatKeys };
  },
  to: 'zhou@furong.example',
  secrets: [MAIL.password],
};

for (const subject of [webhook, wecom, dingtalk, feishu, ntfy, smtp]) channelContract(subject);
for (const subject of [webhook, wecom, dingtalk, feishu, ntfy]) httpContract(subject);
