/**
 * An ATmega328P that runs a firmware in virtual time (avr8js). Four traps of the simulator are dealt with here: SLEEP does
 * nothing (we go from event to event until an interrupt), a reset keeps I/O registers (we build the chip anew), a write to UCSR0B throws a received
 * byte away (we keep it), and its timer counts every tick (`CompareTimer` counts whole periods; `exactTimer` brings the original
 * back, to show that both tell the same).
 */

import {
  ADCMuxInputType,
  AVRADC,
  AVRClock,
  AVREEPROM,
  AVRIOPort,
  AVRTimer,
  AVRUSART,
  AVRWatchdog,
  adcConfig,
  avrInstruction,
  CPU,
  clockConfig,
  eepromConfig,
  portBConfig,
  portCConfig,
  portDConfig,
  PinState,
  timer0Config,
  usart0Config,
  watchdogConfig,
} from 'avr8js';
import { CompareTimer } from './compare-timer.ts';
import { Eeprom } from './eeprom.ts';

export const CLOCK_HZ = 16_000_000;
const CYCLES_PER_MS = CLOCK_HZ / 1000;
const SLEEP = 0x9588;
const MCUSR = 0x54;
const UCSR0A = 0xc0;
const UCSR0B = 0xc1;
const RXC = 0x80;
const EECR = 0x3f;
const EEPE = 2;
/** rjmp .-2 */
const STAND_STILL = 0xcfff;

export type Port = 'B' | 'C' | 'D';

export const RESET = { powerOn: 1, external: 2, brownOut: 4, watchdog: 8 } as const;

export interface ChipOptions {
  readonly eeprom?: Eeprom;
  readonly exactTimer?: boolean;
  readonly vccVolts?: number;
}

/** What hangs on the pins. Ratios are of Vcc, 0–1, by analog channel. */
export interface Wiring {
  ratio(channel: number): number;
  /** Called with each byte as it starts on the TX pin. */
  byte(byte: number): void;
}

export class Chip {
  readonly eeprom: Eeprom;
  readonly #program: Uint16Array;
  readonly #wiring: Wiring;
  readonly #options: ChipOptions;
  readonly #inbox: number[] = [];
  /** Input levels, to be set again after a reset. */
  readonly #levels = new Map<string, { readonly port: Port; readonly pin: number; readonly high: boolean }>();
  #cpu!: CPU;
  #usart!: AVRUSART;
  #ports!: Readonly<Record<Port, AVRIOPort>>;
  #before = 0;
  #bitten = false;
  #asleep = false;

  constructor(program: Uint16Array, wiring: Wiring, options: ChipOptions = {}) {
    this.#program = program;
    this.#wiring = wiring;
    this.#options = options;
    this.eeprom = options.eeprom ?? new Eeprom();
    this.#build(RESET.powerOn);
  }

  /** Cycles since this object was made, over all resets. */
  get cycles(): number {
    return this.#before + this.#cpu.cycles;
  }

  get ms(): number {
    return this.cycles / CYCLES_PER_MS;
  }

  runMs(ms: number): void {
    this.run(ms * CYCLES_PER_MS);
  }

