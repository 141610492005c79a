/** What people do about duty: changes, hand-over, presence. Each is stored before it is answered, if the disk lets it. */

import type { CoverageView, Duty } from '../../contract/duty-api.ts';
import type { Context } from '../../core/context.ts';
import { type DutyDecision, decideChange } from '../../core/duty/decide-change.ts';
import { decideHandover } from '../../core/duty/decide-handover.ts';
import { seenNow } from '../../core/duty/presence.ts';
import type { Fact } from '../../core/facts.ts';
import { epochMs } from '../../core/time.ts';
import type { DutyAct, DutyActResult } from '../../ports/duty.ts';
import type { Engine } from '../engine/engine.ts';
import { coverageView, dutyView } from './duty-view.ts';
import { stored } from './patience.ts';

export class DutyDesk {
  private readonly engine: Engine;

  constructor(engine: Engine) {
    this.engine = engine;
  }

  /** @param atMs wall time; null: now, or everybody while the clock is not trusted */
  duty(atMs: number | null): Duty {
    const { engine } = this;
    // A moment that a person names needs no clock to be known.
    const at = atMs === null ? engine.clock.now() : { wall: epochMs(atMs), trusted: true };
    return dutyView(engine.school, at, engine.state);
  }

  /** @param days from this minute on */
  coverage(days: number): CoverageView {
    const { engine } = this;
    return coverageView(engine.school, engine.state.duty, engine.clock.now().wall, days);
  }

  async act(person: string, act: DutyAct): Promise<DutyActResult> {
    const ctx = this.engine.context();
    const decision = this.decide(person, act, ctx);
    if (!decision.ok) return decision;
    const isStored = await stored(this.engine, decision.facts, person, ctx.now);
    return { ok: true, id: decision.id, stored: isStored, duty: this.duty(null) };
  }

  private decide(
    person: string,
    act: DutyAct,
    ctx: Context,
  ): DutyDecision | Extract<DutyActResult, { ok: false }> | { ok: true; facts: readonly Fact[]; id: string } {
    if (act.type === 'handover') return decideHandover(act, person, this.engine.state.duty.handovers, ctx);
    if (act.type !== 'present') return decideChange(act, ctx);
    const seen = seenNow(ctx.school.roster.presence, ctx);
    if (seen === null) return { ok: false, why: 'no-watch', path: 'presence' };
    return { ok: true, facts: [seen], id: 'presence' };
  }
}
