/** `boards.yaml`: what hangs on the serial ports of this machine. The firmware bridge (`campus-guard bridge`) carries it to the broker. */

import { z } from 'zod';
import { id, secondsBetween } from './fields.ts';
import { key } from './manual.ts';
import { say } from './words.ts';

export const BOARD_ROLES = ['panic', 'patrol', 'sensor'] as const;

const BAUD_RATES = [1200, 2400, 4800, 9600, 19_200, 38_400, 57_600, 115_200, 230_400] as const;

const common = () => ({
  id: key(id(), ['编号', 'Id'], ['给这块板起的名字，日志里用', 'A name for the board, used in the log'], {
    example: 'wire-3f-west',
  }),
  enabled: key(
    z.boolean().default(true),
    ['启用', 'Enabled'],
    ['false：只检查写法，不打开串口', 'false: only checked, the port is not opened'],
    { example: 'false' },
  ),
  port: key(
    z
      .string()
      .regex(
        /^\/\S{1,250}$/,
        say(
          '要写串口的完整路径，例如 /dev/serial/by-id/usb-…（重启后不变）',
          'write the full path of the port, e.g. /dev/serial/by-id/usb-… (stays the same over reboots)',
        ),
      ),
    ['串口', 'Port'],
    [
      '完整路径；优先用 /dev/serial/by-id/…，插到别的口也不变',
      'Full path; prefer /dev/serial/by-id/…, which stays the same in another socket',
    ],
    { example: '/dev/serial/by-id/usb-FTDI_FT232R_A50285BI-if00-port0' },
  ),
  role: key(
    z.enum(BOARD_ROLES).optional(),
    ['用途', 'Role'],
    [
      'panic 求助（只有 node 可以）、patrol 巡更、sensor 传感器；可不写',
      'panic (help buttons: `node` only), patrol, sensor; may be left out',
    ],
    { example: 'panic' },
  ),
});

const baud = (standard: (typeof BAUD_RATES)[number]) =>
  key(
    z
      .int()
      .refine(
        (rate) => (BAUD_RATES as readonly number[]).includes(rate),
        say(`波特率可以写：${BAUD_RATES.join(', ')}`, `a baud rate is one of: ${BAUD_RATES.join(', ')}`),
      )
      .default(standard),
    ['波特率', 'Baud'],
    ['每秒位数，8N1', 'Bits per second, 8N1'],
    { example: String(standard) },
  );

const device = (zh: string, en: string, example: string) => key(id(), ['设备', 'Device'], [zh, en], { example });

const node = z.strictObject({
  type: key(
    z.literal('node'),
    ['类型', 'Type'],
    [
      '有线求助按钮，自有固件和协议（PROTOCOL.md）',
      'A help button on a wire, with our firmware and frames (PROTOCOL.md)',
    ],
  ),
  ...common(),
  baud: baud(115_200),
  device: device('devices.yaml 里的求助按钮', 'A help button from devices.yaml', 'btn-teach-3f-west'),
  quiet: key(
    z.boolean().default(false),
    ['安静模式', 'Quiet'],
    [
      '不响蜂鸣器，灯只微闪：旁边可能有人躲着',
      'No buzzer, and a light that only flashes: somebody may be hiding beside it',
    ],
    { example: 'true' },
  ),
  node: key(
    z.int().min(1).max(65_534).optional(),
    ['节点号', 'Node number'],
    [
      '写了 key 才要写；用 `campus-guard node enrol` 配好的不用写',
      'Only beside `key`; not for one set up by `campus-guard node enrol`',
    ],
    { example: '17' },
  ),
  key: key(
    z
      .string()
      .regex(/^[0-9a-fA-F]{64}$/, say('密钥是 64 位十六进制（32 字节）', 'a key is 64 hex digits (32 bytes)'))
      .optional(),
    ['密钥', 'Key'],
    [
      '只能写 ${环境变量}；不写则用 `campus-guard node enrol` 存在数据文件夹里的',
      'Only as ${ENV}; left out: the one that `campus-guard node enrol` keeps in the data folder',
    ],
    { example: '${NODE_3F_WEST_KEY}' },
  ),
});

