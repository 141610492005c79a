/** The sensor rules beside the intake: a rule that throws is reported, and costs neither the reading nor anything else. */

import type { Context } from '../../core/context.ts';
import type { Fact } from '../../core/facts.ts';
import type { Instant } from '../../core/time.ts';
import { type Bench, judgeReading, judgeSummary } from '../../core/warning/judge.ts';
import { eventOf } from '../../core/warning/sensors.ts';
import type { Engine } from '../engine/engine.ts';
import type { Telemetry } from './read.ts';

type Coalesced = Extract<Fact, { kind: 'coalesced' }>;

export class SensorJudge {
  private readonly engine: Engine;
  private readonly onBug: (where: string, error: unknown) => void;
  private now: Instant;
  private readonly context = (): Context => this.engine.context(this.now);

  constructor(engine: Engine, onBug: (where: string, error: unknown) => void) {
    this.engine = engine;
    this.onBug = onBug;
    this.now = engine.clock.now();
  }

  /** What the rules conclude from a reading that is about to be recorded; null where they conclude nothing. */
  reading(event: Telemetry, device: string, now: Instant): readonly Fact[] | null {
    if (event.type !== 'door' && event.type !== 'motion') return null;
    if (!this.engine.school.rules) return null;
    return this.guarded(() => judgeReading(this.bench(now), device, event));
  }

  /** The same for a summary of readings that came over the rate. */
  summary({ device, counts, last }: Coalesced, now: Instant): readonly Fact[] | null {
    if (!this.engine.school.rules) return null;
    return this.guarded(() => judgeSummary(this.bench(now), device, counts, eventOf(last)));
  }

  private bench(now: Instant): Bench {
    this.now = now;
    const { state, school } = this.engine;
    return { state, school, now, context: this.context };
  }

  private guarded(judge: () => readonly Fact[]): readonly Fact[] | null {
    try {
      const facts = judge();
      return facts.length === 0 ? null : facts;
    } catch (error) {
      this.onBug('rules', error);
      return null;
    }
  }
}
