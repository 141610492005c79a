/**
 * What it costs to know what a message of another maker's device means: 400 devices behind bridges and by themselves, all shipped
 * profiles, live messages of each in turn. Matching is the profile's part; the JSON parser's part is told beside it.
 */

import { loadProfiles } from '../../../gateway/app/config/load-profiles.ts';
import { Body, interpret } from '../../../gateway/core/profile/interpret.ts';
import type { Bridge, Foreign, ProfiledDevice } from '../../../gateway/core/profile/profile.ts';
import { Router } from '../../../gateway/core/profile/router.ts';
import { atMost, figure, type Scenario } from '../scenario.ts';

const DEVICES = 400;
const ROUNDS = 250;

interface Message {
  readonly link: string;
  readonly topic: string;
  readonly payload: string;
}

const MESSAGES: Readonly<Record<string, (address: string, n: number) => Message>> = {
  'zigbee2mqtt-button': (address, n) => ({
    link: 'zigbee',
    topic: `zigbee2mqtt/${address}`,
    payload: `{"action":"single","battery":${n % 100},"linkquality":90,"last_seen":${n}}`,
  }),
  'zigbee2mqtt-contact': (address, n) => ({
    link: 'zigbee',
    topic: `zigbee2mqtt/${address}`,
    payload: `{"battery":60,"battery_low":false,"contact":${n % 2 === 0},"linkquality":23,"tamper":false,"voltage":2900}`,
  }),
  'chirpstack-ws101': (address, n) => ({
    link: 'lora',
    topic: `application/17c8/device/${address}/event/up`,
    payload: JSON.stringify({
      deduplicationId: `d-${n}`,
      time: '2026-07-18T09:34:15.775023242+00:00',
      deviceInfo: { tenantId: '52f14cd4', applicationId: '17c8', deviceName: 'panic', devEui: address, tags: {} },
      devAddr: '00189440',
      fCnt: n,
      fPort: 85,
      data: 'AXUQ/y4B',
      object: { battery: 16, button_event: { status: 'short press', msgid: n } },
      rxInfo: [{ gatewayId: '0016c001f153a14c', rssi: -36, snr: 10.5, metadata: { region_name: 'cn470_10' } }],
      txInfo: { frequency: 486_300_000, modulation: { lora: { bandwidth: 125_000, spreadingFactor: 11 } } },
    }),
  }),
  'shelly-gen2-button': (address, n) => ({
    link: address,
    topic: `${address}/events/rpc`,
    payload: `{"src":"${address}","method":"NotifyEvent","params":{"ts":${n},"events":[{"component":"input:0","id":0,"event":"single_push","ts":${n}}]}}`,
  }),
};

const bridge = (id: string, family: string, topic: string): [string, Bridge] => [
  id,
  { id, name: id, nameEn: undefined, family, zone: 'z', topics: [topic], upstream: null, ignore: [] },
];

function school(): { foreign: Foreign; messages: readonly Message[] } {
  const { profiles, families } = loadProfiles('none', {}, 'all');
  const kinds = Object.keys(MESSAGES);
  const bridges = new Map([
    bridge('zigbee', 'zigbee2mqtt', 'zigbee2mqtt'),
    bridge('lora', 'chirpstack', 'application'),
  ]);
  const devices = Array.from({ length: DEVICES }, (_, n): ProfiledDevice => {
    const profile = kinds[n % kinds.length] ?? '';
    const link = MESSAGES[profile]?.(`d-${n}`, 0).link ?? '';
    return {
      id: `d-${n}`,
      kind: 'button',
      profile,
      bridge: bridges.has(link) ? link : null,
      address: `d-${n}`,
      channel: undefined,
    };
  });
  const messages = devices.flatMap(({ profile, address }, n) => MESSAGES[profile]?.(address, n) ?? []);
  return { foreign: { profiles, families, bridges, devices, upstreams: new Map(), homeAssistant: null }, messages };
}

/** Mean CPU time of a message, µs: what others do on this machine meanwhile does not count. */
function timed(messages: readonly Message[], act: (message: Message) => void): number {
  for (const message of messages) act(message);
  const from = process.cpuUsage();
  for (let round = 0; round < ROUNDS; round += 1) for (const message of messages) act(message);
  const { user, system } = process.cpuUsage(from);
  return (user + system) / (ROUNDS * messages.length);
}

export const profiles: Scenario = {
  id: 'profiles',
  title: `Profiles: ${DEVICES} devices of other makers, every shipped profile`,
  rows: [
    { label: 'whose message, and what it means: all of it', unit: 'µs', of: figure('all'), target: atMost(10) },
    { label: 'of it: JSON.parse', unit: 'µs', of: figure('json') },
    { label: 'whose message: topic to device and profile', unit: 'µs', of: figure('route') },
    { label: 'compiling them when a configuration is loaded', unit: 'ms', of: figure('compile') },
    { label: 'profiles', unit: '', of: figure('profiles') },
  ],
  run() {
    const { foreign, messages } = school();
    const from = performance.now();
    const router = new Router(foreign);
    const compile = performance.now() - from;
    let said = 0;
    const route = timed(messages, ({ link, topic }) => {
      said += router.routes(link, topic).length;
    });
    const json = timed(messages, ({ payload }) => {
      said += JSON.parse(payload) === null ? 1 : 0;
    });
    let heard = 0;
    const all = timed(messages, ({ link, topic, payload }) => {
      const body = new Body(payload);
      for (const one of router.routes(link, topic)) {
        if (one.of === 'device') heard += interpret(one.read, body, false).said.length;
      }
    });
    if (said === 0 || heard < ROUNDS * messages.length) throw new Error('the messages were not read');
    return Promise.resolve({ all, json, route, compile, profiles: foreign.profiles.size });
  },
};