const repeatWindow = () =>
  key(
    secondsBetween(1, 600).default(5),
    ['重复窗口', 'Repeat window'],
    [
      '秒；同一张卡停在读卡器上或连刷，算一次',
      'Seconds; the same card held to the reader, or again within it, is one check-in',
    ],
    { example: '5' },
  );

const reader = () => device('devices.yaml 里的巡更读卡器', 'A patrol reader from devices.yaml', 'reader-gate-main');

const rdm6300 = z.strictObject({
  type: key(
    z.literal('rdm6300'),
    ['类型', 'Type'],
    ['125 kHz 读卡模块，带校验', '125 kHz reader module, with a checksum'],
  ),
  ...common(),
  baud: baud(9600),
  device: reader(),
  repeatWindow: repeatWindow(),
});

const wiegand = z.strictObject({
  type: key(
    z.literal('wiegand'),
    ['类型', 'Type'],
    [
      '韦根转串口：每行 26、34 位（或 EM4100 的 64 位）0/1，校验位必须在',
      'Wiegand to serial: a line of 26 or 34 bits (or the 64 of EM4100) as 0 and 1, parity included',
    ],
  ),
  ...common(),
  baud: baud(9600),
  device: reader(),
  repeatWindow: repeatWindow(),
});

const pn532 = z.strictObject({
  type: key(
    z.literal('pn532'),
    ['类型', 'Type'],
    ['13.56 MHz 读卡模块（HSU 串口）', '13.56 MHz reader module (HSU serial)'],
  ),
  ...common(),
  baud: baud(115_200),
  device: reader(),
  repeatWindow: repeatWindow(),
});

const pin = z.strictObject({
  pin: key(
    z.int().min(0).max(127),
    ['引脚', 'Pin'],
    ['板上的引脚号；analog 写 A 后面的数字', 'Number on the board; for analog the number after A'],
    {
      example: '2',
    },
  ),
  as: key(
    z.enum(['reed', 'motion', 'analog']),
    ['接的是', 'As'],
    [
      'reed 门磁（内部上拉，断开 = 门开）、motion 走动（高 = 有人）、analog 模拟量（超过 above = 有动静）',
      'reed: door contact (internal pull-up, open circuit = door open); motion: high = somebody; analog: above a level = activity',
    ],
    { example: 'reed' },
  ),
  device: device('devices.yaml 里的门磁或走动传感器', 'A door contact or motion sensor from devices.yaml', 'door-lab'),
  invert: key(z.boolean().default(false), ['反相', 'Invert'], ['高低反过来看', 'Read high as low'], {
    example: 'true',
  }),
  above: key(
    z.int().min(1).max(1022).default(512),
    ['高于', 'Above'],
    [
      'analog：0–1023 的读数高于它算有动静，回落 5% 以下才算停',
      'analog: a reading (0–1023) above it is activity, until it falls 5 % below',
    ],
    { example: '600' },
  ),
});

const firmata = z.strictObject({
  type: key(
    z.literal('firmata'),
    ['类型', 'Type'],
    [
      '标准 Firmata 板，只接一般传感器；不能接求助按钮（没有校验、回执、心跳）',
      'A stock Firmata board for ordinary sensors; never a help button (no checksum, acknowledgement or heartbeat)',
    ],
  ),
  ...common(),
  baud: baud(57_600),
  pins: key(z.array(pin).min(1).max(64), ['引脚', 'Pins'], ['每个传感器一项', 'One entry for each sensor'], {
    example: '- { pin: 2, as: reed, device: door-lab }',
  }),
});

const board = z.discriminatedUnion('type', [node, rdm6300, wiegand, pn532, firmata]);

export const boardsFile = z.strictObject({
  boards: key(
    z.array(board).max(64).default([]),
    ['串口板', 'Boards'],
    [
      '每个串口一项；enabled: false 的只检查写法',
      'One entry for each port; those with `enabled: false` are only checked',
    ],
    { example: '见 config/boards.yaml' },
  ),
});
export type BoardsFile = z.infer<typeof boardsFile>;
export type BoardConfig = BoardsFile['boards'][number];
