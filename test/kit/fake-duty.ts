/** Duty of the fake campus: the shipped rules over a roster in memory, without a journal. */

import type { CoverageView, Duty } from '../../gateway/contract/duty-api.ts';
import { decideChange } from '../../gateway/core/duty/decide-change.ts';
import { decideHandover } from '../../gateway/core/duty/decide-handover.ts';
import { emptyDuty, evolveDuty, type DutyState } from '../../gateway/core/duty/duty-state.ts';
import type { School } from '../../gateway/core/school.ts';
import { epochMs, ms } from '../../gateway/core/time.ts';
import { coverageView, dutyView } from '../../gateway/flow/serve/duty-view.ts';
import type { DutyAct, DutyActResult } from '../../gateway/ports/duty.ts';

export class FakeDuty {
  state: DutyState = emptyDuty;
  private readonly school: School;
  private readonly now: () => number;
  private count = 0;

  constructor(school: School, now: () => number) {
    this.school = school;
    this.now = now;
  }

  duty(atMs: number | null): Duty {
    const wall = epochMs(atMs ?? this.now());
    const state = { channelsDown: new Set<string>(), duty: this.state };
    const { items } = dutyView(this.school, { wall, trusted: false }, state);
    return { ...dutyView(this.school, { wall, trusted: true }, state), items };
  }

  coverage(days: number): CoverageView {
    return coverageView(this.school, this.state, this.now(), days);
  }

  act(person: string, act: DutyAct): DutyActResult {
    this.count += 1;
    const now = { t: ms(this.now()), wall: epochMs(this.now()), boot: 'b', trusted: true };
    const uid = `duty${this.count}`;
    const ctx = { school: this.school, now, uid, channelsDown: new Set<string>(), duty: this.state };
    if (act.type === 'present') return { ok: false, why: 'no-watch', path: 'presence' };
    const decision =
      act.type === 'handover' ? decideHandover(act, person, this.state.handovers, ctx) : decideChange(act, ctx);
    if (!decision.ok) return decision;
    for (const fact of decision.facts) this.state = evolveDuty(this.state, fact, now);
    return { ok: true, id: decision.id, stored: true, duty: this.duty(null) };
  }
}
