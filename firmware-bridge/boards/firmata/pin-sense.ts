/** From what a pin reads to what it means: a door that is open, a corridor in which something moves. Pure. */

import type { PinSetting } from './messages.ts';

/** An analog reading must fall this far below its level before the activity is over, or noise at the level would chatter. */
const HYSTERESIS = 0.05;

export class PinSense {
  readonly #setting: PinSetting;
  #active: boolean | null = null;

  constructor(setting: PinSetting) {
    this.#setting = setting;
  }

  /** The state where it is the first or another one, else null. */
  take(reading: number): boolean | null {
    const active = this.#meaning(reading);
    if (active === this.#active) return null;
    this.#active = active;
    return active;
  }

  /** A reed pulls its pin low while the door is shut; a detector drives it high while something moves. */
  #meaning(reading: number): boolean {
    const { as, above, invert } = this.#setting;
    if (as !== 'analog') return (reading !== 0) !== invert;
    const was = this.#active === null ? false : this.#active !== invert;
    const high = was ? reading > above * (1 - HYSTERESIS) : reading > above;
    return high !== invert;
  }
}
