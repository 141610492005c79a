/** The health strip: what of the gateway itself needs a person. */

import type { DutyState } from '../../core/duty/duty-state.ts';
import type { GatewayHealth } from '../../contract/api.ts';
import type { SinkView } from '../../ports/series.ts';
import type { Engine } from '../engine/engine.ts';
import type { PresenceTable } from '../engine/presence.ts';
import type { Pager } from '../pager/pager.ts';

export interface HealthParts {
  readonly engine: Engine;
  readonly pager: Pager;
  readonly presence: PresenceTable;
  readonly head: string;
  readonly startedT: number;
  readonly backlog: number;
  readonly sinks: readonly SinkView[];
}

export function healthOf({ engine, pager, presence, head, startedT, backlog, sinks }: HealthParts): GatewayHealth {
  const now = engine.clock.now();
  const { storageFault } = engine.state;
  return {
    storage: storageFault === null ? 'ok' : 'fault',
    storageDetail: storageFault,
    clockTrusted: now.trusted,
    schedules: now.trusted ? 'running' : 'suspended',
    ...rulesHealth(engine, now.trusted),
    unknownHolidays: unknownHolidays(engine.state.duty),
    channels: [...pager.channelState()].map(([id, { state, detail }]) => ({
      id,
      name: engine.school.channels.get(id)?.name ?? id,
      state,
      detail,
    })),
    ...(sinks.length === 0 ? {} : { sinks: sinks.map(sinkHealth) }),
    devicesOnline: presence.connected(),
    devices: engine.school.devices.size,
    backlog,
    head,
    uptimeMs: now.t - startedT,
  };
}

function rulesHealth({ school, state }: Engine, trusted: boolean): Pick<GatewayHealth, 'rules'> {
  if (!school.rules) return {};
  const { rules } = school.rules;
  const suspended = trusted ? 0 : rules.filter(({ windows }) => windows.length > 0).length;
  const quarantined = [...state.sensors.devices].flatMap(([device, { quarantine }]) => (quarantine ? [device] : []));
  return { rules: { count: rules.length, suspended, quarantined } };
}

/** Lines that wait are not a fault yet: the sink may only be slower than a burst. */
const sinkHealth = ({ sink, state, code, detail, lagLines }: SinkView) => ({
  id: sink,
  state: state === 'fault' ? ('fault' as const) : ('ok' as const),
  detail: code === null ? null : `${code}${detail === null || detail === '' ? '' : `: ${detail}`}`,
  lagLines,
});

/** As the newest daily check of the roster found. */
const unknownHolidays = ({ checked }: DutyState): string[] =>
  (checked?.findings ?? []).flatMap(({ code, about }) => (code === 'unknown-holidays' ? [about] : []));
