/** The ways that our own devices' words go, for those of other makers' devices to join. */

import type { Press } from '../../core/incident/press.ts';
import type { Instant } from '../../core/time.ts';
import type { Inbound } from '../../ports/device-link.ts';
import type { Telemetry } from '../intake/read.ts';
import type { Settle } from '../intake/telemetry-bucket.ts';
import type { Settlement } from './settlement.ts';

/** What an event is known by until it is on disk, and whether it was decided before. */
export interface Named {
  readonly key: string;
  readonly repeat: boolean;
}

export interface Ways {
  press(press: Press, name: Named, now: Instant, settle: Settle): void;
  event(device: string, event: Telemetry, now: Instant, settle: Settle): void;
  rejected(device: string, reason: string, payload: Buffer, now: Instant): void;
}

/** One message on its way through. */
export interface Arrival {
  readonly inbound: Inbound;
  readonly text: string;
  readonly now: Instant;
  readonly settlement: Settlement;
}
