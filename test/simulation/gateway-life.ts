/** One life of the gateway, from start to crash: the shipped spine on a new journal over the same disk. */

import { createHash } from 'node:crypto';
import type { Command } from '../../gateway/contract/mqtt.ts';
import type { CampusState } from '../../gateway/core/campus.ts';
import type { School } from '../../gateway/core/school.ts';
import { createSpine, type Spine } from '../../gateway/flow/spine.ts';
import type { Channel } from '../../gateway/ports/channel.ts';
import type { Clock } from '../../gateway/ports/clock.ts';
import type { CommandResult, DeviceLink } from '../../gateway/ports/device-link.ts';
import type { Journal } from '../../gateway/ports/journal.ts';
import type { Random } from '../../gateway/ports/random.ts';
import type { IntakeLimits } from '../../gateway/flow/intake/intake.ts';

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

export const STRICT: IntakeLimits = { telemetry: { perSecond: 5, burst: 10 }, pressesPerMinute: 6 };
export const GENEROUS: IntakeLimits = { telemetry: { perSecond: 50, burst: 100 }, pressesPerMinute: 6 };

/** The broker's side of commands. */
class SimLink implements DeviceLink {
  readonly #commanded: (device: string, command: Command) => void;

  constructor(commanded: (device: string, command: Command) => void) {
    this.#commanded = commanded;
  }

  async command(device: string, command: Command): Promise<CommandResult> {
    this.#commanded(device, command);
    return 'acknowledged';
  }

  isConnected(): boolean {
    return true;
  }

  connections(): number {
    return 0;
  }

  disconnect(): void {}
}

export interface LifeDeps {
  readonly school: School;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly random: Random;
  readonly state: CampusState;
  readonly limits: IntakeLimits;
  readonly channels: ReadonlyMap<string, Channel>;
  readonly commanded: (device: string, command: Command) => void;
  readonly onBug: (where: string, error: unknown) => void;
}

export function openSpine(deps: LifeDeps): Spine {
  const { school, journal, clock, random, state, limits, channels, onBug } = deps;
  const link = new SimLink(deps.commanded);
  return createSpine({
    school,
    journal,
    clock,
    random,
    state,
    limits,
    patrolSecret: new Uint8Array(32),
    channels,
    link: () => link,
    linkUrl: (incident, person) => `http://campus.test/t/${incident}.${person}`,
    onBug,
    onStorageError: () => undefined,
  });
}
