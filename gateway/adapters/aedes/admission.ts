/**
 * The queue at the door. A CONNECT costs Aedes 0.3–0.45 ms over several turns of the event loop: 5,000 devices coming back
 * after a power cut must not delay a press on a connection that stands (promise 4). So credentials are checked for a few
 * milliseconds per turn, and only a handful of connections are inside Aedes' handshake at once. First come, first served;
 * its length is bounded by the limit on connections.
 */

export interface Newcomer {
  /** Checks the credential; true where it now wants to join. */
  signIn(): boolean;
  /** Enters the broker's handshake; false where it has gone meanwhile. Ends with `Admission.joined`. */
  join(): boolean;
}

export interface AdmissionOptions {
  readonly atOnce: number;
  readonly msPerTurn: number;
  /** Monotonic milliseconds. */
  now(): number;
}

export class Admission {
  readonly #options: AdmissionOptions;
  #arrived: Newcomer[] = [];
  #signedIn: Newcomer[] = [];
  #inside = 0;
  #scheduled = false;

  constructor(options: AdmissionOptions) {
    this.#options = options;
  }

  get waiting(): number {
    return this.#arrived.length + this.#signedIn.length;
  }

  arrive(newcomer: Newcomer): void {
    this.#arrived.push(newcomer);
    this.#schedule();
  }

  /** A newcomer for whom `join` answered true has got in, or has gone. Exactly once for each. */
  joined(): void {
    this.#inside--;
    if (this.#signedIn.length > 0) this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => this.#turn());
  }

  #turn(): void {
    this.#scheduled = false;
    const until = this.#options.now() + this.#options.msPerTurn;
    let taken = 0;
    while (taken < this.#arrived.length && (taken === 0 || this.#options.now() < until)) {
      const newcomer = this.#arrived[taken++];
      if (newcomer?.signIn()) this.#signedIn.push(newcomer);
    }
    this.#arrived = this.#arrived.slice(taken);
    let joined = 0;
    while (joined < this.#signedIn.length && this.#inside < this.#options.atOnce) {
      if (this.#signedIn[joined++]?.join()) this.#inside++;
    }
    if (joined > 0) this.#signedIn = this.#signedIn.slice(joined);
    if (this.#arrived.length > 0) this.#schedule();
  }
}
