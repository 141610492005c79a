/**
 * One connection, from accept to close: everything between the socket and Aedes. Invariants:
 * - nothing is handled before the credential was right, and nothing reaches Aedes unread or larger than its limit;
 * - a PUBLISH never reaches Aedes: it is handed to the flow at once, and acknowledged only when the flow says that the fact
 *   is on disk [MQTT-4.3.2-2], in the order of arrival [MQTT-4.6.0-2]. So a press does not wait behind telemetry that waits
 *   for the disk, on the same connection either (52 ms against 0.9 ms with Aedes reading in batches);
 * - Aedes keeps the session, CONNACK, the subscription and QoS 1 to the device; identity, wills and keep-alive are decided here.
 */

import type { Duplex } from 'node:stream';
import type { AccessOf, CommandResult, DeviceIdentity, LinkEvents } from '../../ports/device-link.ts';
import type { Admission, Newcomer } from './admission.ts';
import { type Connect, readConnect } from './connect-packet.ts';
import type { Counters } from './counters.ts';
import { EventInlet } from './event-inlet.ts';
import type { Flushable, FlushTurn } from './flush-turn.ts';
import { Framer } from './framer.ts';
import type { Refusal } from './refusal.ts';
import type { Member, Roster } from './roster.ts';
import { Session, type SessionHouse } from './session.ts';
import { CONNACK, type Certificate, signIn } from './sign-in.ts';
import { publishWill } from './will.ts';
import { Wire } from './wire.ts';

/** What all connections of a broker share. */
export interface GateHouse extends SessionHouse {
  readonly identity: DeviceIdentity;
  /** Guarded: never throws. */
  readonly accessOf: AccessOf;
  /** Guarded: never throws. */
  readonly events: LinkEvents;
  readonly counters: Counters;
  readonly roster: Roster<Gate>;
  /** Those that may be shown states: few, and no devices. */
  readonly readers: Set<Gate>;
  readonly admission: Admission;
  readonly flushes: FlushTurn;
  /** Monotonic milliseconds. */
  now(): number;
}

type Stage = 'silent' | 'queued' | 'joining' | 'ready' | 'closed';

const CONNECT = 0x10;
const DISCONNECT = 0xe0;
const TYPE_CONNECT = 1;
const TYPE_PUBLISH = 3;

export class Gate implements Member, Newcomer, Flushable {
  device: string | null = null;
  readonly address: string;
  readonly acceptedAt: number;
  readonly #house: GateHouse;
  readonly #wire: Wire;
  readonly #certificate: Certificate;
  readonly #framer: Framer;
  #stage: Stage = 'silent';
  #connect: Connect | null = null;
  #inlet: EventInlet | null = null;
  #session: Session | null = null;
  #accepted = false;
  #insideAedes = false;
  #working = false;
  #resting = false;
  #stageSince: number;
  #failingSince: number | null = null;
  #lastPacketAt: number;

