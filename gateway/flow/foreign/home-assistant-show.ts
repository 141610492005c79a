/**
 * Keeps what Home Assistant is shown up to date, on our broker and on upstream ones: once a second what has changed, and all of it
 * anew when Home Assistant or an upstream comes back; nothing while nobody looks. One way only: nothing that is shown is ever read.
 */

import {
  homeAssistantEntities,
  homeAssistantStates,
  type Shown,
  statusTopic,
} from '../../core/profile/home-assistant.ts';
import type { Device, School } from '../../core/school.ts';
import { seconds } from '../../core/time.ts';
import type { Cancel } from '../../ports/clock.ts';
import type { Engine } from '../engine/engine.ts';

/** A broker that shows states; `OWN` is ours. */
export type PutState = (sink: string, topic: string, payload: string) => void;
export const OWN = '';

const EVERY = seconds(1);

export class HomeAssistantShow {
  private readonly engine: Engine;
  private readonly isOnline: (device: Device) => boolean;
  private readonly put: PutState;
  private readonly isLooking: (sink: string) => boolean;
  private entities: { readonly of: School; readonly shown: readonly Shown[] } | null = null;
  /** What each sink shows, by topic. */
  private readonly shown = new Map<string, Map<string, string>>();
  private next: Cancel | null = null;

  /** @param isLooking whether somebody reads there at all: a reader that has just come is shown everything within a second */
  constructor(
    engine: Engine,
    isOnline: (device: Device) => boolean,
    put: PutState,
    isLooking: (sink: string) => boolean,
  ) {
    this.engine = engine;
    this.isLooking = isLooking;
    this.isOnline = isOnline;
    this.put = put;
  }

  start(): void {
    this.next = this.engine.clock.after(EVERY, () => {
      this.engine.guard('home-assistant', () => this.look());
      this.start();
    });
  }

  /** Says that the gateway is gone. */
  stop(): void {
    this.next?.();
    this.next = null;
    const out = this.engine.school.foreign?.homeAssistant;
    if (out) for (const sink of this.shown.keys()) this.put(sink, statusTopic(out), 'offline');
  }

  /** It has forgotten what it was shown. */
  again(sink: string): void {
    this.shown.delete(sink);
  }

  private look(): void {
    const { school, state } = this.engine;
    const out = school.foreign?.homeAssistant;
    const sinks = out ? [...(out.users.length > 0 ? [OWN] : []), ...out.upstreams] : [];
    for (const sink of this.shown.keys()) if (!sinks.includes(sink)) this.show(sink, new Map());
    const looking = sinks.filter(this.isLooking);
    if (!out || looking.length === 0) return;
    if (this.entities?.of !== school) this.entities = { of: school, shown: homeAssistantEntities(out, school) };
    const states = homeAssistantStates(out, school, state, this.isOnline);
    const view = new Map([...states, ...this.entities.shown].map(({ topic, payload }) => [topic, payload] as const));
    for (const sink of looking) this.show(sink, view);
  }

  /** What is no more is taken away with an empty payload. */
  private show(sink: string, view: ReadonlyMap<string, string>): void {
    const before = this.shown.get(sink) ?? new Map<string, string>();
    for (const [topic, payload] of view) if (before.get(topic) !== payload) this.put(sink, topic, payload);
    for (const topic of before.keys()) if (!view.has(topic)) this.put(sink, topic, '');
    if (view.size === 0) this.shown.delete(sink);
    else this.shown.set(sink, new Map(view));
  }
}
