/** `devices.yaml`: what hangs on the walls. */

import { z } from 'zod';
import { DEVICE_KINDS } from '../../core/school.ts';
import { coordinate, id, name } from './fields.ts';
import { key } from './manual.ts';
import { say } from './words.ts';

/** Promise 7: silence is a fault after at most this many seconds. */
export const SILENT_AFTER_MAX = 90;

const device = z.strictObject({
  id: key(id(), ['编号', 'Id'], ['也是设备的 MQTT 用户名和客户端 id', 'Also its MQTT user name and client id'], {
    example: 'btn-teach-3f-west',
  }),
  kind: key(
    z.enum(DEVICE_KINDS),
    ['类型', 'Kind'],
    [
      'button 求助按钮、door 门磁、motion 走动、reader 巡更读卡器、siren 警号、lamp 警灯、node 采集节点',
      'Help button, door contact, motion sensor, patrol reader, siren, lamp, node',
    ],
    { example: 'button' },
  ),
  zone: key(id(), ['区域', 'Zone'], ['school.yaml 里的区域编号', 'A zone id from school.yaml'], {
    example: 'teach-3f-west-toilet',
  }),
  name: key(name(), ['名称', 'Name'], ['给人看的名称', 'The name people read'], { example: '三层西侧求助按钮' }),
  nameEn: key(name().optional(), ['英文名', 'English name'], ['英文界面里的名称', 'Shown in English'], {
    example: 'Help button 3F west',
  }),
  silentAfter: key(
    z
      .number()
      .min(5, say('最少 5 秒', 'at least 5 seconds'))
      .max(
        SILENT_AFTER_MAX,
        say(
          `设备最多沉默 ${SILENT_AFTER_MAX} 秒就必须算故障：写 ${SILENT_AFTER_MAX} 或更小`,
          `a device silent for more than ${SILENT_AFTER_MAX} s must count as a fault: write ${SILENT_AFTER_MAX} or less`,
        ),
      )
      .default(SILENT_AFTER_MAX),
    ['多久没声音算故障', 'Silent after'],
    ['秒，最多 90', 'Seconds, at most 90'],
    { example: '90' },
  ),
  at: key(
    z.tuple([coordinate(), coordinate()]).optional(),
    ['平面图位置', 'Place on the plan'],
    [
      '在本层平面图上的点 [左, 上]；不写就画在所在区域里',
      'A point on the plan of its floor: [left, top]; left out: inside its zone',
    ],
    { example: '[110, 100]' },
  ),
  profile: key(
    z.string().min(1).max(64).optional(),
    ['档案', 'Profile'],
    [
      '别家的设备：profiles 里的文件名（见 docs/profiles.md）；多久没声音算故障由档案决定',
      'Not of our make: a file in profiles (docs/profiles.md); it also says when silence is a fault',
    ],
    { example: 'zigbee2mqtt-button' },
  ),
  bridge: key(
    id().optional(),
    ['桥', 'Bridge'],
    [
      '经由 bridges.yaml 里的哪个桥；不写 = 它自己连接',
      'The bridge in bridges.yaml it is behind; none: it connects by itself',
    ],
    { example: 'zigbee-teach' },
  ),
  address: key(
    z
      .string()
      .min(1)
      .max(128)
      .regex(/^[^+#]+$/u, say('地址里不能有 + 和 #', 'an address holds no + and no #'))
      .optional(),
    ['地址', 'Address'],
    [
      '主题里代表它的部分（友好名称、devEUI …）；不写 = 编号',
      'What stands for it in the topics (friendly name, devEUI …); none: its id',
    ],
    { example: '0x847127fffe0542eb' },
  ),
  channel: key(
    z.string().min(1).max(64).optional(),
    ['第几路', 'Channel'],
    ['一台设备有好几路时', 'Which input, where a device has several'],
    { example: '"1"' },
  ),
  testEvery: key(
    z.number().min(1).max(366).optional(),
    ['多久试按一次', 'Test every'],
    ['天：求助按钮超过这么久没有试按，就是一个故障', 'Days: a help button not pressed for longer is a fault'],
    { example: '31' },
  ),
});

export const devicesFile = z.strictObject({
  devices: key(
    z.array(device).default([]),
    ['设备', 'Devices'],
    [
      '每台设备一项；密钥由 `campus-guard device credential 编号` 生成，不写在这里',
      'One entry each; secrets are made by `campus-guard device credential ID` and never stand here',
    ],
    { example: '见 config/devices.yaml' },
  ),
});
export type DevicesFile = z.infer<typeof devicesFile>;
