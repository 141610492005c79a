/** The configuration as the running gateway sees it: validated, cross-checked, durations in `Ms`. Made by `loadConfig`. */

import type { School } from '../../core/school.ts';
import type { Ms } from '../../core/time.ts';
import type { ChannelConfig } from '../../adapters/channels/config.ts';
import type { BoardConfig } from './boards-file.ts';
import type { SeriesConfig } from './series-section.ts';
import type { UpstreamConfig } from './bridges-file.ts';
import type { Problem } from './problem.ts';

/** One line of the bell timetable, minutes from midnight, weekly. */
export interface BellPeriod {
  readonly name: string;
  readonly nameEn?: string | undefined;
  readonly kind: 'lesson' | 'break' | 'meal' | 'arrival' | 'after-school' | 'evening' | 'rest';
  /** ISO weekdays, 1 = Monday. */
  readonly days: readonly number[];
  /** Left out: the whole school. */
  readonly grades?: readonly string[] | undefined;
  readonly fromMinute: number;
  readonly toMinute: number;
}

export interface MqttConfig {
  readonly host: string;
  /** 0 = any free port. */
  readonly port: number;
  readonly tls: { readonly enabled: boolean; readonly port: number };
}

export interface HttpConfig {
  readonly host: string;
  /** 0 = any free port. */
  readonly port: number;
}

/** Limits protect presses from everything else; none of them ever refuses a press (promise 1). */
export interface LimitsConfig {
  /** Per device: the bucket's fill rate; above it telemetry is coalesced. */
  readonly telemetryPerSecond: number;
  readonly telemetryBurst: number;
  /** Above it a press is flagged `over-rate`, and still alarms. */
  readonly pressesPerMinute: number;
  /** Open sockets in all, and from one address. */
  readonly connections: number;
  readonly connectionsPerAddress: number;
  /** From accept to a complete, accepted CONNECT. */
  readonly handshakeTimeout: Ms;
  readonly subscriptionsPerClient: number;
  readonly keepAliveMin: Ms;
  readonly keepAliveMax: Ms;
}

export interface StorageConfig {
  readonly telemetryDays: number;
  /** Telemetry is pruned until the journal is under this; accountable facts never are. */
  readonly maxBytes: number;
  /** Kept aside and given back when the disk is full, so that presses can still be written. */
  readonly reserveBytes: number;
}

export interface SupervisionConfig {
  /** How often every channel is probed. */
  readonly channelProbeEvery: Ms;
  /** A channel that did not answer for this long is a fault (promise 7: at most 3 min). */
  readonly channelSilentAfter: Ms;
}

export interface GatewayConfig {
  readonly mqtt: MqttConfig;
  readonly http: HttpConfig;
  /** Base of the links in alert messages; null: the first address of this machine. No trailing slash. */
  readonly publicUrl: string | null;
  readonly limits: LimitsConfig;
  readonly storage: StorageConfig;
  readonly clock: { readonly trust: 'auto' | 'always' };
  readonly supervision: SupervisionConfig;
}

export interface AppConfig {
  readonly school: School;
  readonly bells: readonly BellPeriod[];
  readonly gateway: GatewayConfig;
  /** The enabled ones. */
  readonly channels: readonly ChannelConfig[];
  /** The enabled ones. */
  readonly boards: readonly BoardConfig[];
  /** Brokers the school already has, with their secrets. */
  readonly upstreams: readonly UpstreamConfig[];
  /** Where facts are copied to, with secrets; null: nowhere. */
  readonly series: SeriesConfig | null;
  /** SHA-256 (hex) of the normalised configuration. It tells two configurations apart and gives away no secret. */
  readonly hash: string;
  /** The folder it was read from. */
  readonly dir: string;
}

export type LoadResult =
  | { readonly ok: true; readonly config: AppConfig; readonly warnings: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };
