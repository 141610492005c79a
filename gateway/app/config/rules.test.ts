import { afterEach, describe, expect, it } from 'vitest';
import { ConfigFolder, EXAMPLE_SCHOOL } from '../../../test/kit/config-folder.ts';
import { formatProblem, loadConfig } from './load.ts';

const DOORS = `devices:
  - { id: btn-1, kind: button, zone: toilet, name: 按钮 }
  - { id: siren-1, kind: siren, zone: hall, name: 警号 }
  - { id: door-1, kind: door, zone: hall, name: 门磁 }
  - { id: pir-1, kind: motion, zone: toilet, name: 走动 }
`;

const FORCED = `  - { id: forced, what: door-forced, name: 夜里开门, zones: { kinds: [corridor] }, windows: [night, closed] }`;

let folder: ConfigFolder | null = null;
afterEach(() => folder?.[Symbol.dispose]());

function load(rules: string | null) {
  folder = new ConfigFolder();
  folder.write('devices.yaml', DOORS);
  if (rules !== null) folder.write('rules.yaml', rules);
  return loadConfig(folder.dir, {});
}

/** What is said, one line for each problem, Chinese and English. */
function problems(rules: string): readonly string[] {
  const loaded = load(rules);
  return loaded.ok ? [] : loaded.problems.map(formatProblem);
}

const oneRule = (line: string): readonly string[] => problems(`rules:\n  - ${line}\n`);

describe('rules.yaml', () => {
  it('is optional: a school without it judges nothing', () => {
    const loaded = load(null);
    expect(loaded.ok && loaded.config.school.rules).toBeUndefined();
  });

  it('becomes rules in milliseconds, with a minute of hysteresis where none is written', () => {
    const loaded = load(`rules:
${FORCED}
  - { id: held, what: door-held, name: 门没关, threshold: 120, hysteresis: 90, level: help }
  - { id: crowd, what: crowding, name: 人多, threshold: 8 }
`);
    const rules = loaded.ok ? (loaded.config.school.rules?.rules ?? []) : [];
    expect(rules.map(({ id, threshold, hysteresis, level }) => [id, threshold, hysteresis, level])).toEqual([
      ['forced', 0, 60_000, 'fault'],
      ['held', 120_000, 90_000, 'help'],
      ['crowd', 8, 60_000, 'fault'],
    ]);
  });

  it('of the example school is right, and every rule of it watches a sensor', () => {
    const loaded = loadConfig(EXAMPLE_SCHOOL, {});
    expect(loaded.ok && loaded.warnings.filter(({ file }) => file === 'rules.yaml')).toEqual([]);
    expect(loaded.ok && loaded.config.school.rules?.rules.length).toBeGreaterThan(5);
  });

  it.each([
    ['an unknown kind', '{ id: a, what: door-force, name: 甲, windows: [night] }', 'rules.yaml:2:20 rules[0].what'],
    ['a slip in a key', '{ id: a, what: dwell, name: 甲, treshold: 60 }', 'did you mean "threshold"'],
    ['a zone that is not there', '{ id: a, what: dwell, name: 甲, threshold: 60, zones: { ids: [halll] } }', '"hall"'],
    ['a held door without a limit', '{ id: a, what: door-held, name: 甲 }', 'needs a threshold (seconds)'],
    [
      'a limit nobody asks for',
      '{ id: a, what: door-forced, name: 甲, windows: [night], threshold: 5 }',
      'has no threshold',
    ],
    ['half a person', '{ id: a, what: crowding, name: 甲, threshold: 2.5 }', 'a whole number'],
    ['a forced door at any time', '{ id: a, what: door-forced, name: 甲 }', 'needs windows'],
    ['an unknown window', '{ id: a, what: dwell, name: 甲, threshold: 60, windows: [nihgt] }', '"night"'],
    ['a level that buttons keep', '{ id: a, what: dwell, name: 甲, threshold: 60, level: urgent }', 'level'],
  ])('names %s with its place', (_what, line, expected) => {
    const said = oneRule(line);
    expect(said.length).toBeGreaterThan(0);
    expect(said.join('\n')).toContain(expected);
    for (const one of said) expect(one).toMatch(/^rules\.yaml:\d+:\d+ /);
  });

  it('the same id twice names the line of the first', () => {
    expect(problems(`rules:\n${FORCED}\n${FORCED}\n`).join()).toContain('line 2');
  });

  it('a rule that sees no sensor is a warning, not an error', () => {
    const loaded = load(`rules:\n${FORCED.replace('corridor', 'gym')}\n`);
    expect(loaded.ok && loaded.warnings.map(formatProblem).filter((one) => one.startsWith('rules.yaml'))).toEqual([
      expect.stringContaining('it sees nothing'),
    ]);
  });
});

describe('a rules.yaml that would hold a press back is refused', () => {
  it.each([
    ['a rule about presses', '{ id: a, what: panic, name: 甲 }'],
    ['a button among the zones', '{ id: a, what: dwell, name: 甲, threshold: 60, zones: { ids: [btn-1] } }'],
    ['a mute', '{ id: a, what: dwell, name: 甲, threshold: 60, mute: [dwell] }'],
    ['a rate for buttons', '{ id: a, what: dwell, name: 甲, threshold: 60, buttons: { threshold: 5 } }'],
    ['a confirmation', '{ id: a, what: dwell, name: 甲, threshold: 60, requires: second-sensor }'],
    ['an exception in Chinese', '{ id: a, what: dwell, name: 甲, threshold: 60, zones: { 求助按钮: false } }'],
  ])('%s', (_what, line) => {
    expect(oneRule(line).join('\n')).toMatch(/no rule reaches a help button|holds nothing back/);
  });

  it.each(['quarantine: { devices: [btn-1] }', 'quarantine: { kinds: [button] }', 'panic: { limit: 3 }'])(
    '%s',
    (line) => {
      expect(problems(`${line}\n`).join('\n')).toContain('no rule reaches a help button');
    },
  );

  it('a place may be called what it likes, and a name is only a name', () => {
    folder = new ConfigFolder();
    folder.replace('school.yaml', '{ id: hall,', '{ id: press-room,');
    folder.write('devices.yaml', DOORS.replaceAll('zone: hall', 'zone: press-room'));
    folder.write(
      'rules.yaml',
      'rules:\n  - { id: press-room-held, what: door-held, name: 求助按钮旁的门没关, threshold: 60, zones: { ids: [press-room] } }\n',
    );
    const loaded = loadConfig(folder.dir, {});
    expect(loaded.ok ? [] : loaded.problems.map(formatProblem)).toEqual([]);
  });
});
