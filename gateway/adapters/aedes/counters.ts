/** What the broker counts. Names are stable: they become metrics. */

import { REFUSALS, type Refusal } from './refusal.ts';

const NAMES = [
  'accepted_connections',
  'signed_in',
  'events_qos0',
  'events_qos1',
  'events_qos2',
  'events_cut',
  'wills',
  'pubacks',
  'dropped_unstored',
  'takeovers',
  'keep_alive_timeouts',
  'slow_readers',
  'commands',
  'commands_acknowledged',
  'commands_unacknowledged',
  'handler_errors',
  'broker_errors',
] as const;
export type CounterName = (typeof NAMES)[number];

export class Counters {
  readonly #values = new Map<string, number>();

  constructor() {
    for (const name of NAMES) this.#values.set(name, 0);
    for (const refusal of REFUSALS) this.#values.set(nameOf(refusal), 0);
  }

  add(name: CounterName, by = 1): void {
    this.#values.set(name, (this.#values.get(name) ?? 0) + by);
  }

  refused(what: Refusal): void {
    const name = nameOf(what);
    this.#values.set(name, (this.#values.get(name) ?? 0) + 1);
  }

  read(): Record<string, number> {
    return Object.fromEntries(this.#values);
  }
}

const nameOf = (refusal: Refusal): string => `refused_${refusal.replaceAll('-', '_')}`;
