/** Sirens and lamps fall silent when nobody's unowned alarm needs them any more. Sounding them is the pager's work. */

import type { CampusState } from '../../core/campus.ts';
import type { Fact } from '../../core/facts.ts';
import type { Reactor } from '../engine/engine.ts';
import type { SendCommand } from './receipts.ts';

export class Outputs implements Reactor {
  private readonly state: CampusState;
  private readonly send: SendCommand;

  constructor(state: CampusState, send: SendCommand) {
    this.state = state;
    this.send = send;
  }

  settled(facts: readonly Fact[]): void {
    for (const fact of facts) {
      if (fact.kind !== 'incident-taken' && fact.kind !== 'incident-closed') continue;
      for (const device of this.state.incidents.get(fact.incident)?.outputs ?? []) {
        if (!this.neededElsewhere(device)) this.send(device, { v: 1, type: 'output', on: false, pattern: 'off' });
      }
    }
  }

  private neededElsewhere(device: string): boolean {
    for (const incident of this.state.incidents.values()) {
      if (incident.status === 'open' && incident.outputs.includes(device)) return true;
    }
    return false;
  }
}
