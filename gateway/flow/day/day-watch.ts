/**
 * Runs the all-day deciders once a second: rules of the day, rounds, presence at the desk, the roster. Each is guarded: one
 * that throws rests for a minute and costs neither the others nor a press. They run beside the alarm path and must be quick; what
 * they conclude waits for the disk like any other fact.
 */

import type { CampusState } from '../../core/campus.ts';
import type { Context } from '../../core/context.ts';
import type { Fact } from '../../core/facts.ts';
import { later, type Ms, seconds } from '../../core/time.ts';
import type { Cancel } from '../../ports/clock.ts';
import type { Engine } from '../engine/engine.ts';

/** Pure. A decider that reads the wall clock suspends itself while `ctx.now.trusted` is false. */
export interface DayDecider {
  readonly name: string;
  decide(state: CampusState, ctx: Context): readonly Fact[];
}

const EVERY = seconds(1);
/** What throws will mostly throw again: its report must not fill the log. */
const REST = seconds(60);

export class DayWatch {
  private readonly engine: Engine;
  private readonly deciders: readonly DayDecider[];
  private next: Cancel | null = null;
  private readonly restsUntil = new Map<DayDecider, Ms>();

  constructor(engine: Engine, deciders: readonly DayDecider[]) {
    this.engine = engine;
    this.deciders = deciders;
  }

  start(): void {
    this.next = this.engine.clock.after(EVERY, () => {
      this.look();
      this.start();
    });
  }

  stop(): void {
    this.next?.();
    this.next = null;
  }

  /** Every decider once, in order; each sees what the ones before it concluded. */
  private look(): void {
    const { engine } = this;
    for (const decider of this.deciders) {
      const ctx = engine.context();
      if (ctx.now.t < (this.restsUntil.get(decider) ?? 0)) continue;
      const done = engine.guard(`day:${decider.name}`, () =>
        engine.commit(decider.decide(engine.state, ctx), 'gateway', ctx.now, { keep: true }),
      );
      if (!done) this.restsUntil.set(decider, later(ctx.now.t, REST));
    }
  }
}
