/** Planted faults that prove the simulation: each breaks one promise, from outside, the way a careless change would. */

import type { CampusState } from '../../gateway/core/campus.ts';
import type { Intake } from '../../gateway/flow/intake/intake.ts';
import type { Spine } from '../../gateway/flow/spine.ts';
import type { Channel } from '../../gateway/ports/channel.ts';
import type { Clock } from '../../gateway/ports/clock.ts';
import type { Inbound } from '../../gateway/ports/device-link.ts';
import type { SimulatedDisk } from '../kit/memory-journal.ts';
import type { Event } from './sim-device.ts';

export interface Sabotage {
  /** After the state was recovered, before the gateway starts. */
  recovered?(state: CampusState): void;
  started?(spine: Spine): void;
  channel?(channel: Channel): Channel;
  clock?(clock: Clock): Clock;
  event?(inbound: Inbound, event: Event, answer: (verdict: 'keep' | 'drop') => void, intake: Intake): void;
  /** After each step. */
  step?(disk: SimulatedDisk): void;
}

export const NONE: Sabotage = {};
