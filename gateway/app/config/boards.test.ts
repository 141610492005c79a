import { describe, expect, it } from 'vitest';
import { ConfigFolder, SMALL_SCHOOL } from '../../../test/kit/config-folder.ts';
import { diffConfig } from './diff.ts';
import { formatProblem, loadConfig } from './load.ts';
import type { LoadResult } from './config.ts';

const DEVICES = `devices:
  - { id: btn-1, kind: button, zone: toilet, name: 按钮 }
  - { id: btn-2, kind: button, zone: hall, name: 按钮二 }
  - { id: siren-1, kind: siren, zone: hall, name: 警号 }
  - { id: door-1, kind: door, zone: hall, name: 门磁 }
  - { id: motion-1, kind: motion, zone: hall, name: 走动 }
  - { id: reader-1, kind: reader, zone: hall, name: 读卡器 }
`;
const KEY = '0f'.repeat(32);

function load(boards: string, env: Readonly<Record<string, string>> = {}): LoadResult {
  using folder = new ConfigFolder({ ...SMALL_SCHOOL, 'devices.yaml': DEVICES, 'boards.yaml': `boards:\n${boards}` });
  return loadConfig(folder.dir, env);
}

function problems(boards: string, env: Readonly<Record<string, string>> = {}): readonly string[] {
  const result = load(boards, env);
  return result.ok ? [] : result.problems.map(formatProblem);
}

describe('boards.yaml', () => {
  it('may be left out: a school without boards is as it was', () => {
    using folder = new ConfigFolder();
    const result = loadConfig(folder.dir, {});
    expect(result.ok && result.config.boards).toEqual([]);
  });

  it('gives the enabled boards, with the usual speeds', () => {
    const result = load(`  - { id: a, type: node, port: /dev/ttyUSB0, device: btn-1 }
  - { id: b, type: rdm6300, port: /dev/ttyUSB1, device: reader-1, enabled: false }
  - { id: c, type: firmata, port: /dev/ttyUSB2, pins: [{ pin: 2, as: reed, device: door-1 }] }
`);
    expect(result.ok && result.config.boards).toMatchObject([
      { id: 'a', type: 'node', baud: 115_200 },
      { id: 'c', type: 'firmata', baud: 57_600, pins: [{ pin: 2, invert: false }] },
    ]);
  });

  it('refuses a help button on a Firmata board, with the reason, at the pin', () => {
    const [line] = problems(
      '  - { id: a, type: firmata, port: /dev/ttyUSB0, pins: [{ pin: 2, as: reed, device: btn-1 }] }\n',
    );
    expect(line).toMatch(/^boards\.yaml:2:\d+ boards\[0\]\.pins\[0\]\.device: /);
    expect(line).toContain('Firmata has no checksum');
    expect(line).toContain('use type: node');
  });

  it('refuses `role: panic` on a Firmata board and on a reader, by name', () => {
    const firmata = 'type: firmata, port: /dev/ttyUSB0, role: panic, pins: [{ pin: 2, as: reed, device: door-1 }]';
    expect(problems(`  - { id: a, ${firmata} }\n`)[0]).toMatch(/boards\[0\]\.role: Firmata .*150/);
    expect(problems('  - { id: a, type: pn532, port: /dev/ttyUSB0, role: panic, device: reader-1 }\n')[0]).toContain(
      'a card reader is no help button',
    );
  });

  it('says where a device is unknown, of the wrong kind, or wired twice', () => {
    expect(problems('  - { id: a, type: node, port: /dev/ttyUSB0, device: btn-11 }\n')).toEqual([
      'boards.yaml:2:54 boards[0].device: 没有设备 "btn-11"，是不是想写 "btn-1"？ | there is no device "btn-11", did you mean "btn-1"?',
    ]);
    expect(problems('  - { id: a, type: node, port: /dev/ttyUSB0, device: siren-1 }\n')[0]).toContain(
      'only button or node can hang here',
    );
    const twice = `  - { id: a, type: node, port: /dev/ttyUSB0, device: btn-1 }
  - { id: b, type: node, port: /dev/ttyUSB1, device: btn-1 }
`;
    expect(problems(twice)).toEqual([
      'boards.yaml:3:54 boards[1].device: "btn-1" 重复：第 2 行已经用了，请换一个 | "btn-1" is used twice: line 2 has it already, choose another',
    ]);
  });

  it('says when two enabled boards claim one port; a board that is off claims none', () => {
    const two = (off: string): string => `  - { id: a, type: node, port: /dev/ttyUSB0, device: btn-1 }
  - { id: b, type: node, port: /dev/ttyUSB0, device: btn-2${off} }
`;
    expect(problems(two(''))[0]).toContain('boards[1].port: "/dev/ttyUSB0" 重复');
    expect(problems(two(', enabled: false'))).toEqual([]);
  });

  it('takes a key from the environment only, and shows it nowhere', () => {
    const board = (key: string): string =>
      `  - { id: a, type: node, port: /dev/ttyUSB0, device: btn-1, node: 7, key: ${key} }\n`;
    const [line] = problems(board(KEY));
    expect(line).toContain('a key never stands in a file');
    expect(line).not.toContain(KEY);
    expect(load(board('"${NODE_KEY}"'), { NODE_KEY: KEY }).ok).toBe(true);
    const short = problems(board('"${NODE_KEY}"'), { NODE_KEY: 'abc123' });
    expect(short[0]).toContain('64 hex digits');
    expect(short.join()).not.toContain('abc123');
  });

  it('does not ask for the variables of a board that is off', () => {
    const off = '  - { id: a, type: node, enabled: false, port: /dev/ttyUSB0, device: btn-1, key: "${NOT_SET}" }\n';
    expect(problems(off)).toEqual([]);
    expect(problems(off.replace('enabled: false, ', '')).join()).toContain('NOT_SET is not set');
  });

  it('names a misspelt type and a port that is no path', () => {
    expect(problems('  - { id: a, type: firmatta, port: /dev/ttyUSB0 }\n')[0]).toContain('did you mean "firmata"?');
    expect(problems('  - { id: a, type: node, port: COM3, device: btn-1 }\n')[0]).toContain('/dev/serial/by-id/');
  });

  it('tells a reload which board changed, and no secret', () => {
    const one = load('  - { id: a, type: node, port: /dev/ttyUSB0, device: btn-1 }\n');
    const two = load('  - { id: a, type: node, port: /dev/ttyUSB1, device: btn-1 }\n');
    if (!one.ok || !two.ok) throw new Error('both are right');
    expect(diffConfig(one.config, two.config)).toEqual([{ key: 'boards.a', change: 'changed', restart: false }]);
    expect(one.config.hash).not.toBe(two.config.hash);
  });
});
