/** Counters and gauges for Prometheus. Devices and channels only; never a person (promise 10). */

import type { Metric } from '../../ports/campus.ts';
import type { Journal } from '../../ports/journal.ts';
import { alarmLoadMetrics } from './alarm-load-view.ts';
import type { SinkView } from '../../ports/series.ts';
import type { Engine } from '../engine/engine.ts';
import type { PresenceTable } from '../engine/presence.ts';
import type { Intake } from '../intake/intake.ts';
import type { Pager } from '../pager/pager.ts';

export interface MetricParts {
  readonly engine: Engine;
  readonly pager: Pager;
  readonly presence: PresenceTable;
  readonly intake: Intake;
  readonly journal: Journal;
  readonly sinks: readonly SinkView[];
}

const one = (name: string, type: Metric['type'], help: string, value: number): Metric => ({
  name,
  type,
  help,
  samples: [{ labels: {}, value }],
});

function incidentGauges(engine: Engine): Metric {
  const counts = new Map<string, { kind: string; status: string; value: number }>();
  for (const { kind, status } of engine.state.incidents.values()) {
    if (status === 'closed') continue;
    const row = counts.get(`${kind} ${status}`) ?? { kind, status, value: 0 };
    counts.set(`${kind} ${status}`, { ...row, value: row.value + 1 });
  }
  const samples = [...counts.values()].map(({ kind, status, value }) => ({ labels: { kind, status }, value }));
  return { name: 'incidents_open', help: 'Incidents that are not closed, by kind and status', type: 'gauge', samples };
}

function channelGauges(pager: Pager): readonly Metric[] {
  const states = [...pager.channelState()];
  const by = (value: (state: (typeof states)[number][1]) => number) =>
    states.map(([channel, state]) => ({ labels: { channel }, value: value(state) }));
  return [
    {
      name: 'channel_up',
      help: '1 while the channel answers',
      type: 'gauge',
      samples: by((s) => (s.state === 'fault' ? 0 : 1)),
    },
    { name: 'channel_waiting', help: 'Notices waiting for the channel', type: 'gauge', samples: by((s) => s.waiting) },
  ];
}

function sinkGauges(sinks: readonly SinkView[]): readonly Metric[] {
  if (sinks.length === 0) return [];
  const each = (name: string, type: Metric['type'], help: string, value: (view: SinkView) => number): Metric => ({
    name,
    help,
    type,
    samples: sinks.map((view) => ({ labels: { sink: view.sink }, value: value(view) })),
  });
  return [
    each('series_sink_up', 'gauge', '1 while the time-series sink takes lines', ({ state }) =>
      state === 'fault' ? 0 : 1,
    ),
    each('series_sink_lag_lines', 'gauge', 'Lines that wait for the sink', ({ lagLines }) => lagLines),
    each('series_sink_lag_alarm_lines', 'gauge', 'Alarm lines that wait', ({ lagAlarmLines }) => lagAlarmLines),
    each(
      'series_sink_silent_seconds',
      'gauge',
      'Since it last took a line, while lines wait',
      ({ silentMs }) => silentMs / 1000,
    ),
    each('series_sink_written_total', 'counter', 'Lines that it took', ({ written }) => written),
    each('series_sink_dead_lines', 'gauge', 'Refused lines that wait for a person', ({ dead }) => dead),
    each('series_sink_shed_lines', 'gauge', 'Telemetry lines shed for want of room', ({ shed }) => shed),
  ];
}

export function metricsOf({ engine, pager, presence, intake, journal, sinks }: MetricParts): readonly Metric[] {
  const { presses, repeats, events, coalesced, rejected, refused } = intake.counters;
  return [
    one('presses_total', 'counter', 'Presses decided', presses),
    one('repeats_total', 'counter', 'Events recognised as repeats', repeats),
    one('events_total', 'counter', 'Other device events', events),
    one('coalesced_total', 'counter', 'Summaries written for devices over their rate', coalesced),
    one('rejected_total', 'counter', 'Unusable events', rejected),
    one('refused_total', 'counter', 'Packets and connections refused', refused),
    one('devices_connected', 'gauge', 'Devices with an open connection', presence.connected()),
    one('journal_backlog', 'gauge', 'Facts waiting for the disk', journal.backlog().entries),
    one('ledger_count', 'counter', 'Accountable facts on record', journal.head().count),
    one('storage_up', 'gauge', '1 while the journal is healthy', engine.state.storageFault === null ? 1 : 0),
    incidentGauges(engine),
    ...alarmLoadMetrics(engine),
    ...channelGauges(pager),
    ...sinkGauges(sinks),
  ];
}
