/**
 * The one registry of the time series: the encoder, docs/series.md and the dashboards are made from it. A field's type never changes
 * once it was released: InfluxDB refuses the other type for as long as a shard lives.
 */

import * as alarms from './alarms.ts';
import type { Bucket, Field, FieldType, Meaning, Measurement } from './measurement.ts';
import * as raw from './raw.ts';
import { zoneHour } from './rollup.ts';

export const SERIES = {
  incident: alarms.incident,
  incident_event: alarms.incidentEvent,
  press: alarms.press,
  notice: alarms.notice,
  patrol_check: alarms.patrolCheck,
  patrol_round: alarms.patrolRound,
  patrol_card: alarms.patrolCard,
  duty: alarms.duty,
  coverage: alarms.coverage,
  door: raw.door,
  motion: raw.motion,
  sensor_rule: raw.sensorRule,
  flood: raw.flood,
  device_health: raw.deviceHealth,
  device_status: raw.deviceStatus,
  gateway: raw.gateway,
  gateway_channel: raw.gatewayChannel,
  gateway_sink: raw.gatewaySink,
  gateway_event: raw.gatewayEvent,
  zone_hour: zoneHour,
} as const satisfies Readonly<Record<string, Measurement>>;

export type MeasurementName = keyof typeof SERIES;

export interface BucketInfo {
  /** As InfluxDB 2 and 3 call it; in 1.x it is database `campus`, retention policy `name`. */
  readonly path: `campus/${Bucket}`;
  /** Recommended retention in days; null: for ever. */
  readonly days: number | null;
  /**
   * Days that one shard holds, where that is not the database's own choice. A year of rollups in shards of a week opens half a million
   * cursors for one panel.
   */
  readonly shardDays: number | null;
  readonly meaning: Meaning;
}

/** InfluxQL reads all three versions alike: database `campus`, then `FROM "<bucket>"."<measurement>"`. */
export const DATABASE = 'campus';

export const BUCKETS: Readonly<Record<Bucket, BucketInfo>> = {
  alarms: {
    path: 'campus/alarms',
    days: null,
    shardDays: 364,
    meaning: ['事件、按压、通知、巡查、值班', 'Incidents, presses, notices, patrols, duty'],
  },
  raw: {
    path: 'campus/raw',
    days: 90,
    shardDays: null,
    meaning: ['传感、设备、网关自身', 'Sensors, devices, the gateway itself'],
  },
  rollup: { path: 'campus/rollup', days: null, shardDays: 364, meaning: ['每小时汇总', 'Hourly rollups'] },
};

type ValueOf<T extends FieldType> = T extends 'string' ? string : number;
type Required<F extends Readonly<Record<string, Field>>> = {
  [K in keyof F as F[K]['optional'] extends true ? never : K]: ValueOf<F[K]['type']>;
};
type Optional<F extends Readonly<Record<string, Field>>> = {
  [K in keyof F as F[K]['optional'] extends true ? K : never]?: ValueOf<F[K]['type']> | null | undefined;
};

export type TagsOf<M extends MeasurementName> = Readonly<Record<keyof (typeof SERIES)[M]['tags'], string>>;
/** Null and undefined are left out of the line; integers must be whole, and every number finite. */
export type FieldsOf<M extends MeasurementName> = Required<(typeof SERIES)[M]['fields']> &
  Optional<(typeof SERIES)[M]['fields']>;
