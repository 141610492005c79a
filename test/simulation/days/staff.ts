/** People who do their work: whoever is on duty takes each incident over, arrives, and closes it with what it was. */

import type { Fact, Outcome } from '../../../gateway/core/facts.ts';
import { emptyDuty } from '../../../gateway/core/duty/duty-state.ts';
import { onDuty } from '../../../gateway/core/duty/on-duty.ts';
import type { SchoolLife } from '../../kit/school-life.ts';

type Opened = Extract<Fact, { kind: 'incident-opened' }>;

const outcomeOf = ({ of, drill }: Opened): Outcome => {
  if (drill) return 'drill';
  if (of === 'panic') return 'real';
  return of === 'after-hours' || of === 'unusual' ? 'false' : 'fault';
};

export class Staff {
  private readonly life: SchoolLife;

  constructor(life: SchoolLife) {
    this.life = life;
  }

  /** Called with each incident as it opens. */
  readonly called = (opened: Opened): void => {
    const { life } = this;
    const { service } = life.spine;
    const { incident } = opened;
    life.in(20_000 + life.random.integer(40_000), () => {
      const who = this.onDuty();
      void service.act(who, { type: 'take', incident });
      life.in(60_000, () => void service.act(who, { type: 'arrive', incident }));
      const outcome = outcomeOf(opened);
      // A round is looked into when it is over: what it misses until then belongs to the same incident.
      const longMs = opened.of === 'patrol-missed' ? 5_400_000 : 240_000;
      life.in(longMs, () => void service.act(who, { type: 'close', incident, outcome, reason: '已处理' }));
    });
  };

  private onDuty(): string {
    const { items } = onDuty(this.life.school, this.life.clock.now(), emptyDuty);
    return items.find((one) => one.post === 'guard')?.person.id ?? 'lin-jing';
  }
}