  /** `acceptedAt`: when bytes could first be read, after any TLS handshake (which has a deadline of its own). */
  constructor(house: GateHouse, socket: Duplex, address: string, certificate: Certificate, acceptedAt: number) {
    this.#house = house;
    this.address = address;
    this.acceptedAt = acceptedAt;
    this.#certificate = certificate;
    this.#stageSince = acceptedAt;
    this.#lastPacketAt = acceptedAt;
    this.#framer = new Framer(house.limits.packetBytesBeforeSignIn);
    this.#wire = new Wire(socket, house.limits, {
      data: (chunk) => this.#receive(chunk),
      ended: (why) => this.close(why),
      gone: () => house.roster.forget(this),
    });
    house.roster.add(this);
  }

  /** Called every 250 ms or so. Keep-alive [MQTT-3.1.2-24] runs here because PUBLISH never reaches Aedes. */
  tick(now: number): void {
    const { limits, counters } = this.#house;
    const waited = now - this.#stageSince;
    const draining = this.#wire.tick(now);
    if (this.#stage === 'closed') return;
    if (!draining) {
      this.#tooSlow();
    } else if (this.#stage === 'silent' && waited > limits.handshakeMs) {
      this.#refuse('handshake-timeout');
    } else if (!this.#accepted && waited > limits.admissionMs) {
      this.close('admission');
    } else if (this.#accepted && now - this.#lastPacketAt > (this.#connect?.keepAliveSeconds ?? 0) * 1500) {
      counters.add('keep_alive_timeouts');
      this.close('keep-alive');
    } else if (this.#failingSince !== null && now - this.#failingSince > limits.bridgeUnstoredMs) {
      this.close('unstored');
    }
  }

  /** QoS 1 to the device; see `DeviceLink.command`. */
  command(payload: Buffer): Promise<CommandResult> {
    return this.#session?.command(payload) ?? Promise.resolve('offline');
  }

  /** A state that is shown has changed. */
  shown(topic: string, packet: Buffer): void {
    this.#session?.shown(topic, packet);
  }

  takenOver(): void {
    this.#house.counters.add('takeovers');
    this.close('taken-over');
  }

  evict(): void {
    this.#refuse('idle');
  }

  flush(): void {
    const inlet = this.#inlet;
    // CONNACK goes first [MQTT-3.2.0-1].
    if (this.#stage === 'closed' || !this.#accepted || !inlet || inlet.acks.ready === 0) return;
    this.#house.counters.add('pubacks', inlet.acks.ready);
    this.#send(inlet.acks.take());
  }

  /** Newcomer: the credential is checked now. Packets sent right behind CONNECT are read once it was right. */
  signIn(): boolean {
    if (this.#stage !== 'queued' || !this.#connect) return false;
    const { identity, limits, counters, accessOf } = this.#house;
    const verdict = signIn(this.#connect, this.#certificate, identity, limits, accessOf);
    if (!verdict.ok) {
      this.#refuse(verdict.what, verdict.device, Buffer.from([0x20, 2, 0, verdict.code]));
      return false;
    }
    counters.add('signed_in');
    this.#enter(verdict.device, this.#connect.clean);
    this.#work();
    return this.#isOpen();
  }

  #enter(device: string, clean: boolean): void {
    const { roster, limits, events, counters, flushes } = this.#house;
    const access = this.#house.accessOf(device);
    roster.enter(device, this);
    this.device = device;
    if (access && access.read.length > 0) this.#house.readers.add(this);
    this.#stage = 'joining';
    this.#framer.setLimit(access ? limits.bridgePacketBytes : limits.packetBytes);
    this.#inlet = new EventInlet(device, access, events, counters, {
      ready: () => flushes.add(this),
      unstored: () => this.close('unstored'),
      failing: () => {
        this.#failingSince ??= this.#house.now();
      },
      stray: (what) => this.#note(what),
    });
    this.#session = new Session(device, clean, access, this.#house, {
      accepted: () => {
        this.#accepted = true;
        this.#lastPacketAt = this.#house.now();
        flushes.add(this);
      },
      send: (bytes) => this.#send(bytes),
      refusedFilter: () => this.#note('subscription'),
      listening: () => events.listening(device),
      room: () => this.#work(),
      closed: () => this.close('broker'),
    });
    events.connected(device, this.address);
  }

  /** Newcomer: Aedes takes it in. */
  join(): boolean {
    if (this.#stage !== 'joining') return false;
    this.#insideAedes = true;
    this.#session?.join();
    return true;
  }

  /** Aedes has sent CONNACK and what the session held: packets kept back so far go in. */
  joined(): void {
    if (this.#stage !== 'joining') return;
    this.#stage = 'ready';
    this.#leaveDoor();
    this.#session?.open();
    this.#work();
  }

  /** Ends the connection. The will is published unless the device or the gateway said goodbye [MQTT-3.1.2-8]. */
  close(why: string, lastWords: Buffer | null = null): void {
    if (this.#stage === 'closed') return;
    this.#stage = 'closed';
    const { device } = this;
    const { events, counters, roster } = this.#house;
    const will = this.#accepted && why !== 'disconnect' && why !== 'stopped' ? this.#connect?.will : null;
    this.#framer.drop();
    roster.leave(this);
    this.#house.readers.delete(this);
    this.#leaveDoor();
    this.#session?.close();
    this.#wire.close(lastWords, this.#house.now());
    if (device === null) return;
    if (will) publishWill(will, device, events, counters);
    events.disconnected(device, why);
  }

  #receive(chunk: Buffer): void {
    if (this.#stage === 'closed') return;
    this.#framer.append(chunk);
    this.#work();
  }

  /** A bug in here ends this connection: unheard it would end the gateway, and the packet would come again after its restart. */
  #work(): void {
    if (this.#resting || this.#working) return;
    this.#working = true;
    try {
      this.#takePackets();
    } catch {
      this.#house.counters.add('handler_errors');
      this.close('bug');
    }
    this.#working = false;
    if (this.#isOpen()) this.#wire.reading(!this.#resting && this.#mayRead());
  }

  /** Takes packets until there are none, the stage says wait, or this turn's share is used. */
  #takePackets(): void {
    let taken = 0;
    let until = 0;
    while (this.#mayRead()) {
      const step = this.#framer.next();
      if (step === 'more') break;
      if (step !== 'packet') {
        if (this.#misframed(step) === 'wait') break;
        continue;
      }
      if (taken === 0) until = this.#packetsCame();
      this.#packet();
      if ((++taken & 31) === 0 && this.#house.now() > until) {
        this.#rest();
        break;
      }
    }
  }

  #mayRead(): boolean {
    if (this.#stage === 'joining' || this.#stage === 'ready') return !this.#session?.full;
    return this.#stage === 'silent';
  }

  #isOpen(): boolean {
    return this.#stage !== 'closed';
  }

  /** Answers when this turn's share ends. */
  #packetsCame(): number {
    const now = this.#house.now();
    this.#lastPacketAt = now;
    if (this.device !== null) this.#house.events.alive(this.device);
    return now + this.#house.limits.publishMsPerTurn;
  }

  /** Others first: the rest of this connection's bytes is worked on in the next turn. */
  #rest(): void {
    this.#resting = true;
    setImmediate(() => {
      this.#resting = false;
      if (this.#isOpen()) this.#work();
    });
  }

  #packet(): void {
    const { bytes, start, body, end } = this.#framer;
    const first = bytes[start] ?? 0;
    if (!this.#inlet || !this.#session) {
      this.#connectPacket(bytes, first, body, end);
      return;
    }
    if (first >> 4 === TYPE_PUBLISH) {
      const outcome = this.#inlet.publish(bytes, first, body, end);
      if (outcome !== 'taken') this.#refuse(outcome);
    } else if (first >> 4 === TYPE_CONNECT) {
      this.#refuse('second-connect'); // [MQTT-3.1.0-2]
    } else if (first === DISCONNECT && body === end) {
      this.close('disconnect'); // [MQTT-3.14.4-3]
    } else {
      const outcome = this.#session.packet(bytes, first, start, body, end);
      if (outcome !== 'taken') this.#refuse(outcome);
    }
  }

  #connectPacket(bytes: Buffer, first: number, body: number, end: number): void {
    if (first !== CONNECT) return this.#refuse('not-connect'); // [MQTT-3.1.0-1], [MQTT-2.2.2-2]
    const read = readConnect(bytes, body, end);
    if (!read.ok) {
      const answer = read.why === 'protocol-level' ? Buffer.from([0x20, 2, 0, CONNACK.level]) : null;
      return this.#refuse(read.why, null, answer);
    }
    this.#connect = read.connect;
    this.#stage = 'queued';
    this.#stageSince = this.#house.now();
    this.#house.roster.spoke(this);
    this.#house.admission.arrive(this);
  }

  #misframed(step: 'oversize' | 'malformed'): 'wait' | 'closed' {
    const { bytes, start, body, end, arrived } = this.#framer;
    const first = bytes[start] ?? 0;
    if (!this.#inlet && first !== CONNECT) {
      this.#refuse('not-connect');
    } else if (step === 'oversize' && this.#inlet && first >> 4 === TYPE_PUBLISH) {
      const outcome = this.#inlet.oversize(bytes, first, body, end, arrived);
      if (outcome === 'wait') return 'wait';
      this.#refuse(outcome);
    } else {
      this.#refuse(step);
    }
    return 'closed';
  }

  #send(bytes: Buffer): void {
    if (this.#isOpen() && !this.#wire.write(bytes)) this.#tooSlow();
  }

  #tooSlow(): void {
    this.#house.counters.add('slow_readers');
    this.close('slow-reader');
  }

  /** Counts and reports a refusal; `device` where its credential was right, although it may not come in. */
  #note(what: Refusal, device: string | null = null): void {
    this.#house.counters.refused(what);
    this.#house.events.refused(this.device ?? device ?? this.address, what);
  }

  #refuse(what: Refusal, device: string | null = null, lastWords: Buffer | null = null): void {
    if (!this.#isOpen()) return;
    this.#note(what, device);
    this.close(what, lastWords);
  }

  #leaveDoor(): void {
    if (!this.#insideAedes) return;
    this.#insideAedes = false;
    this.#house.admission.joined();
  }
}
