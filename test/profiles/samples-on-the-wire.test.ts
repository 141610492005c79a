/**
 * Every sample of every shipped profile through the shipped broker, sent by a real MQTT client with the credential of its bridge
 * or of its own: what it means, and nothing else. `rehearse` has proved the reading; this proves the way from the socket to the
 * record.
 */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadProfiles } from '../../gateway/app/config/load-profiles.ts';
import { capture, fill } from '../../gateway/core/profile/pattern.ts';
import type { Profile, Sample } from '../../gateway/core/profile/profile.ts';
import { foreignConfig } from '../kit/foreign-school.ts';
import { RealBroker } from '../kit/real-broker.ts';
import { World } from '../kit/world.ts';
import { observe } from './observed.ts';

const library = loadProfiles('none', {}, 'all');
const BRIDGED = new Set(['zigbee2mqtt', 'chirpstack']);
const BASE = { zigbee2mqtt: 'zigbee2mqtt', chirpstack: 'application' } as const;

interface Case {
  readonly profile: Profile;
  readonly sample: Sample;
  readonly device: string;
  readonly link: string;
  readonly address: string;
}

/** The address of a sample: the most exact pattern that fits its topic; else that of the sample before. */
function casesOf(profile: Profile): readonly Case[] {
  const family = library.families.get(profile.family);
  const patterns = [...profile.reads, ...(family?.deviceReads ?? [])].map((read) => read.topic);
  let address = '';
  return profile.samples.map((sample) => {
    const base = sample.topic.split('/')[0] ?? '';
    const channel = sample.channel ?? profile.channel;
    const found = patterns
      .map((pattern) => fill(pattern, { base, channel }))
      .sort((a, b) => literals(b) - literals(a))
      .map((pattern) => capture(pattern, sample.topic)?.address)
      .find((one) => one !== undefined && one !== null);
    address = found ?? address;
    const device = `d-${profile.id}-${hash(`${address} ${channel ?? ''}`)}`;
    return { profile, sample, address, device, link: BRIDGED.has(profile.family) ? profile.family : device };
  });
}

const literals = (pattern: string): number => pattern.split('/').filter((level) => !/[{+]/.test(level)).length;
const hash = (text: string): number =>
  [...text].reduce((sum, char) => (sum * 31 + (char.codePointAt(0) ?? 0)) % 99_991, 7);

/** Native devices speak on their own topic, which no profile reads. */
const foreign = [...library.profiles.values()].filter(({ family }) => family !== 'native');
const cases = foreign.flatMap(casesOf);

function devices(): readonly string[] {
  const rows = new Map<string, string>();
  for (const { profile, sample, device, address, link } of cases) {
    const bridge = link === device ? '' : `, bridge: ${link}`;
    const channel = sample.channel === undefined ? '' : `, channel: "${sample.channel}"`;
    const kind = profile.kinds[0] ?? 'node';
    rows.set(
      device,
      `id: ${device}, kind: ${kind}, zone: hall, name: 设备, profile: ${profile.id}, address: "${address}"${bridge}${channel}`,
    );
  }
  return [...rows.values()];
}

const BRIDGES = `bridges:\n${[...BRIDGED].map((id) => `  - { id: ${id}, family: ${id}, zone: hall, name: 桥, topics: [${BASE[id as keyof typeof BASE]}] }`).join('\n')}\n`;

/** What of a sample's expectation stands in the record; the rest is presence, or the absence of anything. */
const QUIET = /^(repeat|release|restore .*|tamper no|online|offline|asleep|bridge .*|left .*)$/;
const recorded = (expect: readonly string[]): readonly string[] =>
  expect
    .filter((one) => !QUIET.test(one))
    .flatMap((one) => (one === 'codec-missing' ? [one, `fault ${one}`] : [one.replace(/^checkin .*/, 'checkin')]))
    .sort();

let broker: RealBroker;
beforeAll(async () => {
  broker = await RealBroker.open(await World.open({ school: foreignConfig(devices(), BRIDGES).school }));
});
afterAll(() => broker.close());

describe('samples through the broker', () => {
  it('are as many as the profiles have', () => {
    expect(cases.length).toBeGreaterThan(70);
    expect(new Set(cases.map(({ link }) => link)).size).toBeGreaterThan(15);
  });

  it.each(cases.map((one) => [`${one.profile.id}: ${one.sample.name}`, one] as const))('%s', async (_name, one) => {
    const { world } = broker;
    await world.clock.advance(one.sample.after);
    const { meant } = await observe(world, one.device, () =>
      broker.publish(one.link, one.sample.topic, one.sample.payload, one.sample.retained),
    );
    expect([...meant].filter((word) => word !== 'tamper no').sort()).toEqual(recorded(one.sample.expect));
  });
});
