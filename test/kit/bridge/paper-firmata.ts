/** StandardFirmata on paper, as far as sensors need it: handshake, pin modes, digital and analog reports, resets at will. */

const VERSION = [0xf9, 2, 5];
const NAME = [0xf0, 0x79, 2, 5, ...[...'Paper'].flatMap((letter) => [letter.charCodeAt(0), 0]), 0xf7];
const PINS = 20;
const FIRST_ANALOG = 14;
/** INPUT, OUTPUT; pull-up as well where the pin has one. */
const DIGITAL = [0, 1, 1, 1, 0x0b, 1, 0x7f];
const ANALOG = [0, 1, 1, 1, 2, 10, 0x7f];

export class PaperFirmata {
  /** What it was told to do, by pin. */
  readonly modes = new Map<number, number>();
  /** Is it asked for reports of this port (eight pins)? */
  readonly reporting = new Set<number>();
  readonly reportingAnalog = new Set<number>();
  /** Answers nothing any more. */
  isDead = false;
  send: (bytes: Uint8Array) => void = () => {};
  readonly #levels = new Map<number, number>();
  #held: number[] = [];

  /** Power on, or the reset button: everything is forgotten, and it says so. */
  reset(): void {
    this.modes.clear();
    this.reporting.clear();
    this.reportingAnalog.clear();
    this.#held = [];
    this.#say([...VERSION, ...NAME]);
  }

  /** Level of a digital pin, 0 or 1. */
  set(pin: number, level: number): void {
    this.#levels.set(pin, level);
    const port = pin >> 3;
    if (this.reporting.has(port)) this.#reportPort(port);
  }

  /** Reading of an analog channel, 0–1023. */
  setAnalog(channel: number, reading: number): void {
    if (this.reportingAnalog.has(channel)) this.#say([0xe0 | channel, reading & 0x7f, reading >> 7]);
  }

  hear(bytes: Uint8Array): void {
    for (const byte of bytes) {
      this.#held.push(byte);
      this.#take();
    }
  }

  #take(): void {
    const [first = 0, second = 0, third = 0] = this.#held;
    if (first === 0xf0) {
      if (this.#held.at(-1) !== 0xf7) return;
      this.#sysex(second);
    } else if (first === 0xf9) this.#say(VERSION);
    else if (first === 0xf4) {
      if (this.#held.length < 3) return;
      this.modes.set(second, third);
    } else if ((first & 0xf0) === 0xd0 || (first & 0xf0) === 0xc0) {
      if (this.#held.length < 2) return;
      this.#report(first, second !== 0);
    } else if ((first & 0xf0) === 0x90 || first === 0xf5) {
      if (this.#held.length < 3) return;
    }
    this.#held = [];
  }

  #sysex(command: number): void {
    if (command === 0x79) this.#say(NAME);
    if (command === 0x6b) {
      const pins = Array.from({ length: PINS }, (_, pin) => (pin >= FIRST_ANALOG ? ANALOG : DIGITAL));
      this.#say([0xf0, 0x6c, ...pins.flat(), 0xf7]);
    }
    if (command === 0x69) {
      const channels = Array.from({ length: PINS }, (_, pin) => (pin >= FIRST_ANALOG ? pin - FIRST_ANALOG : 0x7f));
      this.#say([0xf0, 0x6a, ...channels, 0xf7]);
    }
  }

  #report(first: number, on: boolean): void {
    const isDigital = (first & 0xf0) === 0xd0;
    const which = first & 0x0f;
    const set = isDigital ? this.reporting : this.reportingAnalog;
    if (on) set.add(which);
    else set.delete(which);
    if (on && isDigital) this.#reportPort(which);
  }

  #reportPort(port: number): void {
    let bits = 0;
    for (let bit = 0; bit < 8; bit += 1) bits |= (this.#levels.get(port * 8 + bit) ?? 0) << bit;
    this.#say([0x90 | port, bits & 0x7f, bits >> 7]);
  }

  #say(bytes: readonly number[]): void {
    if (!this.isDead) this.send(Uint8Array.from(bytes));
  }
}
