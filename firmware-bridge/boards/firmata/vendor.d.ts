/** The little that is used of two packages without types of their own. */

declare module 'firmata-io' {
  import type { EventEmitter } from 'node:events';
  import type { Duplex } from 'node:stream';

  class Firmata extends EventEmitter {
    constructor(
      transport: Duplex,
      options?: { readonly samplingInterval?: number; readonly reportVersionTimeout?: number },
    );
    readonly pins: readonly { readonly supportedModes: readonly number[] }[];
    reportVersion(callback: () => void): void;
  }
  const firmataIo: { readonly Firmata: typeof Firmata };
  export default firmataIo;
}

declare module 'johnny-five' {
  import type { EventEmitter } from 'node:events';

  class Board extends EventEmitter {
    constructor(options: {
      readonly io: EventEmitter;
      readonly repl: false;
      readonly debug: false;
      readonly sigint: false;
    });
    readonly MODES: { readonly INPUT: number; readonly PULLUP: number; readonly ANALOG: number };
    pinMode(pin: number, mode: number): void;
    digitalWrite(pin: number, value: 0 | 1): void;
    digitalRead(pin: number, report: (value: number) => void): void;
    analogRead(pin: number, report: (value: number) => void): void;
  }
  const five: { readonly Board: typeof Board };
  export default five;
}
