import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { rehearse } from '../../core/profile/rehearse.ts';
import { ConfigFolder, SMALL_SCHOOL } from '../../../test/kit/config-folder.ts';
import { loadConfig } from './load.ts';
import { loadProfiles, shippedProfiles } from './load-profiles.ts';
import type { LoadResult } from './config.ts';
import { formatProblem } from './problem.ts';

const library = loadProfiles('no-such-folder', {}, 'all');

describe('the profiles that come with the program', () => {
  it('are all without a mistake, and there are as many as files', () => {
    expect(library.problems.map(formatProblem)).toEqual([]);
    const files = readdirSync(shippedProfiles()).filter((name) => name.endsWith('.yaml'));
    expect([...library.profiles.keys()]).toEqual(files.map((name) => name.replace('.yaml', '')).sort());
    expect(library.profiles.size).toBeGreaterThanOrEqual(20);
  });

  it.each([...library.profiles.keys()])('%s means what its samples say', (id) => {
    const profile = library.profiles.get(id);
    const family = library.families.get(profile?.family ?? '');
    if (!profile || !family) throw new Error(`${id} has no family`);
    const results = rehearse(profile, family);
    expect(results.length).toBeGreaterThan(0);
    expect(results.filter(({ ok }) => !ok)).toEqual([]);
  });

  it.each([...library.families.keys()])('the family %s means what its samples say', (id) => {
    const family = library.families.get(id);
    if (!family) throw new Error(id);
    expect(family.samples.length).toBeGreaterThan(0);
    expect(rehearse(null, family).filter(({ ok }) => !ok)).toEqual([]);
  });
});

const DEVICES = `devices:
  - { id: btn-1, kind: button, zone: toilet, name: 按钮, profile: zigbee2mqtt-button, bridge: zigbee, address: "一楼/卫生间 按钮" }
  - { id: door-1, kind: door, zone: hall, name: 门, profile: tasmota-contact, address: back-door }
  - { id: siren-1, kind: siren, zone: hall, name: 警号 }
`;
const BRIDGES = 'bridges:\n  - { id: zigbee, family: zigbee2mqtt, zone: hall, name: 网关, topics: [zigbee2mqtt] }\n';

function load(files: Readonly<Record<string, string>>): LoadResult {
  using folder = new ConfigFolder({ ...SMALL_SCHOOL, ...files });
  return loadConfig(folder.dir, {});
}

function problems(files: Readonly<Record<string, string>>): readonly string[] {
  const result = load(files);
  return result.ok ? [] : result.problems.map(formatProblem);
}

describe('bridges.yaml and devices with a profile', () => {
  it('may be left out: a school without them has nothing foreign', () => {
    const result = load({});
    expect(result.ok && result.config.school.foreign).toBeUndefined();
  });

  it('makes the bridge a device, and supervises what is behind it by its profile', () => {
    const result = load({ 'devices.yaml': DEVICES, 'bridges.yaml': BRIDGES });
    if (!result.ok) throw new Error(result.problems.map(formatProblem).join('\n'));
    const { devices, foreign } = result.config.school;
    expect(devices.get('zigbee')).toMatchObject({ kind: 'node', silentAfter: 90_000 });
    expect(devices.get('btn-1')).toMatchObject({
      behind: 'zigbee',
      silentAfter: 90_000_000,
      testEvery: 31 * 86_400_000,
    });
    expect(foreign?.devices.map(({ id, address }) => [id, address])).toEqual([
      ['btn-1', '一楼/卫生间 按钮'],
      ['door-1', 'back-door'],
    ]);
  });

  it.each([
    [
      'a misspelt profile',
      DEVICES.replace('tasmota-contact', 'tasmota-contakt'),
      BRIDGES,
      /devices\.yaml:3:\d+ devices\[1\]\.profile: .*tasmota-contact/,
    ],
    [
      'a bridge that is not there',
      DEVICES.replace('bridge: zigbee', 'bridge: zigbe'),
      BRIDGES,
      /devices\[0\]\.bridge: .*did you mean "zigbee"/,
    ],
    [
      'a door profile on a button',
      DEVICES.replace('zigbee2mqtt-button', 'zigbee2mqtt-contact'),
      BRIDGES,
      /devices\[0\]\.profile: .*is for: door/,
    ],
    [
      'a profile of another family',
      DEVICES.replace('zigbee2mqtt-button', 'chirpstack-pb01'),
      BRIDGES,
      /of the family zigbee2mqtt, the profile of chirpstack/,
    ],
    [
      'a bridge that may be silent too long',
      DEVICES,
      BRIDGES.replace('name:', 'silentAfter: 300, name:'),
      /bridges\[0\]\.silentAfter: .*90 s/,
    ],
    ['a wildcard as base topic', DEVICES, BRIDGES.replace('[zigbee2mqtt]', '["#"]'), /bridges\[0\]\.topics\[0\]: /],
    [
      'a bridge with the id of a device',
      DEVICES,
      BRIDGES.replace('id: zigbee', 'id: siren-1'),
      /bridges\[0\]\.id: .*id of a device already/,
    ],
    [
      'an address without a profile',
      DEVICES.replace('kind: siren', 'address: x, kind: siren'),
      BRIDGES,
      /devices\[2\]\.address: .*only a device with a `profile`/,
    ],
  ])('says what is wrong with %s', (_what, devices, bridges, line) => {
    expect(problems({ 'devices.yaml': devices, 'bridges.yaml': bridges }).join('\n')).toMatch(line);
  });

  it('two devices at one address of one bridge are one too many', () => {
    const twin = `${DEVICES}  - { id: btn-2, kind: button, zone: hall, name: 按钮二, profile: zigbee2mqtt-button, bridge: zigbee, address: "一楼/卫生间 按钮" }\n`;
    expect(problems({ 'devices.yaml': twin, 'bridges.yaml': BRIDGES })[0]).toMatch(
      /devices\[3\]\.address: .*line 2 has this address/,
    );
  });

  it('a wrong key in a profile of the school is told with its place', () => {
    using folder = new ConfigFolder({ ...SMALL_SCHOOL, 'devices.yaml': DEVICES, 'bridges.yaml': BRIDGES });
    folder.write(
      'profiles/mine.yaml',
      'name: 我的\nfamily: json\nkinds: [button]\nreads:\n  - { topic: "{address}/x", finds: [{ mean: press }] }\n',
    );
    const result = loadConfig(folder.dir, {});
    expect(result.ok ? [] : result.problems.map(formatProblem)).toEqual([
      expect.stringMatching(/^profiles\/mine\.yaml:5:\d+ reads\[0\]\.finds\[0\]\.mean: .*did you mean "means"/),
    ]);
  });
});
