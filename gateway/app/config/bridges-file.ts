/** `bridges.yaml`: Zigbee, LoRaWAN and other bridges, brokers the school already has, and Home Assistant. */

import { z } from 'zod';
import { id, name } from './fields.ts';
import { key } from './manual.ts';
import { say } from './words.ts';

const base = () =>
  z
    .string()
    .regex(
      /^[^/+#\s][^+#]*[^/+#\s]$|^[^/+#\s]$/u,
      say(
        '前缀写成 zigbee2mqtt 这样，不带 + # 和首尾的斜线',
        'a base topic is written like zigbee2mqtt, without + # and without a slash at either end',
      ),
    )
    .max(128);

const bridge = z.strictObject({
  id: key(
    id(),
    ['编号', 'Id'],
    [
      '也是它的 MQTT 用户名；密钥用 `campus-guard device credential 编号` 生成',
      'Also its MQTT user name; `campus-guard device credential ID` makes its secret',
    ],
    { example: 'zigbee-teach' },
  ),
  family: key(
    z.string().min(1).max(64),
    ['系列', 'Family'],
    ['profiles/families 里的文件名', 'A file in profiles/families'],
    { example: 'zigbee2mqtt' },
  ),
  zone: key(id(), ['区域', 'Zone'], ['它放在哪里', 'Where it stands'], { example: 'duty-room' }),
  name: key(name(), ['名称', 'Name'], ['给人看的名称', 'The name people read'], { example: '教学楼 Zigbee 网关' }),
  nameEn: key(name().optional(), ['英文名', 'English name'], ['英文界面里的名称', 'Shown in English'], {
    example: 'Zigbee bridge, teaching building',
  }),
  topics: key(
    z.array(base()).min(1).max(16),
    ['前缀', 'Base topics'],
    ['它只能在这些前缀下面发布和订阅', 'It may publish and subscribe below these and nowhere else'],
    { example: '[zigbee2mqtt]' },
  ),
  upstream: key(
    id().optional(),
    ['上级 MQTT', 'Upstream'],
    [
      '经由下面 upstreams 里的哪一个；不写 = 连到本网关',
      'It speaks through this upstream broker; none: it connects to this gateway',
    ],
    { example: 'school-mqtt' },
  ),
  silentAfter: key(
    z.number().min(5).max(86_400).optional(),
    ['多久没声音算故障', 'Silent after'],
    [
      '秒。连到本网关的桥：90（不能更长）；经由上级的桥：86400，平时靠它自己的遗嘱',
      'Seconds. Bridges on this gateway: 90 (not more); through an upstream: 86400, its last will tells sooner',
    ],
    { example: '300' },
  ),
  ignore: key(
    z.array(z.string().min(1).max(256)).max(2000).default([]),
    ['不归我们管', 'Ignore'],
    [
      '桥后面不归校园守护管的设备地址（电灯开关等）',
      'Addresses behind it that are none of our business (light switches …)',
    ],
    { example: '[客厅灯]' },
  ),
});

const upstream = z.strictObject({
  id: key(id(), ['编号', 'Id'], ['给它起的名字', 'A name for it'], { example: 'school-mqtt' }),
  name: key(name(), ['名称', 'Name'], ['给人看的名称', 'The name people read'], { example: '学校已有的 MQTT 服务器' }),
  url: key(
    z
      .string()
      .regex(
        /^(mqtts?|wss?):\/\/[^\s@]+$/,
        say('写成 mqtt://主机:1883 或 mqtts://主机:8883', 'write mqtt://host:1883 or mqtts://host:8883'),
      ),
    ['地址', 'URL'],
    ['mqtt:// 或 mqtts://', 'mqtt:// or mqtts://'],
    { example: 'mqtt://192.168.1.5:1883' },
  ),
  clientId: key(
    z.string().min(1).max(64).default('campus-guard'),
    ['客户端 id', 'Client id'],
    ['固定不变，服务器才会替我们保存离线消息', 'Stays the same, so that the broker keeps messages while we are away'],
    { example: 'campus-guard' },
  ),
  username: key(z.string().max(256).optional(), ['用户名', 'User name'], ['可以写 ${NAME}', 'May be ${NAME}'], {
    example: 'campus-guard',
  }),
  password: key(z.string().max(1024).optional(), ['密码', 'Password'], ['请写 ${NAME}', 'Write ${NAME}'], {
    example: '${SCHOOL_MQTT_PASSWORD}',
  }),
  ca: key(
    z.string().min(1).max(1024).optional(),
    ['证书文件', 'CA file'],
    [
      'mqtts 用自签证书时，签发机构的 PEM 文件',
      'PEM file of the authority, where mqtts uses a certificate of the school',
    ],
    { example: '/etc/campus-guard/school-ca.pem' },
  ),
  goneAfter: key(
    z.number().min(5).max(180).default(60),
    ['断开多久算故障', 'Gone after'],
    ['秒，最多 180', 'Seconds, at most 180'],
    { example: '60' },
  ),
});
export type UpstreamConfig = z.infer<typeof upstream>;

const homeAssistant = z.strictObject({
  discovery: key(
    base().default('homeassistant'),
    ['发现前缀', 'Discovery prefix'],
    ['Home Assistant 的 discovery prefix', "Home Assistant's discovery prefix"],
    { example: 'homeassistant' },
  ),
  base: key(
    base().default('campusguard'),
    ['状态前缀', 'State prefix'],
    ['我们发布状态的前缀', 'Below this our states are published'],
    { example: 'campusguard' },
  ),
  users: key(
    z.array(id()).max(16).default([]),
    ['读者', 'Users'],
    [
      '本网关上可以读这些主题的用户；密钥用 `campus-guard device credential 编号` 生成',
      'Users of this gateway that may read them; `campus-guard device credential ID` makes their secrets',
    ],
    { example: '[home-assistant]' },
  ),
  upstreams: key(
    z.array(id()).max(8).default([]),
    ['也发到', 'Also to'],
    ['同时发布到这些上级', 'Published to these upstream brokers too'],
    { example: '[school-mqtt]' },
  ),
});

export const bridgesFile = z.strictObject({
  bridges: key(
    z.array(bridge).max(64).default([]),
    ['桥', 'Bridges'],
    [
      'Zigbee2MQTT、ChirpStack 等，或者一台有好几路的设备',
      'Zigbee2MQTT, ChirpStack …, or one device with several inputs',
    ],
    { example: '见 config/bridges.yaml' },
  ),
  upstreams: key(
    z.array(upstream).max(8).default([]),
    ['上级 MQTT', 'Upstream brokers'],
    [
      '学校已有的 MQTT 服务器：网关作为客户端连过去',
      'MQTT brokers the school already has: the gateway connects to them as a client',
    ],
    { example: '见 docs/profiles.md' },
  ),
  homeAssistant: key(
    homeAssistant.optional(),
    ['Home Assistant', 'Home Assistant'],
    [
      '把设备、门和事件给 Home Assistant 看；从不作为报警来源',
      'Shows devices, doors and incidents to Home Assistant; never a source of alarms',
    ],
    { example: '{ users: [home-assistant] }' },
  ),
});
export type BridgesFile = z.infer<typeof bridgesFile>;
