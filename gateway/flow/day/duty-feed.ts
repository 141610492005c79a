/** Tells screens who is on duty whenever that changes: by the roster's hours, or because somebody changed it. */

import type { Duty } from '../../contract/duty-api.ts';
import { windowAt } from '../../core/calendar/windows.ts';
import { onDuty } from '../../core/duty/on-duty.ts';
import type { Fact, FactKind } from '../../core/facts.ts';
import { seconds } from '../../core/time.ts';
import type { Cancel } from '../../ports/clock.ts';
import type { Engine, Reactor } from '../engine/engine.ts';
import type { LiveFeed } from '../serve/live.ts';

const TELLING = new Set<FactKind>([
  'duty-overridden',
  'duty-swapped',
  'leave-granted',
  'duty-change-withdrawn',
  'duty-handed-over',
  'duty-presence-seen',
  'duty-presence-missed',
  'schedules-suspended',
  'schedules-resumed',
  'roster-checked',
]);
const LOOK = seconds(1);

export class DutyFeed implements Reactor {
  private readonly engine: Engine;
  private readonly feed: LiveFeed;
  private readonly duty: () => Duty;
  private told = '';
  private next: Cancel | null = null;

  constructor(engine: Engine, feed: LiveFeed, duty: () => Duty) {
    this.engine = engine;
    this.feed = feed;
    this.duty = duty;
  }

  start(): void {
    this.next = this.engine.clock.after(LOOK, () => {
      this.engine.guard('duty-feed', () => this.look());
      this.start();
    });
  }

  stop(): void {
    this.next?.();
    this.next = null;
  }

  decided(facts: readonly Fact[]): void {
    if (this.feed.hasListeners() && facts.some((fact) => TELLING.has(fact.kind))) this.tell(this.key());
  }

  /** Nobody listens: nothing is worked out. */
  private look(): void {
    if (!this.feed.hasListeners()) return;
    const key = this.key();
    if (key !== this.told) this.tell(key);
  }

  private tell(key: string): void {
    this.told = key;
    this.feed.send({ event: 'duty', data: this.duty() });
  }

  /** Who is on duty, in which part of the day: cheap enough for once a second. */
  private key(): string {
    const { school, state, clock } = this.engine;
    const now = clock.now();
    const names = onDuty(school, now, state.duty).items.map(({ post, person }) => `${post} ${person.id}`);
    return [windowAt(school.calendar, now), ...names].join('\n');
  }
}
