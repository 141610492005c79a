/** The MQTT broker of the gateway: Aedes behind gates of our own (docs/adr: the guard around Aedes). */

import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Command } from '../../contract/mqtt.ts';
import type {
  AccessOf,
  CommandResult,
  DeviceIdentity,
  DeviceLink,
  LinkEvents,
  StateShow,
} from '../../ports/device-link.ts';
import { Admission } from './admission.ts';
import { Counters } from './counters.ts';
import { FlushTurn } from './flush-turn.ts';
import { Gate, type GateHouse } from './gate.ts';
import { guardAccess, guardEvents, guardIdentity } from './guard.ts';
import { type HouseAedes, openAedes } from './house-aedes.ts';
import { type BrokerLimits, DEFAULT_BROKER_LIMITS } from './limits.ts';
import { type Door, type Doorkeeper, listenTcp, listenTls, type TlsOptions, WebSocketDoor } from './listeners.ts';
import type { Refusal } from './refusal.ts';
import { Roster } from './roster.ts';
import { publishPacket, Shelf } from './shelf.ts';
import { Sweep } from './sweep.ts';

export type { BrokerLimits } from './limits.ts';
export type { TlsOptions } from './listeners.ts';

export interface BrokerOptions {
  /** Address to listen on; default: every interface. */
  readonly host?: string | undefined;
  /** 0 = any free port. */
  readonly mqttPort: number;
  readonly tls?: TlsOptions | null | undefined;
  readonly limits?: Partial<BrokerLimits> | undefined;
  /** Bridges and readers; default: there are none. */
  readonly accessOf?: AccessOf | undefined;
}

export interface Broker extends DeviceLink, StateShow {
  readonly mqttPort: number;
  readonly mqttsPort: number | null;
  /** MQTT over WebSocket: for the HTTP server's `upgrade` event. Answers for itself, also where path or subprotocol are wrong. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Counters and gauges since the start, snake_case. */
  counters(): Record<string, number>;
  /** Stops accepting and closes every socket, within 2 s. Wills are not published. Idempotent. */
  stop(): Promise<void>;
}

const STOP_MS = 1_500;
const now = (): number => performance.now();

/** Listens. Rejects with Node's error (`code`, `port`) where a port is taken. */
export async function startBroker(
  options: BrokerOptions,
  identity: DeviceIdentity,
  events: LinkEvents,
): Promise<Broker> {
  const limits = { ...DEFAULT_BROKER_LIMITS, ...options.limits };
  const counters = new Counters();
  const aedes = await openAedes({
    ready: (device) => house.roster.find(device)?.joined(),
    failed: () => counters.add('broker_errors'),
  });
  const house: GateHouse = {
    limits,
    counters,
    identity: guardIdentity(identity, counters),
    accessOf: guardAccess(options.accessOf ?? (() => null), counters),
    shelf: new Shelf(),
    readers: new Set(),
    events: guardEvents(events, counters),
    roster: new Roster<Gate>(limits, now),
    admission: new Admission({ atOnce: limits.connectsAtOnce, msPerTurn: limits.signInMsPerTurn, now }),
    flushes: new FlushTurn(),
    grants: new Map(),
    now,
    handle: (side) => aedes.handle(side),
  };
  const keeper = doorkeeper(house);
  const doors: Door[] = [];
  try {
    doors.push(await listenTcp(options.host, options.mqttPort, limits, keeper));
    if (options.tls) doors.push(await listenTls(options.host, options.tls, limits, keeper));
  } catch (error) {
    await Promise.all([...doors.map((door) => door.close()), aedes.close()]);
    throw error;
  }
  return new GuardedBroker(house, aedes, doors, new WebSocketDoor(limits, keeper));
}

function doorkeeper(house: GateHouse): Doorkeeper {
  const refuse = (address: string, what: Refusal): void => {
    house.counters.refused(what);
    house.events.refused(address, what);
  };
  return {
    came: (address) => {
      const full = house.roster.socketOpened(address);
      if (full) refuse(address, full);
      else house.counters.add('accepted_connections');
      return full === null;
    },
    left: (address) => house.roster.socketClosed(address),
    entered: (stream, address, certificate, acceptedAt) => {
      void new Gate(house, stream, address, certificate, acceptedAt);
    },
    refusedUpgrade: (address) => refuse(address, 'websocket'),
    now,
  };
}

class GuardedBroker implements Broker {
  readonly mqttPort: number;
  readonly mqttsPort: number | null;
  readonly #house: GateHouse;
  readonly #aedes: HouseAedes;
  readonly #doors: readonly Door[];
  readonly #webSockets: WebSocketDoor;
  readonly #sweep: Sweep;
  #stopped: Promise<void> | null = null;

  constructor(house: GateHouse, aedes: HouseAedes, doors: readonly Door[], webSockets: WebSocketDoor) {
    this.#house = house;
    this.#aedes = aedes;
    this.#doors = doors;
    this.#webSockets = webSockets;
    this.#sweep = new Sweep(now, () => house.roster.members());
    this.mqttPort = doors[0]?.port ?? 0;
    this.mqttsPort = doors[1]?.port ?? null;
  }

  async command(device: string, command: Command): Promise<CommandResult> {
    const gate = this.#house.roster.find(device);
    if (!gate) return 'offline';
    this.#house.counters.add('commands');
    const result = await gate.command(Buffer.from(JSON.stringify(command)));
    this.#house.counters.add(result === 'acknowledged' ? 'commands_acknowledged' : 'commands_unacknowledged');
    return result;
  }

  isConnected(device: string): boolean {
    return this.#house.roster.find(device) !== undefined;
  }

  connections(): number {
    return this.#house.roster.counts().devices;
  }

  disconnect(device: string): void {
    this.#house.roster.find(device)?.close('ended-by-gateway');
  }

  show(topic: string, payload: string): void {
    const bytes = Buffer.from(payload);
    this.#house.shelf.put(topic, bytes);
    const packet = publishPacket(topic, bytes, false);
    for (const reader of this.#house.readers) reader.shown(topic, packet);
  }

  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (this.#stopped) socket.destroy();
    else this.#webSockets.upgrade(request, socket, head);
  }

  counters(): Record<string, number> {
    const { sockets, devices, silent } = this.#house.roster.counts();
    return {
      ...this.#house.counters.read(),
      sockets,
      devices_connected: devices,
      sockets_silent: silent,
      waiting_at_door: this.#house.admission.waiting,
    };
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    this.#sweep.stop();
    const closing = Promise.all(this.#doors.map((door) => door.close()));
    for (const gate of [...this.#house.roster.members()]) gate.close('stopped');
    this.#webSockets.close();
    await soon(Promise.all([closing, this.#aedes.close()]));
  }
}

/** Whatever still hangs after this must not hold up the end of the process. */
function soon(work: Promise<unknown>): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, STOP_MS);
    const done = (): void => {
      clearTimeout(timer);
      resolve();
    };
    work.then(done, done);
  });
}
