/** Who is connected, from where, and who has yet to say who it is. Aedes' own `connectedClients` drifts. */

import type { BrokerLimits } from './limits.ts';
import type { Refusal } from './refusal.ts';

export interface Member {
  readonly device: string | null;
  /** Monotonic milliseconds. */
  readonly acceptedAt: number;
  /** Ends it because of `why`; the newer connection with the same credential takes its place [MQTT-3.1.4-2]. */
  takenOver(): void;
  /** Ends it because too many others wait to say who they are. */
  evict(): void;
}

export class Roster<M extends Member> {
  readonly #limits: BrokerLimits;
  readonly #now: () => number;
  readonly #members = new Set<M>();
  readonly #devices = new Map<string, M>();
  readonly #silent = new Set<M>();
  readonly #perAddress = new Map<string, number>();
  #sockets = 0;

  /** `now`: monotonic milliseconds. */
  constructor(limits: BrokerLimits, now: () => number) {
    this.#limits = limits;
    this.#now = now;
  }

  /** A socket was accepted: null where it may stay, and then `socketClosed` must follow. */
  socketOpened(address: string): Refusal | null {
    const fromAddress = this.#perAddress.get(address) ?? 0;
    if (this.#sockets >= this.#limits.connections) return 'too-many-connections';
    if (fromAddress >= this.#limits.connectionsPerAddress) return 'too-many-from-address';
    this.#sockets++;
    this.#perAddress.set(address, fromAddress + 1);
    return null;
  }

  socketClosed(address: string): void {
    this.#sockets--;
    const left = (this.#perAddress.get(address) ?? 1) - 1;
    if (left > 0) this.#perAddress.set(address, left);
    else this.#perAddress.delete(address);
  }

  /** A connection that has not said who it is. Evicts the longest-waiting one where there are too many. */
  add(member: M): void {
    this.#members.add(member);
    this.#silent.add(member);
    if (this.#silent.size <= this.#limits.idleConnections) return;
    for (const longest of this.#silent) {
      // In a reconnect storm thousands are accepted before the first can be read: they are not the ones to close.
      if (this.#now() - longest.acceptedAt < this.#limits.idleGraceMs) return;
      this.#silent.delete(longest);
      longest.evict();
      return;
    }
  }

  /** It has sent a whole CONNECT. */
  spoke(member: M): void {
    this.#silent.delete(member);
  }

  /** The device's credential was right: answers whether it took over an older connection. */
  enter(device: string, member: M): boolean {
    const older = this.#devices.get(device);
    older?.takenOver();
    this.#devices.set(device, member);
    return older !== undefined;
  }

  leave(member: M): void {
    this.#silent.delete(member);
    if (member.device !== null && this.#devices.get(member.device) === member) this.#devices.delete(member.device);
  }

  /** Its socket is closed for good. */
  forget(member: M): void {
    this.leave(member);
    this.#members.delete(member);
  }

  find(device: string): M | undefined {
    return this.#devices.get(device);
  }

  members(): Iterable<M> {
    return this.#members;
  }

  counts(): { readonly sockets: number; readonly devices: number; readonly silent: number } {
    return { sockets: this.#sockets, devices: this.#devices.size, silent: this.#silent.size };
  }
}
