/** Boards: every one on a port of its own, for devices that exist; and no help button where a press could be lost. */

import type { DeviceKind } from '../../core/school.ts';
import { duplicates } from './check-places.ts';
import { field, isInDoubt, type Item, items, listIn, type Sources, text } from './files.ts';
import { type Problem, unknownName } from './problem.ts';
import { quote, say } from './words.ts';

/** Why a help button may not hang on a Firmata board: measured, see docs/adr/0011-firmware-bridge.md. */
const NO_FIRMATA = say(
  'Firmata 没有校验、回执和心跳：1% 字节出错时 150 次按下丢 2 次、凭空多 1 次，板子重启后按钮静默失效；求助按钮请用 type: node',
  'Firmata has no checksum, acknowledgement or heartbeat: with 1 % of bytes corrupted 2 of 150 presses were lost and 1 invented, and after a reset of the board the button is silently dead; use type: node for help buttons',
);

const NO_READER = say(
  '读卡器不是求助按钮：求助按钮请用 type: node',
  'a card reader is no help button: use type: node for help buttons',
);

/** What may hang on what. */
const FITS: Readonly<Record<string, readonly DeviceKind[]>> = {
  node: ['button', 'node'],
  rdm6300: ['reader'],
  wiegand: ['reader'],
  pn532: ['reader'],
  reed: ['door'],
  motion: ['motion'],
  analog: ['motion'],
};

export function checkBoards(sources: Sources): readonly Problem[] {
  const boards = listIn(sources, 'boards.yaml', 'boards');
  const wired = boards.flatMap(devicesOf);
  return [
    ...duplicates(boards, 'id'),
    ...duplicates(boards.filter(isOn), 'port'),
    ...duplicates(
      wired.filter(({ board }) => isOn(board)).map(({ holder }) => holder),
      'device',
    ),
    ...boards.flatMap(role),
    ...boards.flatMap((board) => duplicatePins(board)),
    ...boards.flatMap(keyInClear),
    ...wired.flatMap(({ holder, as }) => fits(sources, holder, as)),
  ];
}

interface Wired {
  readonly board: Item;
  /** What has the `device:` in it. */
  readonly holder: Item;
  readonly as: string | null;
}

const typeOf = (board: Item): string | null => text(field(board, 'type'));
const isOn = (board: Item): boolean => ![false, 'false'].some((off) => field(board, 'enabled').value === off);

function devicesOf(board: Item): readonly Wired[] {
  if (typeOf(board) !== 'firmata') return [{ board, holder: board, as: typeOf(board) }];
  return items(field(board, 'pins')).map((pin) => ({ board, holder: pin, as: text(field(pin, 'as')) }));
}

function role(board: Item): readonly Problem[] {
  const item = field(board, 'role');
  if (text(item) !== 'panic') return [];
  const type = typeOf(board);
  if (type === 'firmata') return [item.source.at(item.path, NO_FIRMATA)];
  return type === 'node' || type === null ? [] : [item.source.at(item.path, NO_READER)];
}

/** Analog pins are counted apart from the others. */
function duplicatePins(board: Item): readonly Problem[] {
  const pins = items(field(board, 'pins'));
  const isAnalog = (pin: Item): boolean => text(field(pin, 'as')) === 'analog';
  return [
    ...duplicates(pins.filter(isAnalog), 'pin'),
    ...duplicates(
      pins.filter((pin) => !isAnalog(pin)),
      'pin',
    ),
  ];
}

function keyInClear(board: Item): readonly Problem[] {
  const item = field(board, 'key');
  if (typeOf(board) !== 'node' || item.value === undefined || item.source.fromEnv(item.path)) return [];
  const message = say(
    '密钥不能写在文件里：写 ${环境变量}，或不写并运行 campus-guard node enrol',
    'a key never stands in a file: write ${ENV_NAME}, or leave it out and run campus-guard node enrol',
  );
  return [item.source.at(item.path, message)];
}

function fits(sources: Sources, holder: Item, as: string | null): readonly Problem[] {
  const item = field(holder, 'device');
  const id = text(item);
  const wanted = as === null ? undefined : FITS[as];
  if (id === null || wanted === undefined || isInDoubt(sources, 'devices.yaml', 'devices')) return [];
  const kinds = new Map(
    listIn(sources, 'devices.yaml', 'devices').map((one) => [text(field(one, 'id')), text(field(one, 'kind'))]),
  );
  const kind = kinds.get(id);
  if (kind === undefined) {
    const known = [...kinds].filter(([, other]) => wanted.some((one) => one === other)).map(([name]) => name ?? '');
    return [item.source.at(item.path, unknownName(['设备', 'device'], id, known))];
  }
  if (kind === null || wanted.some((one) => one === kind)) return [];
  if (kind === 'button') {
    return [item.source.at(item.path, as === 'reed' || as === 'motion' || as === 'analog' ? NO_FIRMATA : NO_READER)];
  }
  const message = say(
    `${quote(id)} 是 ${kind}，这里只能接 ${wanted.join(', ')}`,
    `${quote(id)} is a ${kind}; only ${wanted.join(' or ')} can hang here`,
  );
  return [item.source.at(item.path, message)];
}
