/** What can be in a config folder besides good YAML: strange files, odd encodings, bombs, secrets, numbers that are names. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AppConfig, LoadResult } from '../../gateway/app/config/config.ts';
import { FILES } from '../../gateway/app/config/files.ts';
import { formatProblem, loadConfig, MAX_FILE_BYTES } from '../../gateway/app/config/load.ts';
import { ConfigFolder, EXAMPLE_SCHOOL, SMALL_SCHOOL } from '../kit/config-folder.ts';

const lines = (result: LoadResult): readonly string[] =>
  (result.ok ? result.warnings : result.problems).map(formatProblem);

function good(result: LoadResult): AppConfig {
  if (!result.ok) throw new Error(lines(result).join('\n'));
  return result.config;
}

type Edit = readonly [file: string, from: string, to: string];

function load(edits: readonly Edit[], env: Record<string, string | undefined> = {}): LoadResult {
  using folder = new ConfigFolder();
  for (const [file, from, to] of edits) folder.replace(file, from, to);
  return loadConfig(folder.dir, env);
}

describe('the folder', () => {
  it('needs only school.yaml and staff.yaml: policies, ports and the siren channel are built in', () => {
    using folder = new ConfigFolder();
    folder.remove('alarm.yaml');
    folder.remove('devices.yaml');
    folder.write('staff.yaml', 'people:\n  - { id: lin, name: 林, title: 校长, role: leader }\nfallback: [lin]\n');
    const config = good(loadConfig(folder.dir, {}));
    expect(config.school.policies.get('panic')?.steps.at(-1)?.notify).toContainEqual({ person: 'lin' });
    expect([...config.school.policyOfKind]).toEqual([
      ['panic', 'panic'],
      ['default', 'default'],
    ]);
    expect(config.channels.map((channel) => channel.id)).toEqual(['output']);
    expect(config.gateway).toMatchObject({
      mqtt: { host: '0.0.0.0', port: 1883, tls: { enabled: false, port: 8883 } },
      http: { host: '0.0.0.0', port: 8080 },
      publicUrl: null,
      clock: { trust: 'auto' },
    });
  });

  it('refuses a YAML file it does not know, and guesses which one was meant', () => {
    using folder = new ConfigFolder();
    folder.write('gatway.yaml', '');
    folder.write('notes.txt', 'free text is nobody’s business');
    expect(lines(loadConfig(folder.dir, {}))).toEqual([
      'gatway.yaml:1:1 file: 不认识这个配置文件，是不是想写 "gateway.yaml"？ | is not a known config file; did you mean "gateway.yaml"?',
    ]);
  });

  it('says that a file is missing, and that a folder is', () => {
    using folder = new ConfigFolder();
    folder.remove('staff.yaml');
    expect(lines(loadConfig(folder.dir, {}))).toEqual([
      'staff.yaml:1:1 file: 缺少这个文件：至少要有人员和兜底人员 | is missing: it holds the people, and the fallback whom alarms reach',
    ]);
    expect(lines(loadConfig(join(folder.dir, 'nowhere'), {}))).toEqual([
      'nowhere:1:1 file: 配置文件夹打不开（ENOENT）：--config 要指向放 school.yaml 的文件夹 | the config folder cannot be opened (ENOENT): --config must name the folder that holds school.yaml',
    ]);
  });

  it('refuses a file saved as GBK where the first such character stands, and one that is too large', () => {
    using folder = new ConfigFolder();
    folder.write('school.yaml', Buffer.concat([Buffer.from('# ok\nname: '), Buffer.from([0xdc, 0xbd, 0xc8, 0xd8])]));
    folder.write('alarm.yaml', '#'.repeat(MAX_FILE_BYTES + 1));
    const found = lines(loadConfig(folder.dir, {}));
    expect(found[0]).toMatch(/^alarm\.yaml:1:1 file: .*is too large/);
    expect(found[1]).toMatch(/^school\.yaml:2:8 file: .*GBK/);
    expect(found).toHaveLength(2);
  });

  it.each([
    [
      'aliases that multiply',
      `a: &a [${'x,'.repeat(9)}]\n${Array.from('bcdefghi')
        .map((c, i) => `${c}: &${c} [${`*${'abcdefgh'[i]},`.repeat(9)}]`)
        .join('\n')}`,
    ],
    ['an alias inside itself', 'devices: &a [*a]'],
    ['ten thousand brackets', '['.repeat(10_000)],
    ['maps within maps', `${'{a: '.repeat(60)}x${'}'.repeat(60)}`],
    ['a key that every object has', '__proto__: { polluted: true }'],
    ['a list for a key', '? [a]\n: b'],
    ['a foreign tag', 'devices: !!js/function "x"'],
    ['text only', 'just text'],
    ['NUL bytes', '\u0000\u0001'],
  ])('survives %s in a file', (_what, text) => {
    using folder = new ConfigFolder();
    folder.write('devices.yaml', text);
    const found = lines(loadConfig(folder.dir, {}));
    expect(found.some((line) => /^devices\.yaml:\d+:\d+ \S+: .+ \| .+/.test(line))).toBe(true);
    expect(found.length).toBeLessThan(10);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  it('never reports more than anybody can read', () => {
    using folder = new ConfigFolder();
    folder.write('devices.yaml', Array.from({ length: 3000 }, (_, i) => `a${i}: 1`).join('\n'));
    const found = lines(loadConfig(folder.dir, {}));
    expect(found).toHaveLength(201);
    expect(found.at(-1)).toMatch(/ more from here on/);
  });
});

describe('names that look like numbers are read as typed', () => {
  it.each(['94e8', '013800001111', '0123', '1_000', 'on', 'true', '0x1f', '1.10', '2026-11-23', '007'])(
    'an id %s',
    (id) => {
      const config = good(load([['devices.yaml', 'id: btn-1', `id: ${id}`]]));
      expect([...config.school.devices.keys()]).toEqual([id, 'siren-1']);
    },
  );

  it.each(['013800001111', '94E8', '1e3', '+8613800001111', '0'])('a phone or card number %s', (to) => {
    const config = good(load([['staff.yaml', 'to: "0001"', `to: ${to}`]]));
    expect(config.school.people.get('lin')?.addresses[0]).toEqual({ channel: 'phones', to });
  });

  it('a reference finds its target however either is quoted', () => {
    const config = good(
      load([
        ['school.yaml', 'id: hall', 'id: 0123'],
        ['devices.yaml', 'zone: hall', 'zone: "0123"'],
      ]),
    );
    expect(config.school.devices.get('siren-1')?.zone).toBe('0123');
  });

  it('but nothing at all is no name', () => {
    expect(lines(load([['devices.yaml', 'id: btn-1', 'id: ~']]))).toEqual([
      'devices.yaml:2:11 devices[0].id: 这里是空的：应写文字 | is empty: write text',
    ]);
  });
});

describe('environment variables', () => {
  const url: Edit = ['alarm.yaml', '"http://127.0.0.1:9/alert"', '"${PHONES:-http://10.0.0.1}/alert"'];
  const phones = (result: LoadResult): unknown => good(result).channels.find((channel) => channel.id === 'phones');

  it('fill in any string, with a default where they are not set or empty', () => {
    expect(phones(load([url], { PHONES: 'http://10.9.9.9' }))).toMatchObject({ url: 'http://10.9.9.9/alert' });
    expect(phones(load([url], {}))).toMatchObject({ url: 'http://10.0.0.1/alert' });
    expect(phones(load([url], { PHONES: '' }))).toMatchObject({ url: 'http://10.0.0.1/alert' });
  });

  it('give ports and switches too', () => {
    using folder = new ConfigFolder();
    folder.write('gateway.yaml', 'mqtt: { port: "${P}", tls: { enabled: "${T:-true}" } }\n');
    expect(good(loadConfig(folder.dir, { P: '0' })).gateway.mqtt).toMatchObject({ port: 0, tls: { enabled: true } });
    expect(lines(loadConfig(folder.dir, { P: 'hunter2' }))).toEqual([
      'gateway.yaml:1:15 mqtt.port: 应写数字（现在是 "${P}"） | must be a number (it is "${P}")',
    ]);
  });

  it('that are not set are a problem where they stand', () => {
    expect(lines(load([['devices.yaml', 'name: 按钮', 'name: "${NOT_SET}"']]))).toEqual([
      'devices.yaml:2:52 devices[0].name: 环境变量 NOT_SET 没有设置：请设置它，或写 ${NOT_SET:-默认值} | the environment variable NOT_SET is not set: set it, or write ${NOT_SET:-default}',
    ]);
  });

  it('that come out empty leave the key out: no secret, no signature', () => {
    const secret: Edit = ['alarm.yaml', 'name: 手机', 'name: 手机, secret: "${SECRET:-}"'];
    expect(phones(load([secret]))).not.toHaveProperty('secret');
    expect(phones(load([secret], { SECRET: 's3' }))).toMatchObject({ secret: 's3' });
  });

  it('are written literally as $${NAME}', () => {
    expect(good(load([['devices.yaml', 'name: 按钮', 'name: "a $${X} b"']])).school.devices.get('btn-1')?.name).toBe(
      'a ${X} b',
    );
  });

  it('may be missing in a channel that is off, and only there', () => {
    const robot = (enabled: boolean): Edit => [
      'alarm.yaml',
      'channels:\n',
      `channels:\n  - { id: wecom, type: wecom, name: 群, enabled: ${enabled}, key: "\${WECOM_KEY}" }\n`,
    ];
    expect(good(load([robot(false)])).channels.map((channel) => channel.id)).not.toContain('wecom');
    expect(lines(load([robot(true)]))).toEqual([
      expect.stringMatching(/^alarm\.yaml:2:60 channels\[0\]\.key: .*WECOM_KEY/),
    ]);
    expect(good(load([robot(true)], { WECOM_KEY: 'k' })).channels[0]).toMatchObject({ id: 'wecom', key: 'k' });
  });

  it('never show their values, wherever they are wrong', () => {
    const secret = 'hunter2-hunter2';
    const texts = Object.entries(SMALL_SCHOOL).flatMap(([file, text]) =>
      [...text.matchAll(/(?<=: )[^\s,[\]{}"]+/g)].map((match) => [file, text, match.index, match[0].length] as const),
    );
    let refused = 0;
    for (const [file, text, at, length] of texts) {
      using folder = new ConfigFolder();
      folder.write(file, `${text.slice(0, at)}"\${S}"${text.slice(at + length)}`);
      const result = loadConfig(folder.dir, { S: secret });
      if (!result.ok) refused += 1;
      expect(lines(result).join('\n')).not.toContain('hunter2');
    }
    expect(refused).toBeGreaterThan(20);
  });
});

describe('the fingerprint', () => {
  const hash = (edits: readonly Edit[], env = {}): string => good(load(edits, env)).hash;

  it('is the same for the same school, whatever the order of keys and the comments', () => {
    expect(hash([])).toMatch(/^[0-9a-f]{64}$/);
    expect(hash([['devices.yaml', 'kind: button, zone: toilet', 'zone: toilet, kind: button']])).toBe(hash([]));
    expect(hash([['devices.yaml', 'devices:', '# a note\ndevices:']])).toBe(hash([]));
  });

  it('changes with anything that matters, secrets included', () => {
    const secret: Edit = ['alarm.yaml', 'name: 手机', 'name: 手机, secret: "${S}"'];
    expect(hash([['devices.yaml', 'name: 按钮', 'name: 按钮二']])).not.toBe(hash([]));
    expect(hash([secret], { S: 'a' })).not.toBe(hash([secret], { S: 'b' }));
  });
});

describe('the example school, broken at random', () => {
  const example = new Map(FILES.map((file) => [file, readFileSync(join(EXAMPLE_SCHOOL, file), 'utf8')] as const));
  const junk = fc.oneof(
    fc.constantFrom(
      '',
      ' ',
      '\t',
      ':',
      '- ',
      '{',
      '}',
      '[',
      ']',
      '"',
      "'",
      '&a ',
      '*a',
      '#',
      '~',
      '0',
      '94E8',
      '${',
      '${X}',
      '!!x ',
      '\n',
      '---\n',
      '? ',
    ),
    fc.string({ maxLength: 12 }),
  );
  const breakage = fc.record({
    file: fc.constantFrom(...FILES),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    cut: fc.nat({ max: 40 }),
    put: junk,
  });

  it('never throws, always names a place that exists, and never tells a secret', () => {
    using folder = ConfigFolder.ofExampleSchool();
    const seen = { refused: 0 };
    fc.assert(
      fc.property(fc.array(breakage, { minLength: 1, maxLength: 3 }), (breakages) => {
        const texts = new Map(example);
        for (const { file, at, cut, put } of breakages) {
          const text = texts.get(file) ?? '';
          const from = Math.floor(at * text.length);
          texts.set(file, text.slice(0, from) + put + text.slice(from + cut));
        }
        for (const [file, text] of texts) folder.write(file, text);
        const result = loadConfig(folder.dir, {
          CAMPUS_GUARD_PHONES_SECRET: 'hunter2',
          CAMPUS_GUARD_PHONES_URL: 'hunter2://x',
        });
        const problems = result.ok ? result.warnings : result.problems;
        if (!result.ok) seen.refused += 1;
        expect(result.ok || problems.length > 0).toBe(true);
        for (const problem of problems) {
          const text = texts.get(problem.file as (typeof FILES)[number]) ?? '';
          const rows = text.split('\n');
          expect(problem.line).toBeGreaterThanOrEqual(1);
          expect(problem.line).toBeLessThanOrEqual(rows.length + 1);
          expect(problem.col).toBeGreaterThanOrEqual(1);
          expect(problem.col).toBeLessThanOrEqual((rows[problem.line - 1]?.length ?? 0) + 2);
          expect(formatProblem(problem)).toMatch(/^[a-z]+\.yaml:\d+:\d+ [^\n]+: [^\n]+ \| [^\n]+$/);
          expect(formatProblem(problem)).not.toContain('hunter2');
        }
      }),
      { numRuns: Number(process.env['CONFIG_BREAKAGES'] ?? 60) },
    );
    expect(seen.refused).toBeGreaterThan(20);
  });
});
