/** Every route there is. */

import type { LiveHub } from '../live-hub.ts';
import type { ProcessMetrics, RequestCounter } from '../metrics.ts';
import type { RefusedSignIns } from '../refused-sign-ins.ts';
import type { Route, Services } from '../route.ts';
import { dutyRoutes } from './duty.ts';
import { incidentRoutes } from './incidents.ts';
import { ledgerRoutes } from './ledger.ts';
import { linkRoutes } from './link.ts';
import { liveRoutes } from './live.ts';
import { patrolRoutes } from './patrol.ts';
import { placeRoutes } from './places.ts';
import { sensorRoutes } from './sensors.ts';
import { sessionRoutes } from './session.ts';
import { seriesRoutes } from './series.ts';
import { setupRoutes } from './setup.ts';
import { statusRoutes } from './status.ts';
import { upkeepRoutes } from './upkeep.ts';

export interface TableParts {
  readonly services: Services;
  readonly hub: LiveHub;
  readonly refused: RefusedSignIns;
  readonly counter: RequestCounter;
  readonly processMetrics: ProcessMetrics;
  readonly publicUrl: string | null;
  readonly openapi: () => unknown;
}

export function routeTable(parts: TableParts): readonly Route[] {
  const { services, hub, refused, counter, processMetrics } = parts;
  const total = (name: string, help: string, type: 'counter' | 'gauge', value: number) => {
    return { name, help, type, samples: [{ labels: {}, value }] };
  };
  const ours = () => [
    counter.read(),
    total('live_clients', 'Readers of the live stream.', 'gauge', hub.counts().clients),
    total('live_cut_total', 'Live readers cut off because they did not read.', 'counter', hub.counts().cutOff),
    total('sign_ins_refused_total', 'Failed sign-ins.', 'counter', refused.total()),
  ];
  return [
    ...statusRoutes(services, { ours, process: () => processMetrics.read() }, parts.openapi),
    ...sessionRoutes(services, refused, parts.publicUrl),
    ...incidentRoutes(services),
    ...placeRoutes(services),
    ...sensorRoutes(services),
    ...dutyRoutes(services),
    ...patrolRoutes(services),
    ...upkeepRoutes(services),
    ...ledgerRoutes(services),
    ...setupRoutes(services),
    ...seriesRoutes(services),
    ...liveRoutes(services, hub),
    ...linkRoutes(services),
  ];
}
