/** Our Firmata test firmware on a simulated chip: an Uno whose pins a test drives. Bytes in, bytes out, virtual time. */

import { Chip, type Port, RESET } from './chip.ts';
import { hexOf } from './firmware-build.ts';
import { readIntelHex } from './intel-hex.ts';

let program: Uint16Array | null = null;

/** Pins as an Uno numbers them. */
function placeOf(pin: number): { port: Port; bit: number } {
  if (pin < 8) return { port: 'D', bit: pin };
  return pin < 14 ? { port: 'B', bit: pin - 8 } : { port: 'C', bit: pin - 14 };
}

export class FirmataOnChip {
  readonly #chip: Chip;
  readonly #ratios = new Map<number, number>();
  #sent: number[] = [];
  #ms = 0;

  constructor() {
    program ??= readIntelHex(hexOf('firmata'));
    this.#chip = new Chip(program, {
      ratio: (channel) => this.#ratios.get(channel) ?? 0,
      byte: (byte) => void this.#sent.push(byte),
    });
  }

  get ms(): number {
    return this.#ms;
  }

  /** Runs for whole milliseconds and gives back the bytes that were sent meanwhile. */
  run(ms: number): Uint8Array {
    this.#chip.runMs(ms);
    this.#ms += ms;
    const sent = Uint8Array.from(this.#sent);
    this.#sent = [];
    return sent;
  }

  receive(bytes: Uint8Array): void {
    this.#chip.receive(bytes);
  }

  setDigital(pin: number, high: boolean): void {
    const { port, bit } = placeOf(pin);
    this.#chip.setPin(port, bit, high);
  }

  isHigh(pin: number): boolean {
    const { port, bit } = placeOf(pin);
    return this.#chip.isHigh(port, bit);
  }

  /** Voltage of A0–A5 as a part of Vcc. */
  setAnalog(channel: number, ratio: number): void {
    this.#ratios.set(channel, ratio);
  }

  resetPin(): void {
    this.#chip.reset(RESET.external);
  }
}