  run(cycles: number): void {
    const end = this.cycles + cycles;
    while (this.cycles < end) {
      this.#runUntil(end - this.#before);
      if (this.#bitten) this.reset(RESET.watchdog);
    }
  }

  reset(cause: number): void {
    this.#before = this.cycles;
    this.#build(cause);
  }

  /** Bytes on the RX pin, one after the other at the line's speed. */
  receive(bytes: Uint8Array): void {
    this.#inbox.push(...bytes);
    this.#deliver();
  }

  /** How many of the bytes given to `receive` have not arrived yet. */
  get waiting(): number {
    return this.#inbox.length;
  }

  setPin(port: Port, pin: number, high: boolean): void {
    this.#levels.set(`${port}${pin}`, { port, pin, high });
    this.#ports[port].setPin(pin, high);
  }

  isHigh(port: Port, pin: number): boolean {
    return this.#ports[port].pinState(pin) === PinState.High;
  }

  /** The program hangs where it is, interrupts go on: what a watchdog is for. Ends with a reset. */
  hang(): void {
    const last = this.#cpu.progMem.length - 1;
    this.#cpu.progMem[last] = STAND_STILL;
    this.#cpu.pc = last;
    this.#asleep = false;
  }

  /** Is a cell being erased or written at this moment? */
  get isWritingEeprom(): boolean {
    return ((this.#cpu.data[EECR] ?? 0) & EEPE) !== 0;
  }

  #build(cause: number): void {
    const cpu = new CPU(Uint16Array.from(this.#program));
    const clock = new AVRClock(cpu, CLOCK_HZ, clockConfig);
    this.#bitten = false;
    this.#asleep = false;
    this.#cpu = cpu;
    this.#ports = {
      B: new AVRIOPort(cpu, portBConfig),
      C: new AVRIOPort(cpu, portCConfig),
      D: new AVRIOPort(cpu, portDConfig),
    };
    for (const { port, pin, high } of this.#levels.values()) this.#ports[port].setPin(pin, high);
    this.#usart = new AVRUSART(cpu, usart0Config, CLOCK_HZ);
    this.#usart.onByteTransmit = (byte) => this.#wiring.byte(byte);
    this.#usart.onRxComplete = () => this.#deliver();
    this.#keepReceived(cpu, this.#usart);
    this.#buildAdc(cpu);
    new AVREEPROM(cpu, this.eeprom, eepromConfig);
    if (this.#options.exactTimer === true) new AVRTimer(cpu, timer0Config);
    else new CompareTimer(cpu);
    new AVRWatchdog(cpu, watchdogConfig, clock);
    cpu.data[MCUSR] = cause;
    // The watchdog's own reset would keep the registers: this one ends the run, and the chip is built anew.
    cpu.reset = () => {
      this.#bitten = true;
    };
  }

  #keepReceived(cpu: CPU, usart: AVRUSART): void {
    const write = cpu.writeHooks[UCSR0B];
    cpu.writeHooks[UCSR0B] = (value, old, address, mask) => {
      const holds = ((cpu.data[UCSR0A] ?? 0) & RXC) !== 0;
      const done = write?.(value, old, address, mask) ?? false;
      if (holds) cpu.setInterruptFlag(usart['RXC']);
      return done;
    };
  }

  #buildAdc(cpu: CPU): void {
    const adc = new AVRADC(cpu, adcConfig);
    const vcc = this.#options.vccVolts ?? 5;
    adc.onADCRead = (input) => {
      const ratio = input.type === ADCMuxInputType.SingleEnded ? this.#wiring.ratio(input.channel) : 1.1 / vcc;
      const result = Math.max(0, Math.min(1023, Math.floor(ratio * 1024)));
      cpu.addClockEvent(() => adc.completeADCRead(result), adc.sampleCycles);
    };
  }

  #deliver(): void {
    const [byte] = this.#inbox;
    if (byte !== undefined && this.#usart.writeByte(byte) === true) this.#inbox.shift();
  }

  #runUntil(end: number): void {
    const cpu = this.#cpu;
    while (cpu.cycles < end && !this.#bitten) {
      if (this.#asleep) this.#sleepUntil(end);
      else {
        const sleeps = cpu.progMem[cpu.pc] === SLEEP;
        avrInstruction(cpu);
        const { pc } = cpu;
        cpu.tick();
        // An interrupt that already waited has taken it elsewhere.
        this.#asleep = sleeps && cpu.pc === pc;
      }
    }
    if (this.#inbox.length > 0) this.#deliver();
  }

  /** From event to event: only an interrupt wakes the chip, and it does so by going to its vector. */
  #sleepUntil(end: number): void {
    const cpu = this.#cpu;
    const { pc } = cpu;
    while (cpu.pc === pc && cpu.cycles < end && !this.#bitten) {
      const next = cpu['nextClockEvent'];
      cpu.cycles = Math.max(cpu.cycles, Math.min(end, next?.cycles ?? end));
      cpu.tick();
    }
    this.#asleep = cpu.pc === pc;
  }
}
