/**
 * What devices of other makers say, on topics of their own, decided. A profile finds in it what our own devices would have said,
 * and from there it goes the same way. Invariants:
 * - a press is found before anything else of its message is looked at, and nothing that fails on the rest takes it along;
 * - a message is acknowledged once, when all that it says is on disk;
 * - a device that nobody has named is listed, and its press alarms (promise 1).
 */

import { Echoes } from '../../core/profile/echoes.ts';
import { Body, type CompiledRead, interpret, type Interpretation, type Said } from '../../core/profile/interpret.ts';
import { type Meant, sayMeant } from '../../core/profile/meant.ts';
import type { Bridge, Foreign, Profile } from '../../core/profile/profile.ts';
import { type Route, Router } from '../../core/profile/router.ts';
import type { Instant } from '../../core/time.ts';
import type { Acknowledge, Inbound } from '../../ports/device-link.ts';
import type { Engine } from '../engine/engine.ts';
import type { PresenceTable } from '../engine/presence.ts';
import type { Telemetry } from '../intake/read.ts';
import { eventOf } from './event-words.ts';
import { learnDiscovery, learnInventory } from './inventory.ts';
import { PressWay } from './press-way.ts';
import { Settlement } from './settlement.ts';
import { StrangerIntake } from './stranger-intake.ts';
import type { Strangers } from './strangers.ts';
import type { Arrival, Ways } from './ways.ts';

export interface ForeignDeps {
  readonly engine: Engine;
  readonly presence: PresenceTable;
  readonly ways: Ways;
  readonly onDevice: (device: string) => void;
  readonly onBug: (where: string, error: unknown) => void;
  /** Home Assistant has come (back): what is shown to it is to be shown anew. */
  readonly onHomeAssistant: () => void;
}

type DeviceRoute = Extract<Route, { of: 'device' }>;

interface Read {
  readonly route: Exclude<Route, { of: 'inventory' }>;
  readonly found: Interpretation;
}

const NOTHING: Foreign = {
  profiles: new Map(),
  families: new Map(),
  bridges: new Map(),
  devices: [],
  upstreams: new Map(),
  homeAssistant: null,
};
const CODEC = 'codec-missing';
const LEFT = 'left';
const DAY_MS = 86_400_000;

export class ForeignIntake {
  private readonly deps: ForeignDeps;
  private readonly echoes = new Echoes();
  private readonly presses: PressWay;
  private readonly unnamed: StrangerIntake;
  private router = new Router(NOTHING);

  constructor(deps: ForeignDeps) {
    this.deps = deps;
    this.presses = new PressWay(deps.engine, deps.ways, this.echoes);
    this.unnamed = new StrangerIntake(deps.engine, deps.ways, this.presses);
  }

  /** Devices that nobody has named. */
  strangers(): Strangers {
    this.current();
    return this.unnamed.list;
  }

  message(inbound: Inbound, now: Instant, acknowledge: Acknowledge): void {
    const router = this.current();
    const settlement = new Settlement(acknowledge, inbound.eager === true);
    const routes = router.routes(inbound.device, inbound.topic);
    const inventory = routes.find((route) => route.of === 'inventory');
    if (inventory) {
      this.guarded(() => learnInventory(inbound.payload, inventory.inventory, this.learnFor(inventory.bridge.id)));
    } else {
      const body = new Body(inbound.payload.toString('utf8'));
      const arrival: Arrival = { inbound, text: body.text, now, settlement };
      if (routes.length === 0) this.guarded(() => this.unrouted(router, body, arrival));
      else this.routed(routes, body, arrival);
    }
    settlement.handedOver();
  }

  /** The devices of a new configuration are known from the next message on. */
  private current(): Router {
    const foreign = this.deps.engine.school.foreign ?? NOTHING;
    if (foreign === this.router.foreign) return this.router;
    const router = new Router(foreign);
    this.router = router;
    this.unnamed.list.prune(
      ({ bridge, lastTopic }) =>
        router.stranger(bridge, lastTopic) !== null && router.routes(bridge, lastTopic).length === 0,
    );
    return router;
  }

