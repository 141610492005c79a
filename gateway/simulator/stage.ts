/** What a scenario can do: find devices, make things happen at them, wait, and say what it does. */

import type { WindowName } from '../core/calendar/calendar.ts';
import type { DeviceKind } from '../core/school.ts';
import type { DeviceClock, Dice } from './clock.ts';
import type { SimulatedDevice } from './device.ts';
import type { PressWatch, WatchedPress } from './press-watch.ts';
import type { Voice } from './voice.ts';

export class StageOver extends Error {
  constructor() {
    super('the simulation was stopped');
    this.name = 'StageOver';
  }
}

export interface StageDeps {
  readonly devices: readonly SimulatedDevice[];
  readonly clock: DeviceClock;
  readonly dice: Dice;
  readonly voice: Voice;
  readonly presses: PressWatch;
  /** Which part of the school's day it is. */
  readonly window: () => WindowName;
  /** Story time runs this many times faster; heartbeats and acknowledgements keep real time. */
  readonly speed: number;
  readonly over: AbortSignal;
  /** Guards walk by a plan: nobody else taps a card. */
  readonly guarded?: boolean;
}

export interface PressDetails {
  readonly level?: 'help' | 'urgent';
  /** Milliseconds. */
  readonly hold?: number;
  readonly drill?: boolean;
}

export class Stage {
  readonly dice: Dice;
  readonly #deps: StageDeps;

  constructor(deps: StageDeps) {
    this.dice = deps.dice;
    this.#deps = deps;
  }

  get guarded(): boolean {
    return this.#deps.guarded ?? false;
  }

  all(): readonly SimulatedDevice[] {
    return this.#deps.devices;
  }

  of(kind: DeviceKind): readonly SimulatedDevice[] {
    return this.#deps.devices.filter((device) => device.spec.kind === kind);
  }

  /** Help buttons, those in blind spots first: the order in which a story needs them. */
  buttons(): readonly SimulatedDevice[] {
    return this.of('button').toSorted((a, b) => Number(b.spec.blindSpot) - Number(a.spec.blindSpot));
  }

  /** One of them by chance, or null where there is none. */
  oneOf(devices: readonly SimulatedDevice[]): SimulatedDevice | null {
    return devices[Math.floor(this.dice() * devices.length)] ?? null;
  }

  /** At night, at weekends and in the holidays nobody but the patrol is about. */
  isEmpty(): boolean {
    const window = this.#deps.window();
    return window === 'night' || window === 'closed';
  }

  say(zh: string, en: string): void {
    this.#deps.voice.say(zh, en);
  }

  press(button: SimulatedDevice, details: PressDetails = {}): WatchedPress {
    const { id, zoneName } = button.spec;
    this.say(`▶ 有人按下 ${id}（${zoneName}）`, `▶ ${id} is pressed (${zoneName})`);
    const held = button.send({ type: 'press', hold: 900 + Math.round(this.dice() * 1500), ...details });
    return this.#deps.presses.pressed(id, held);
  }

  /** Resolves to whether every press so far was recorded within the (real) time. */
  allRecorded(withinMs: number): Promise<boolean> {
    return this.#deps.presses.allRecorded(withinMs);
  }

  /** Story time: divided by the speed. Rejects with StageOver when the simulation is stopped. */
  wait(storyMs: number): Promise<void> {
    return this.waitReal(storyMs / this.#deps.speed);
  }

  /** For what the gateway itself measures (a device is silent after 90 s): speed does not change it. */
  waitReal(ms: number): Promise<void> {
    const { clock, over } = this.#deps;
    return new Promise((resolve, reject) => {
      if (over.aborted) {
        reject(new StageOver());
        return;
      }
      const stop = (): void => {
        cancel();
        reject(new StageOver());
      };
      const cancel = clock.after(ms, () => {
        over.removeEventListener('abort', stop);
        resolve();
      });
      over.addEventListener('abort', stop, { once: true });
    });
  }

  /** Looks every 100 ms, at most this long. */
  async until(condition: () => boolean, withinMs: number): Promise<boolean> {
    for (let waited = 0; waited <= withinMs; waited += 100) {
      if (condition()) return true;
      await this.waitReal(100);
    }
    return condition();
  }
}
