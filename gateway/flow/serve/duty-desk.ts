/** What people do about duty: changes, hand-over, presence. Each is stored before it is answered, if the disk lets it. */

import type { CoverageView, Duty } from '../../contract/duty-api.ts';
import type { Context } from '../../core/context.ts';
import { type DutyDecision, decideChange } from '../../core/duty/decide-change.ts';
import { decideHandover } from '../../core/duty/decide-handover.ts';
import type { Change } from '../../core/duty/roster.ts';
import { seenNow } from '../../core/duty/presence.ts';
import type { Fact } from '../../core/facts.ts';
import type { School } from '../../core/school.ts';
import { epochMs } from '../../core/time.ts';
import type { DutyAct, DutyActResult } from '../../ports/duty.ts';
import type { Engine } from '../engine/engine.ts';
import { coverageView, dutyView } from './duty-view.ts';
import { stored } from './patience.ts';

interface Forecast {
  readonly days: number;
  readonly minute: number;
  readonly school: School;
  readonly changes: readonly Change[];
  readonly view: CoverageView;
}

export class DutyDesk {
  private readonly engine: Engine;
  private forecast: Forecast | null = null;

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

  /** Worked out once a minute, however many screens ask. @param days from this minute on */
  coverage(days: number): CoverageView {
    const { school, state, clock } = this.engine;
    const minute = Math.floor(clock.now().wall / 60_000);
    const known = this.forecast;
    if (
      known?.days === days &&
      known.minute === minute &&
      known.school === school &&
      known.changes === state.duty.changes
    )
      return known.view;
    const view = coverageView(school, state.duty, minute * 60_000, days);
    this.forecast = { days, minute, school, changes: state.duty.changes, view };
    return view;
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
