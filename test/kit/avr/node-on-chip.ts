/**
 * A help button: our firmware on a simulated chip, with its loop, lid, light and buzzer. Bytes in, bytes out, in virtual time:
 * whoever tests a serial peer may take it for a board on a port. Power can be cut at any moment; the EEPROM stays.
 */

import type { Random } from '../../../gateway/ports/random.ts';
import type { ButtonBoard } from './button-board.ts';
import { ButtonLoop } from './button-loop.ts';
import { Chip, type ChipOptions, RESET } from './chip.ts';
import { Eeprom } from './eeprom.ts';
import { hexOf } from './firmware-build.ts';
import { readIntelHex } from './intel-hex.ts';

const LIGHT = 1;
const LID = 3;
const BUZZER = 6;

/** A light or buzzer that changed, at `ms` of virtual time. */
export interface Change {
  readonly ms: number;
  readonly on: boolean;
}

let program: Uint16Array | null = null;
const nodeProgram = (): Uint16Array => (program ??= readIntelHex(hexOf('node')));

export class NodeOnChip implements ButtonBoard {
  readonly loop = new ButtonLoop();
  readonly eeprom: Eeprom;
  readonly light: Change[] = [];
  readonly buzzer: Change[] = [];
  readonly #options: ChipOptions;
  #chip: Chip | null = null;
  #lidOpen = false;
  #sent: number[] = [];
  #ms = 0;

  constructor(options: ChipOptions = {}) {
    this.#options = options;
    this.eeprom = options.eeprom ?? new Eeprom();
    this.powerOn();
  }

  /** Virtual milliseconds, power cuts included. */
  get ms(): number {
    return this.#ms;
  }

  get isPowered(): boolean {
    return this.#chip !== null;
  }

  /** Runs for whole milliseconds and gives back the bytes that were sent meanwhile. */
  run(ms: number): Uint8Array {
    for (let i = 0; i < ms; i += 1) {
      this.#chip?.runMs(1);
      this.#ms += 1;
      this.#look();
    }
    return this.takeSent();
  }

  takeSent(): Uint8Array {
    const sent = Uint8Array.from(this.#sent);
    this.#sent = [];
    return sent;
  }

  /** Bytes on the node's RX pin; they arrive at the line's speed. A node without power hears nothing. */
  receive(bytes: Uint8Array): void {
    this.#chip?.receive(bytes);
  }

  get lidOpen(): boolean {
    return this.#lidOpen;
  }

  set lidOpen(open: boolean) {
    this.#lidOpen = open;
    this.#chip?.setPin('D', LID, open);
  }

  get isLit(): boolean {
    return this.light.at(-1)?.on ?? false;
  }

  get isBuzzing(): boolean {
    return this.buzzer.at(-1)?.on ?? false;
  }

  powerOn(): void {
    this.#chip = new Chip(
      nodeProgram(),
      { ratio: () => this.loop.ratio, byte: (byte) => void this.#sent.push(byte) },
      { ...this.#options, eeprom: this.eeprom },
    );
    this.#chip.setPin('D', LID, this.#lidOpen);
  }

  /** The supply is gone at once; a cell that was being written holds anything. */
  powerOff(random?: Random): void {
    if (this.#chip?.isWritingEeprom === true) this.eeprom.tear(Math.floor((random?.fraction() ?? 0) * 256));
    this.#chip = null;
    this.#look();
  }

  /** The reset button of the board, or DTR of an adapter. */
  resetPin(): void {
    this.#chip?.reset(RESET.external);
  }

  /** The program stands still; interrupts go on. */
  hang(): void {
    this.#chip?.hang();
  }

  #look(): void {
    this.#note(this.light, this.#chip?.isHigh('B', LIGHT) ?? false);
    this.#note(this.buzzer, this.#chip?.isHigh('D', BUZZER) ?? false);
  }

  #note(changes: Change[], on: boolean): void {
    if ((changes.at(-1)?.on ?? false) !== on) changes.push({ ms: this.#ms, on });
  }
}
