/**
 * What off-the-shelf devices say, as data: how to find in their messages what our own devices say in theirs. New hardware is
 * a profile with sample messages and no code (docs/adr/0012). Made by the config loader from `profiles/*.yaml`.
 */

import type { DeviceKind } from '../school.ts';
import type { Ms } from '../time.ts';

export const MEANINGS = [
  'press',
  'release',
  'door',
  'motion',
  'checkin',
  'tamper',
  'battery',
  'fault',
  'online',
  'restart',
  'left',
] as const;
export type Meaning = (typeof MEANINGS)[number];

export const BODIES = ['json', 'text', 'any'] as const;
export const UNITS = ['percent', 'volt', 'millivolt'] as const;

/** One thing that a message may say, and where. */
export interface Find {
  readonly means: Meaning;
  /** Paths, the first that says something counts; none: the whole body is the value. */
  readonly at: readonly string[];
  /** Lower-case words that mean it (pressed, open, there is motion, online …); null: the usual ones. */
  readonly yes: readonly string[] | null;
  /** Words that mean its opposite; null: the usual ones. Empty text and absent keys mean nothing in any case. */
  readonly no: readonly string[] | null;
  /** What becomes of a word that is neither, where a press is looked for: promise 1 says raise. */
  readonly others: 'raise' | 'ignore';
  readonly unit: (typeof UNITS)[number];
  /** The name of a fault. */
  readonly code: string;
  readonly level: 'help' | 'urgent';
}

/** What is read of messages on one topic. */
export interface Read {
  readonly topic: string;
  readonly body: (typeof BODIES)[number];
  /** Path of a list: every entry is read by itself, paths start there. */
  readonly each: string | null;
  /** Only where all of these say one of the words (`input:*` takes in a beginning). */
  readonly where: readonly { readonly at: string; readonly is: readonly string[] }[];
  /** Entries tell of the past (`history[]`): for the record, never an alarm. */
  readonly past: boolean;
  /** Path of the moment at which an entry of the past happened, epoch seconds or milliseconds. */
  readonly when: string | null;
  /** Path of the address where it is not in the topic, most trusted first. */
  readonly about: readonly string[];
  /** Path that must hold an object, or nobody has decoded the payload (ChirpStack without a codec). */
  readonly codec: string | null;
  /** Path of the undecoded payload: where that is empty too, nothing is missing. */
  readonly raw: string | null;
  readonly finds: readonly Find[];
}

export interface Identity {
  /** Path of the device's own counter: the same number again is the same event. */
  readonly counter: string | null;
  /** Paths that together are never the same for two events. */
  readonly unique: readonly string[];
  /** Without either: the same content again within this is the same event. */
  readonly within: Ms;
}

export interface Sample {
  readonly name: string;
  readonly topic: string;
  readonly retained: boolean;
  readonly payload: string;
  /** Which of the inputs the device is configured for. */
  readonly channel: string | undefined;
  /** Since the sample before. */
  readonly after: Ms;
  readonly expect: readonly string[];
}

export interface Profile {
  readonly id: string;
  readonly name: string;
  readonly nameEn: string | undefined;
  readonly family: string;
  /** What kinds of device it may stand for. */
  readonly kinds: readonly DeviceKind[];
  /** Models it is known to fit, `*` at the end: for suggestions. */
  readonly models: readonly string[];
  /** `level`: its messages tell a state, so a retained or repeated one is the state still. `event`: each tells of something new. */
  readonly type: 'event' | 'level';
  readonly identity: Identity;
  readonly silentAfter: Ms;
  /** A battery device that sleeps: that it is offline is no fault. */
  readonly sleeps: boolean;
  /** A press that proves the button must come this often; null: as `devices.yaml` says. */
  readonly testEvery: Ms | null;
  readonly channel: string | undefined;
  readonly reads: readonly Read[];
  readonly samples: readonly Sample[];
}

/** What all devices behind one kind of bridge share. */
export interface Family {
  readonly id: string;
  readonly name: string;
  readonly nameEn: string | undefined;
  /** Topics a device of this family that connects by itself may publish to, and subscribe to. */
  readonly publishes: readonly string[];
  readonly subscribes: readonly string[];
  /** Words of the bridge about itself. */
  readonly bridgeReads: readonly Read[];
  /** Words of the bridge about one of its devices, on a topic of the bridge; the address stands in the body. */
  readonly aboutReads: readonly Read[];
  /** Added to every profile of the family. */
  readonly deviceReads: readonly Read[];
  /** Topics under the base that never are devices. */
  readonly ignores: readonly string[];
  /** Topic of the bridge's own list of its devices (`bridge/devices`), with paths inside an entry. */
  readonly inventory: Inventory | null;
  readonly samples: readonly Sample[];
}

export interface Inventory {
  readonly topic: string;
  readonly address: readonly string[];
  readonly model: readonly string[];
}

export interface Bridge {
  readonly id: string;
  readonly name: string;
  readonly nameEn: string | undefined;
  readonly family: string;
  readonly zone: string;
  readonly topics: readonly string[];
  /** It speaks through this upstream broker; null: it connects to ours. */
  readonly upstream: string | null;
  /** Devices behind it that are none of ours. */
  readonly ignore: readonly string[];
}

/** A configured device as a profile sees it. */
export interface ProfiledDevice {
  readonly id: string;
  readonly kind: DeviceKind;
  readonly profile: string;
  /** Null: it connects by itself. */
  readonly bridge: string | null;
  readonly address: string;
  readonly channel: string | undefined;
}

/** Everything about devices that are not ours by make. A school without any has none. */
export interface Foreign {
  readonly profiles: ReadonlyMap<string, Profile>;
  readonly families: ReadonlyMap<string, Family>;
  readonly bridges: ReadonlyMap<string, Bridge>;
  readonly devices: readonly ProfiledDevice[];
  readonly upstreams: ReadonlyMap<string, UpstreamInfo>;
  readonly homeAssistant: HomeAssistantOut | null;
}

export interface UpstreamInfo {
  readonly id: string;
  readonly name: string;
}

/** What we tell Home Assistant, and to whom. */
export interface HomeAssistantOut {
  readonly discovery: string;
  readonly base: string;
  /** Users of our broker that may read it. */
  readonly users: readonly string[];
  /** Upstream brokers it is published to. */
  readonly upstreams: readonly string[];
}
