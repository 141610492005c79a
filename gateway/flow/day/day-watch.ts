/**
 * Runs the all-day deciders once a second: rules of the day, rounds, presence at the desk, the roster. Each is guarded: one
 * that throws costs its own look, neither the others nor a press. They run beside the alarm path and must be quick; what
 * they conclude waits for the disk like any other fact.
 */

import type { CampusState } from '../../core/campus.ts';
import type { Context } from '../../core/context.ts';
import type { Fact } from '../../core/facts.ts';
import { seconds } from '../../core/time.ts';
import type { Cancel } from '../../ports/clock.ts';
import type { Engine } from '../engine/engine.ts';

/** Pure. A decider that reads the wall clock suspends itself while `ctx.now.trusted` is false. */
export interface DayDecider {
  readonly name: string;
  decide(state: CampusState, ctx: Context): readonly Fact[];
}

const EVERY = seconds(1);

export class DayWatch {
  private readonly engine: Engine;
  private readonly deciders: readonly DayDecider[];
  private next: Cancel | null = null;

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
      engine.guard(`day:${decider.name}`, () => {
        const ctx = engine.context();
        engine.commit(decider.decide(engine.state, ctx), 'gateway', ctx.now, { keep: true });
      });
    }
  }
}
