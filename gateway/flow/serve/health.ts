/** The health strip: what of the gateway itself needs a person. */

import type { GatewayHealth } from '../../contract/api.ts';
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
}

export function healthOf({ engine, pager, presence, head, startedT, backlog }: HealthParts): GatewayHealth {
  const now = engine.clock.now();
  const { storageFault } = engine.state;
  return {
    storage: storageFault === null ? 'ok' : 'fault',
    storageDetail: storageFault,
    clockTrusted: now.trusted,
    channels: [...pager.channelState()].map(([id, { state, detail }]) => ({
      id,
      name: engine.school.channels.get(id)?.name ?? id,
      state,
      detail,
    })),
    devicesOnline: presence.connected(),
    devices: engine.school.devices.size,
    backlog,
    head,
    uptimeMs: now.t - startedT,
  };
}
