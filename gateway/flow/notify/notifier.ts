/** From `notice-queued` facts to the pager: urgent ones at once, the rest when they are on disk (or it has had its time). */

import type { CampusState } from '../../core/campus.ts';
import type { Fact, NoticeOrder } from '../../core/facts.ts';
import type { Reactor } from '../engine/engine.ts';

/** What the notifier needs of the pager. */
export interface Outbox {
  submit(order: NoticeOrder): void;
  /** Forgets what is still waiting for this incident, and says so in facts. */
  dropIncident(incident: string): void;
}

export class Notifier implements Reactor {
  private readonly state: CampusState;
  private readonly outbox: Outbox;

  constructor(state: CampusState, outbox: Outbox) {
    this.state = state;
    this.outbox = outbox;
  }

  decided(facts: readonly Fact[]): void {
    for (const fact of facts) {
      if (fact.kind === 'incident-closed') this.outbox.dropIncident(fact.incident);
      if (fact.kind === 'notice-queued' && fact.urgent) this.outbox.submit(fact);
    }
  }

  settled(facts: readonly Fact[]): void {
    for (const fact of facts) {
      if (fact.kind === 'notice-queued' && !fact.urgent) this.outbox.submit(fact);
    }
  }

  /** After a restart: everything that has no final result yet goes again. Twice is possible, never is not. */
  resume(): void {
    for (const order of [...this.state.outbox.values()]) this.outbox.submit(order);
  }
}
