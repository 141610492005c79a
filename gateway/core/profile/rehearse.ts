/**
 * A profile played against the sample messages inside it, by the same code that reads the school's own: what each means, with
 * repeats told apart. In a sample `{base}` is the first level of the topic.
 */

import { ms } from '../time.ts';
import { Echoes } from './echoes.ts';
import { Body, interpret } from './interpret.ts';
import { sayMeant } from './meant.ts';
import { capture, fill } from './pattern.ts';
import { PressMemory } from './press-memory.ts';
import type { Bridge, Family, Foreign, Profile, Sample } from './profile.ts';
import { type Route, Router } from './router.ts';

export interface Rehearsed {
  readonly sample: Sample;
  readonly got: readonly string[];
  readonly ok: boolean;
}

const DEVICE = 'sample';
const BRIDGE = 'bridge';

/** A family by itself: a device that says only what all of the family say. */
const silentProfile = (family: Family): Profile => ({
  id: 'family',
  name: family.name,
  nameEn: family.nameEn,
  family: family.id,
  kinds: ['node'],
  models: [],
  type: 'event',
  identity: { counter: null, unique: [], within: ms(0) },
  silentAfter: ms(90_000),
  sleeps: false,
  testEvery: null,
  channel: undefined,
  reads: [],
  samples: family.samples,
});

/** @param profile null: the family's own samples */
export function rehearse(profile: Profile | null, family: Family): readonly Rehearsed[] {
  const played = profile ?? silentProfile(family);
  const memory = { presses: new PressMemory(), echoes: new Echoes() };
  let nowT = 1_000_000;
  let address = 'none';
  return played.samples.map((sample) => {
    nowT += sample.after;
    address = addressIn(sample, played, family) ?? address;
    const router = new Router(worldOf(played, family, sample, address));
    const got = router.routes(BRIDGE, sample.topic).flatMap((route) => play(route, sample, memory, nowT));
    const ok = [...got].sort().join('\n') === [...sample.expect].sort().join('\n');
    return { sample, got, ok };
  });
}

const baseOf = (topic: string): string => topic.split('/')[0] ?? '';

/** The most exact pattern that fits names the device. */
function addressIn({ topic, channel }: Sample, profile: Profile, family: Family): string | null {
  const patterns = [...profile.reads, ...family.deviceReads]
    .map((read) => fill(read.topic, { base: baseOf(topic), channel: channel ?? profile.channel }))
    .filter((pattern) => pattern.includes('{address}'))
    .sort((a, b) => literals(b) - literals(a));
  for (const pattern of patterns) {
    const address = capture(pattern, topic)?.address;
    if (address) return address;
  }
  return null;
}

const literals = (pattern: string): number => pattern.split('/').filter((level) => !/[{+#]/.test(level)).length;

function worldOf(profile: Profile, family: Family, sample: Sample, address: string): Foreign {
  const bridge: Bridge = {
    id: BRIDGE,
    name: BRIDGE,
    nameEn: undefined,
    family: family.id,
    zone: '',
    topics: [baseOf(sample.topic)],
    upstream: null,
    ignore: [],
  };
  const device = {
    id: DEVICE,
    kind: profile.kinds[0] ?? 'node',
    profile: profile.id,
    bridge: BRIDGE,
    address,
  } as const;
  return {
    profiles: new Map([[profile.id, profile]]),
    families: new Map([[family.id, family]]),
    bridges: new Map([[BRIDGE, bridge]]),
    devices: [{ ...device, channel: sample.channel }],
    upstreams: new Map(),
    homeAssistant: null,
  };
}

interface Memory {
  readonly presses: PressMemory;
  readonly echoes: Echoes;
}

function play(route: Route, sample: Sample, memory: Memory, nowT: number): readonly string[] {
  if (route.of === 'inventory') return [];
  const { said, trouble, about } = interpret(route.read, new Body(sample.payload), sample.retained);
  if (route.of !== 'device') {
    const who = route.of === 'bridge' ? ['bridge'] : [];
    return said.map(({ meant }) => [...who, sayMeant(meant), ...(who.length > 0 ? [] : about.slice(0, 1))].join(' '));
  }
  if (trouble !== null && route.read.raises) return [trouble];
  const { address } = route.device;
  const { within } = route.profile.identity;
  const echo = said.length > 0 && memory.echoes.isEcho(address, sample.topic, sample.payload, within, nowT);
  return said.flatMap((one) => {
    const { meant } = one;
    if (one.past) return `past ${sayMeant(meant)}`;
    if (meant.means === 'offline' && route.profile.sleeps) return 'asleep';
    if (meant.means === 'restart') memory.presses.began(address);
    if (meant.means === 'release') memory.presses.released(address);
    if (meant.means !== 'press') return echo ? [] : sayMeant(meant);
    const judged = memory.presses.judge(address, route.profile, one, sample.retained, undefined, nowT);
    return judged.repeat ? 'repeat' : sayMeant(meant);
  });
}
