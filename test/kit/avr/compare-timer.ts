/**
 * Timer 0 in its compare mode (CTC), for speed: one event a period, where avr8js's timer has one a tick, 250 a millisecond.
 * Knows what the firmware uses: mode 2, any prescaler, the compare A interrupt. Reads of TCNT0 are not modelled.
 */

import type { CPU } from 'avr8js';

const TCCR0B = 0x45;
const OCR0A = 0x47;
const TIMSK0 = 0x6e;
const TIFR0 = 0x35;
const OCF0A = 2;
const COMPARE_A_VECTOR = 0x1c;
const PRESCALERS = [0, 1, 8, 64, 256, 1024] as const;

const COMPARE_A = {
  address: COMPARE_A_VECTOR,
  flagRegister: TIFR0,
  flagMask: OCF0A,
  enableRegister: TIMSK0,
  enableMask: OCF0A,
};

export class CompareTimer {
  readonly #cpu: CPU;
  #due = 0;

  constructor(cpu: CPU) {
    this.#cpu = cpu;
    cpu.writeHooks[TCCR0B] = (value) => {
      cpu.data[TCCR0B] = value;
      cpu.clearClockEvent(this.#match);
      this.#due = cpu.cycles;
      this.#schedule();
      return true;
    };
    cpu.writeHooks[TIMSK0] = (value) => {
      cpu.data[TIMSK0] = value;
      cpu.updateInterruptEnable(COMPARE_A, value);
      return true;
    };
  }

  readonly #match = (): void => {
    this.#cpu.setInterruptFlag(COMPARE_A);
    this.#schedule();
  };

  /** From period to period, so that a late instruction does not shift the next one. */
  #schedule(): void {
    const { data } = this.#cpu;
    const prescaler = PRESCALERS[(data[TCCR0B] ?? 0) & 7] ?? 0;
    if (prescaler === 0) return;
    this.#due += prescaler * ((data[OCR0A] ?? 0) + 1);
    this.#cpu.addClockEvent(this.#match, this.#due - this.#cpu.cycles);
  }
}
