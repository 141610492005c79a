/** A small, complete school in a temporary folder, to break in one place at a time. */

import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export const EXAMPLE_SCHOOL = new URL('../../config/', import.meta.url).pathname;

export const SMALL_SCHOOL: Readonly<Record<string, string>> = {
  'school.yaml': `name: 小学校
buildings:
  - { id: main, name: 主楼, floors: [{ level: 1, name: 一层 }] }
zones:
  - { id: hall, name: 大厅, building: main, floor: 1, kind: corridor }
  - { id: toilet, name: 卫生间外, building: main, floor: 1, kind: toilet, blindSpot: true }
`,
  'devices.yaml': `devices:
  - { id: btn-1, kind: button, zone: toilet, name: 按钮 }
  - { id: siren-1, kind: siren, zone: hall, name: 警号 }
`,
  'staff.yaml': `people:
  - id: lin
    name: 林
    title: 校长
    role: leader
    addresses: [{ channel: phones, to: "0001" }, { channel: desk, to: lin }]
  - id: zhao
    name: 赵
    title: 保安
    role: security
    addresses: [{ channel: phones, to: "0002" }, { channel: desk, to: zhao }]
  - { id: qian, name: 钱, title: 门卫, role: duty, addresses: [{ channel: phones, to: "0004" }, { channel: desk, to: qian }] }
  - { id: sun, name: 孙, title: 教师, role: duty, addresses: [{ channel: phones, to: "0005" }, { channel: desk, to: sun }] }
shifts:
  leader: [{ days: [1, 2, 3, 4, 5, 6, 7], from: "00:00", to: "24:00", people: [lin] }]
  guard: [{ days: [1, 2, 3, 4, 5, 6, 7], from: "19:00", to: "07:00", people: [zhao] }, { days: [1, 2, 3, 4, 5, 6, 7], from: "07:00", to: "19:00", people: [zhao] }]
  gate: [{ days: [1, 2, 3, 4, 5, 6, 7], from: "00:00", to: "24:00", people: [qian] }]
  teacher: [{ days: [1, 2, 3, 4, 5, 6, 7], from: "00:00", to: "24:00", people: [sun] }]
fallback: [lin]
`,
  'alarm.yaml': `channels:
  - { id: phones, type: webhook, name: 手机, url: "http://127.0.0.1:9/alert" }
  - { id: desk, type: webhook, name: 接警台, url: "http://127.0.0.1:9/desk", local: true }
policies:
  panic:
    steps:
      - { after: 0, posts: [guard], outputs: [siren-1] }
      - { after: 30, posts: [leader] }
      - { after: 90, people: [lin] }
policyOf:
  panic: panic
`,
};

export class ConfigFolder {
  readonly dir: string;

  constructor(files: Readonly<Record<string, string>> = SMALL_SCHOOL) {
    this.dir = mkdtempSync(join(tmpdir(), 'campus-config-'));
    for (const [file, text] of Object.entries(files)) this.write(file, text);
  }

  static ofExampleSchool(): ConfigFolder {
    const folder = new ConfigFolder({});
    cpSync(EXAMPLE_SCHOOL, folder.dir, { recursive: true });
    return folder;
  }

  write(file: string, content: string | Uint8Array): void {
    mkdirSync(dirname(join(this.dir, file)), { recursive: true });
    writeFileSync(join(this.dir, file), content);
  }

  /** Replaces text that must be there exactly once, so that a changed file cannot make a test vacuous. */
  replace(file: string, from: string, to: string): void {
    const text = SMALL_SCHOOL[file] ?? '';
    if (text.split(from).length !== 2) throw new Error(`"${from}" does not stand exactly once in ${file}`);
    this.write(
      file,
      text.replace(from, () => to),
    );
  }

  remove(file: string): void {
    rmSync(join(this.dir, file), { force: true });
  }

  [Symbol.dispose](): void {
    rmSync(this.dir, { recursive: true, force: true });
  }
}
