/**
 * The supervised loop as resistors (docs/wiring.md): a pull-up to Vcc at the node, then wire, then at its far end the
 * end-of-line resistor with the button and its own resistor across it.
 */

/** Ohms. */
export const PARTS = { pullUp: 10_000, endOfLine: 10_000, button: 2_200 } as const;

export type Parts = Readonly<Record<keyof typeof PARTS, number>>;

const parallel = (...ohms: number[]): number => 1 / ohms.reduce((sum, one) => sum + 1 / one, 0);

export class ButtonLoop {
  pressed = false;
  /** The wire is cut. */
  cut = false;
  /** The wires touch each other. */
  shorted = false;
  /** Ohms of both wires together. */
  wire = 0;
  /** Ohms of damp insulation across the node's end. */
  leak = Number.POSITIVE_INFINITY;
  readonly #parts: Parts;

  constructor(parts: Parts = PARTS) {
    this.#parts = parts;
  }

  /** Voltage at the node as a part of Vcc. */
  get ratio(): number {
    const { pullUp, endOfLine, button } = this.#parts;
    const far = this.cut
      ? Number.POSITIVE_INFINITY
      : this.wire + (this.pressed ? parallel(endOfLine, button) : endOfLine);
    const ohms = this.shorted ? 0 : parallel(far, this.leak);
    return ohms === Number.POSITIVE_INFINITY ? 1 : ohms / (pullUp + ohms);
  }
}
