/** The quiet light on the button: what has become of the newest press of each device that called. */

import type { CampusState } from '../../core/campus.ts';
import type { EventName, Fact } from '../../core/facts.ts';
import type { Incident } from '../../core/incident/incident.ts';
import type { Command, ReceiptState } from '../../contract/mqtt.ts';
import type { Reactor } from '../engine/engine.ts';

const keyOf = ({ device, boot, seq }: EventName): string => `${device} ${boot}:${seq}`;

export type SendCommand = (device: string, command: Command) => void;

function receipt(name: EventName, state: ReceiptState): Command {
  return {
    v: 1,
    type: 'receipt',
    ...(name.boot === null ? {} : { boot: name.boot }),
    ...(name.seq === null ? {} : { seq: name.seq }),
    state,
  };
}

/** How far an incident has come, in a receipt's words. */
export function receiptState(incident: Incident): ReceiptState {
  if (incident.status !== 'open') return incident.status;
  return incident.reached.length > 0 ? 'notified' : 'recorded';
}

/** A fact's news for the callers, if it is news: `notified` is said once, when the first person was reached. */
function newsOf(fact: Fact, incident: Incident, notified: Set<string>): ReceiptState | null {
  switch (fact.kind) {
    case 'notice-sent':
      if (fact.person === null || incident.status !== 'open' || notified.has(incident.id)) return null;
      notified.add(incident.id);
      return 'notified';
    case 'incident-joined':
      // A further press hears `recorded` first; what is beyond that follows here.
      return fact.press && receiptState(incident) !== 'recorded' ? receiptState(incident) : null;
    case 'incident-taken':
    case 'incident-handed-over':
      return 'taken';
    case 'incident-arrived':
      return 'arrived';
    case 'incident-closed':
      notified.delete(incident.id);
      return 'closed';
    default:
      return null;
  }
}

export class Receipts implements Reactor {
  private readonly state: CampusState;
  private readonly send: SendCommand;
  private readonly notified = new Set<string>();
  /** Presses decided but not on disk yet, by name: nobody hears `recorded` of them. */
  private readonly unrecorded = new Map<string, number>();

  constructor(state: CampusState, send: SendCommand) {
    this.state = state;
    this.send = send;
    for (const incident of state.incidents.values()) {
      if (incident.status !== 'closed' && incident.reached.length > 0) this.notified.add(incident.id);
    }
  }

  /** The press is on disk. Only then (promise 2). */
  recorded(name: EventName): void {
    const key = keyOf(name);
    const others = (this.unrecorded.get(key) ?? 0) - 1;
    if (others > 0) this.unrecorded.set(key, others);
    else this.unrecorded.delete(key);
    this.send(name.device, receipt(name, 'recorded'));
  }

  decided(facts: readonly Fact[]): void {
    for (const fact of facts) {
      if (fact.kind === 'press') this.unrecorded.set(keyOf(fact), (this.unrecorded.get(keyOf(fact)) ?? 0) + 1);
    }
  }

  settled(facts: readonly Fact[], _stored: boolean): void {
    for (const fact of facts) {
      if (!('incident' in fact)) continue;
      const incident = this.state.incidents.get(fact.incident);
      const news = incident && newsOf(fact, incident, this.notified);
      if (!incident || !news) continue;
      const callers = fact.kind === 'incident-joined' && fact.press ? [fact.press] : Object.values(incident.callers);
      for (const name of callers) this.send(name.device, receipt(name, news));
    }
  }

  /** A device has (re)subscribed, or repeated a press: the state of its newest open press, again. */
  remind(device: string): void {
    let newest: Incident | null = null;
    for (const incident of this.state.incidents.values()) {
      if (incident.status === 'closed' || !incident.callers[device]) continue;
      if (!newest || incident.lastPressT >= newest.lastPressT) newest = incident;
    }
    const name = newest?.callers[device];
    if (!newest || !name) return;
    const state = receiptState(newest);
    // It follows by itself once the disk has the press (promise 2).
    if (state === 'recorded' && this.unrecorded.has(keyOf(name))) return;
    this.send(device, receipt(name, state));
  }
}
