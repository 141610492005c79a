/** 1 kB of EEPROM that outlives its chip: it counts the wear of each cell and can have cells that hold nothing any more. */

import type { EEPROMBackend } from 'avr8js';

export class Eeprom implements EEPROMBackend {
  readonly cells: Uint8Array;
  /** Erasures by cell. */
  readonly wear = new Uint32Array(1024);
  readonly #dead = new Set<number>();
  #newest = 0;

  constructor(cells: Uint8Array = new Uint8Array(1024).fill(0xff)) {
    this.cells = Uint8Array.from(cells);
  }

  readMemory(address: number): number {
    return this.cells[address] ?? 0xff;
  }

  eraseMemory(address: number): void {
    this.#newest = address;
    this.wear[address] = (this.wear[address] ?? 0) + 1;
    if (!this.#dead.has(address)) this.cells[address] = 0xff;
  }

  writeMemory(address: number, value: number): void {
    this.#newest = address;
    if (!this.#dead.has(address)) this.cells[address] = this.readMemory(address) & value;
  }

  /** These cells keep whatever they hold from now on. */
  die(from: number, to: number): void {
    for (let address = from; address < to; address += 1) this.#dead.add(address);
  }

  wipe(from = 0, to = 1024): void {
    this.cells.fill(0xff, from, to);
  }

  /** The power went while the newest cell was being erased or written: nobody knows what it holds. */
  tear(value: number): void {
    this.cells[this.#newest] = value;
  }
}
