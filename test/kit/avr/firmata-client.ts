/** The Firmata client library that johnny-five uses, on a simulated board, in lock-step. */

import { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import { FirmataOnChip } from './firmata-on-chip.ts';
import type { NoisyLine } from './noisy-line.ts';

/** What we use of `firmata-io`, which brings no types. */
export interface FirmataClient extends EventEmitter {
  readonly firmware: { readonly name: string; readonly version: { readonly major: number; readonly minor: number } };
  readonly pins: readonly { readonly supportedModes: readonly number[] }[];
  readonly analogPins: readonly number[];
  readonly MODES: Readonly<Record<string, number>>;
  pinMode(pin: number, mode: number | undefined): void;
  digitalRead(pin: number, heard: (value: number) => void): void;
  analogRead(channel: number, heard: (value: number) => void): void;
  digitalWrite(pin: number, value: number): void;
  setSamplingInterval(ms: number): void;
  queryPinState(pin: number, heard: () => void): void;
  reset(): void;
}

const firmataIo: { Firmata: new (transport: EventEmitter, options: object) => FirmataClient } = createRequire(
  import.meta.url,
)('firmata-io');

export class FirmataDesk {
  readonly board = new FirmataOnChip();
  readonly client: FirmataClient;
  ready = false;
  /** Damages what the board sends, from the moment it is set. */
  line: NoisyLine | null = null;
  readonly #transport = Object.assign(new EventEmitter(), { write: (bytes: Uint8Array) => this.board.receive(bytes) });

  constructor() {
    this.board.setDigital(4, true);
    this.client = new firmataIo.Firmata(this.#transport, { reportVersionTimeout: 0 });
    this.client.on('ready', () => {
      this.ready = true;
    });
    this.run(300);
  }

  run(ms: number): void {
    for (let i = 0; i < ms; i += 1) {
      const sent = this.board.run(1);
      if (sent.length > 0) this.#transport.emit('data', Buffer.from(this.line?.carry(sent) ?? sent));
    }
  }
}