  private guarded(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.deps.onBug('foreign', error);
    }
  }

  /** A bug of ours in reading a help button does not swallow its press: what could not be decided alarms (promise 1). */
  private orAlarm(route: Read['route'], arrival: Arrival, act: () => void): void {
    try {
      act();
    } catch (error) {
      this.deps.onBug('foreign', error);
      if (route.of !== 'device' || route.device.kind !== 'button') return;
      if (!route.read.raises || arrival.inbound.retain) return;
      this.guarded(() => this.presses.unreadable(route.device.id, route.profile, 'undecided', arrival));
    }
  }

  /** Presses of all its readings first, then signs of life, then the rest. */
  private routed(routes: readonly Route[], body: Body, arrival: Arrival): void {
    const reads: Read[] = [];
    for (const route of routes) {
      if (route.of === 'inventory') continue;
      this.orAlarm(route, arrival, () =>
        reads.push({ route, found: interpret(route.read, body, arrival.inbound.retain) }),
      );
    }
    for (const { route, found } of reads)
      if (route.of === 'device') this.orAlarm(route, arrival, () => this.findPress(route, found, body, arrival));
    this.guarded(() => this.signsOfLife(reads, arrival));
    for (const { route, found } of reads) this.guarded(() => this.rest(route, found, arrival));
  }

  /** Retained presses raise nothing, but whoever set the bridge up so must be able to find out. */
  private isRetainedPress(read: CompiledRead, body: Body, { inbound }: Arrival): boolean {
    if (!inbound.retain || inbound.stale === true || read.level || !read.raises) return false;
    return interpret(read, body, false).said.some(({ meant, past }) => meant.means === 'press' && !past);
  }

  private findPress(
    { device, profile, read }: DeviceRoute,
    { said, trouble }: Interpretation,
    body: Body,
    arrival: Arrival,
  ): void {
    for (const one of said) {
      if (one.meant.means === 'press' && !one.past) this.presses.take(device.id, profile, one, arrival);
    }
    if (this.isRetainedPress(read, body, arrival)) {
      this.deps.ways.rejected(device.id, 'retained-press', arrival.inbound.payload, arrival.now);
    }
    if (trouble === null) return;
    if (device.kind === 'button' && read.raises && !arrival.inbound.retain) {
      this.presses.unreadable(device.id, profile, trouble, arrival);
    } else {
      this.deps.ways.rejected(device.id, trouble, arrival.inbound.payload, arrival.now);
    }
  }

  /** What a broker kept from before, last words, and being called offline are no signs of life. */
  private signsOfLife(reads: readonly Read[], { inbound, now }: Arrival): void {
    if (inbound.stale === true || inbound.will) return;
    const isGone = reads.some(({ found }) => found.said.some(({ meant }) => meant.means === 'offline'));
    if (isGone) return;
    for (const { route } of reads) {
      if (route.of !== 'device') continue;
      const { id } = route.device;
      this.deps.presence.heard(id, now.t, now.wall);
      if (this.hasFault(id, LEFT)) this.deps.ways.event(id, { type: 'restore', code: LEFT }, now, () => undefined);
      this.deps.onDevice(id);
    }
  }

  private rest(route: Read['route'], found: Interpretation, arrival: Arrival): void {
    if (route.of === 'device') return this.deviceSays(route, found, arrival);
    if (route.of === 'about') return this.about(route.bridge, found, arrival);
    for (const { meant } of found.said) this.bridgeSays(route.bridge, meant, arrival.now);
  }

  private deviceSays(
    { device, profile, read }: DeviceRoute,
    { said, trouble }: Interpretation,
    arrival: Arrival,
  ): void {
    const { inbound, text, now, settlement } = arrival;
    const { id } = device;
    if (read.codec !== null && (trouble === CODEC) !== this.hasFault(id, CODEC)) {
      const event: Telemetry = { type: trouble === CODEC ? 'fault' : 'restore', code: CODEC };
      this.deps.ways.event(id, event, now, settlement.part());
    }
    if (said.length === 0) return;
    const echo = this.echoes.isEcho(id, inbound.topic, text, profile.identity.within, now.t);
    for (const one of said) {
      if (one.past) this.past(id, one, arrival);
      else if (one.meant.means !== 'press') this.word(id, profile, one.meant, echo, arrival);
    }
  }

  private word(id: string, profile: Profile, meant: Meant, echo: boolean, { now, settlement }: Arrival): void {
    switch (meant.means) {
      case 'online':
        return;
      case 'offline':
        if (!profile.sleeps) this.deps.presence.lose(id, now.t, now.wall);
        return;
      case 'left':
        return this.left(id, now, settlement);
      case 'restart':
        this.presses.memory.began(id);
        break;
      case 'release':
        this.presses.memory.released(id);
        break;
      default:
    }
    const event = eventOf(meant);
    if (event && !echo && this.isNews(id, event)) this.deps.ways.event(id, event, now, settlement.part());
  }

  /** Faults and lids are told with every message: only a change of them is a fact. */
  private isNews(id: string, event: Telemetry): boolean {
    if (event.type === 'fault') return !this.hasFault(id, event.code);
    if (event.type === 'restore') return this.hasFault(id, event.code);
    return event.type !== 'tamper' || event.open !== (this.deps.engine.state.devices.get(id)?.lidOpen ?? null);
  }

  private hasFault(id: string, code: string): boolean {
    return this.deps.engine.state.devices.get(id)?.faults.includes(code) ?? false;
  }

  /** `history[]` tells of what was before: the record, never an alarm. */
  private past(id: string, { meant, whenMs }: Said, { now, settlement }: Arrival): void {
    if (this.echoes.isEcho(id, `past ${whenMs ?? ''}`, sayMeant(meant), DAY_MS, now.t)) return;
    // The number of a card does not go into the record this way.
    const of = meant.means === 'checkin' ? 'checkin' : sayMeant(meant);
    const fact = { kind: 'past-event-told', device: id, of, atMs: whenMs } as const;
    this.deps.engine.commit([fact], `device:${id}`, now, { keep: true, settled: settlement.part() });
  }

  /** One fault: its silence is not told on top of it. */
  private left(id: string, now: Instant, settlement: Settlement): void {
    if (!this.hasFault(id, LEFT)) this.deps.ways.event(id, { type: 'fault', code: LEFT }, now, settlement.part());
  }

  private bridgeSays({ id }: Bridge, { means }: Meant, now: Instant): void {
    if (means === 'online') this.deps.presence.heard(id, now.t, now.wall);
    if (means === 'offline') this.deps.presence.lose(id, now.t, now.wall);
    this.deps.onDevice(id);
  }

  private about(bridge: Bridge, { said, about }: Interpretation, { now, settlement }: Arrival): void {
    if (!said.some(({ meant }) => meant.means === 'left')) return;
    const devices = (this.router.children.get(bridge.id) ?? []).filter(({ address }) => about.includes(address));
    for (const { id } of devices) this.left(id, now, settlement);
    for (const address of about) this.unnamed.list.forget(bridge.id, address);
  }

  private unrouted(router: Router, body: Body, arrival: Arrival): void {
    const { device: link, topic } = arrival.inbound;
    if (router.foreign.homeAssistant?.users.includes(link)) {
      if (body.text.trim() === 'online') this.deps.onHomeAssistant();
      return;
    }
    if (topic.endsWith('/config')) learnDiscovery(body, this.learnFor(link));
    const stranger = router.stranger(link, topic);
    if (stranger) this.unnamed.message(stranger, body, arrival, router);
  }

  private learnFor(bridge: string): (address: string, model: string) => void {
    return (address, model) => this.unnamed.list.learn(bridge, address, model);
  }
}
