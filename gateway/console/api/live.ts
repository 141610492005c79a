/**
 * The live stream. The browser's EventSource resumes by itself after a network error; what it does not do is done here: it gives
 * up for good on an HTTP error, and it trusts a connection that has gone silent. Both end in a fresh one, with growing pauses.
 */

import { type GatewayHealth, gatewayHealth, type Incident } from '../../contract/api.ts';
import { ageMs, backoffMs, type Reading, REOPEN_AFTER_MS } from '../state/freshness.ts';
import { readIncident } from './incident-reading.ts';

export interface LiveEars {
  /** The stream is open (again): what was missed must be fetched. */
  opened(): void;
  /** Anything was heard at all. */
  heard(): void;
  incident(incident: Incident): void;
  health(health: GatewayHealth): void;
  /** The server refused the stream: find out whether the session has ended. */
  refused(): void;
}

export class LiveStream {
  private readonly ears: LiveEars;
  private readonly readClock: () => Reading;
  private source: EventSource | null = null;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private attempt = 0;
  private lastSign: Reading;
  private stopped = false;

  constructor(ears: LiveEars, readClock: () => Reading) {
    this.ears = ears;
    this.readClock = readClock;
    this.lastSign = readClock();
  }

  open(): void {
    if (this.stopped) return;
    this.cancelTimer();
    this.source?.close();
    this.lastSign = this.readClock();
    const source = new EventSource('/api/live');
    this.source = source;
    source.onopen = () => {
      this.attempt = 0;
      this.lastSign = this.readClock();
      this.ears.opened();
    };
    source.onerror = () => {
      if (source.readyState !== EventSource.CLOSED) return;
      this.ears.refused();
      this.openLater();
    };
    this.on(source, 'incident', (data) => {
      const incident = readIncident(data);
      if (incident) this.ears.incident(incident);
    });
    this.on(source, 'gateway', (data) => {
      const read = gatewayHealth.safeParse(data);
      if (read.success) this.ears.health(read.data);
    });
    // Not shown on the board, but each is a sign of life.
    for (const name of ['device', 'duty', 'round']) this.on(source, name, () => {});
  }

  /** Call about once a second: replaces a connection that says it is open and says nothing else. */
  check(): void {
    if (this.stopped || this.timer !== null) return;
    if (ageMs(this.lastSign, this.readClock()) > REOPEN_AFTER_MS) this.openLater();
  }

  /** Try again at once, e.g. when the network came back or the tab is looked at again. */
  retryNow(): void {
    if (this.stopped) return;
    if (this.source?.readyState !== EventSource.OPEN) this.open();
  }

  stop(): void {
    this.stopped = true;
    this.cancelTimer();
    this.source?.close();
  }

  private on(source: EventSource, name: string, take: (data: unknown) => void): void {
    source.addEventListener(name, (event) => {
      this.sign();
      if (event instanceof MessageEvent && typeof event.data === 'string') take(parsed(event.data));
    });
  }

  private sign(): void {
    this.attempt = 0;
    this.lastSign = this.readClock();
    this.ears.heard();
  }

  private openLater(): void {
    this.source?.close();
    this.cancelTimer();
    this.timer = setTimeout(
      () => {
        this.timer = null;
        this.open();
      },
      backoffMs(this.attempt, Math.random()),
    );
    this.attempt += 1;
  }

  private cancelTimer(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
