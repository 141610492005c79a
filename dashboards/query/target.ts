/** A query of Grafana's InfluxDB data source in raw InfluxQL: the foundation SDK has no builder for it. */

import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import type { DataSourceRef } from '@grafana/grafana-foundation-sdk/common';

/** The uid that config/grafana/provisioning gives the data source, for InfluxDB 1.x and 2.x alike. */
export const DATA_SOURCE: DataSourceRef = { type: 'influxdb', uid: 'campus-guard' };

export type ResultFormat = 'table' | 'time_series';

export interface Target {
  readonly refId: string;
  readonly query: string;
  readonly resultFormat: ResultFormat;
  /** Name of the series, for `time_series`: `$tag_zone`, `$col`, or plain words. */
  readonly alias?: string;
}

class InfluxQuery implements Dataquery {
  readonly refId: string;
  readonly datasource = DATA_SOURCE;
  readonly rawQuery = true;
  readonly query: string;
  readonly resultFormat: ResultFormat;
  readonly alias?: string;

  constructor(target: Target) {
    this.refId = target.refId;
    this.query = target.query;
    this.resultFormat = target.resultFormat;
    if (target.alias !== undefined) this.alias = target.alias;
  }

  _implementsDataqueryVariant(): void {}
}

export const asQuery = (target: Target): Builder<Dataquery> => ({ build: () => new InfluxQuery(target) });
