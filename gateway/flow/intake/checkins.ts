/** Card taps on their way in: what is kept of them, and what they mean. A bug in here costs the meaning, never the reading. */

import type { Fact } from '../../core/facts.ts';
import type { Instant } from '../../core/time.ts';
import type { Engine } from '../engine/engine.ts';
import type { PatrolDesk } from '../patrol/patrol-desk.ts';
import type { Telemetry } from './read.ts';

export class Checkins {
  readonly #engine: Engine;
  readonly #desk: PatrolDesk;

  constructor(engine: Engine, desk: PatrolDesk) {
    this.#engine = engine;
    this.#desk = desk;
  }

  /** The body that the journal keeps: without the number of a card. */
  body(event: Telemetry, device: string, now: Instant): unknown {
    if (event.type !== 'checkin') return event;
    const { card: _number, ...bare } = event;
    let body: unknown = bare;
    this.#engine.guard('checkin', () => {
      body = this.#desk.reading(device, event, this.#engine.context(now));
    });
    return body;
  }

  /** Null for everything that is no tap, and for a tap that says nothing new. */
  tap(event: Telemetry, device: string, now: Instant): readonly Fact[] | null {
    if (event.type !== 'checkin') return null;
    let facts: readonly Fact[] | null = null;
    this.#engine.guard('tap', () => {
      facts = this.#desk.tap(device, event, this.#engine.state, this.#engine.context(now));
    });
    return facts;
  }
}

/** Some round waits for it: it counts however much its reader sends. */
export const isAwaited = (facts: readonly Fact[] | null): boolean =>
  facts?.some((fact) => fact.kind === 'checkpoint-passed' && fact.round !== null) ?? false;
