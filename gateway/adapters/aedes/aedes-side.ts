/**
 * The end of a gate that Aedes holds in its hands instead of a socket. What Aedes writes comes out as whole packets (its
 * writer corks for the length of a packet), at once, so that the gate may put packets of its own in between.
 */

import { Duplex } from 'node:stream';

/** Far above what one packet needs: Aedes never waits for a drain here, the gate watches the socket itself. */
const WRITE_MARK = 1024 * 1024;

export interface AedesSideEvents {
  packets(bytes: Buffer): void;
  /** Aedes has let go of the connection, or was told to. */
  closed(): void;
}

export class AedesSide extends Duplex {
  /** Whose credential was right. */
  readonly device: string;
  readonly #events: AedesSideEvents;

  constructor(device: string, events: AedesSideEvents) {
    super({ writableHighWaterMark: WRITE_MARK, allowHalfOpen: false });
    this.device = device;
    this.#events = events;
  }

  /** Hands a whole packet to Aedes. */
  feed(packet: Buffer): void {
    if (!this.destroyed) this.push(packet);
  }

  override _read(): void {
    // Packets are pushed as they come; their number is bounded by the gate.
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#events.packets(chunk);
    done();
  }

  override _writev(chunks: { chunk: Buffer }[], done: () => void): void {
    this.#events.packets(Buffer.concat(chunks.map((each) => each.chunk)));
    done();
  }

  override _destroy(_error: Error | null, done: (error: Error | null) => void): void {
    this.#events.closed();
    // Aedes has reported its error by its own events; a stream error with nobody listening would end the process.
    done(null);
  }
}
