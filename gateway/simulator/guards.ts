/** Simulated guards: they walk the rounds of their plan and tap their cards, on real time whatever the story's speed. */

import type { DeviceClock } from './clock.ts';
import type { SimulatedDevice } from './device.ts';
import type { Voice } from './voice.ts';

export interface PlannedTap {
  readonly device: string;
  readonly card: string;
  /** Epoch ms. */
  readonly atMs: number;
}

/** What guards know of their day. */
export interface PatrolPlan {
  /** Wall time, epoch ms. */
  now(): number;
  /** Taps after `fromMs` up to `toMs`. @param onPostMs since when they walk: a round under way is begun anew from there */
  taps(fromMs: number, toMs: number, onPostMs: number): readonly PlannedTap[];
}

const LOOK_MS = 1000;
/** After a pause longer than this (the machine slept) nobody makes up for lost taps: that would look like a cheat. */
const PAUSE_MS = 60_000;

export class Guards {
  readonly #plan: PatrolPlan;
  readonly #devices: ReadonlyMap<string, SimulatedDevice>;
  readonly #clock: DeviceClock;
  readonly #voice: Voice;
  #cancel: () => void = () => {};
  #lookedMs = 0;
  #onPostMs = 0;

  constructor(plan: PatrolPlan, devices: readonly SimulatedDevice[], clock: DeviceClock, voice: Voice) {
    this.#plan = plan;
    this.#devices = new Map(devices.map((device) => [device.spec.id, device]));
    this.#clock = clock;
    this.#voice = voice;
  }

  start(): void {
    this.#lookedMs = this.#plan.now();
    this.#onPostMs = this.#lookedMs;
    this.#again();
  }

  stop(): void {
    this.#cancel();
  }

  #again(): void {
    this.#cancel = this.#clock.after(LOOK_MS, () => {
      this.#look(this.#plan.now());
      this.#again();
    });
  }

  #look(nowMs: number): void {
    if (nowMs < this.#lookedMs || nowMs - this.#lookedMs > PAUSE_MS) this.#onPostMs = nowMs;
    else for (const tap of this.#plan.taps(this.#lookedMs, nowMs, this.#onPostMs)) this.#tap(tap);
    this.#lookedMs = nowMs;
  }

  #tap({ device, card }: PlannedTap): void {
    const reader = this.#devices.get(device);
    if (reader === undefined) return;
    reader.send({ type: 'checkin', card });
    this.#voice.say(`巡更：${reader.spec.zoneName} 刷卡`, `patrol: card at ${reader.spec.zoneName}`);
  }
}
