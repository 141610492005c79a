/**
 * `GET /api/live`: one subscription to the campus, many readers. Every event is rendered once, numbered, and kept in a
 * ring, so that a reader that comes back with `Last-Event-ID` misses nothing; one that was away too long, or comes from
 * before a restart, gets the whole present state instead.
 */

import { randomBytes } from 'node:crypto';
import type { Response } from 'express';
import type { LiveEvent } from '../../contract/api.ts';
import type { Campus } from '../../ports/campus.ts';
import { LiveClient } from './live-client.ts';
import { HttpProblem } from './problem.ts';

export interface LiveLimits {
  readonly heartbeatMs: number;
  readonly ringEvents: number;
  readonly maxClients: number;
  readonly maxClientsPerPerson: number;
  readonly maxQueuedBytes: number;
  readonly stallMs: number;
  /** How long a new reader waits for the present state. */
  readonly statePatienceMs: number;
}

export const LIVE_LIMITS: LiveLimits = {
  heartbeatMs: 5000,
  ringEvents: 1024,
  maxClients: 256,
  maxClientsPerPerson: 24,
  maxQueuedBytes: 256 * 1024,
  stallMs: 15_000,
  statePatienceMs: 2000,
};

const RECONNECT_MS = 2000;
const NOT_CLOSED = ['open', 'taken', 'arrived'];
const STATE_LIMIT = 1000;

export class LiveHub {
  readonly #campus: Campus;
  readonly #limits: LiveLimits;
  readonly #onFault: (error: unknown) => void;
  readonly #clients = new Set<LiveClient>();
  /** Ids of another run of the gateway must not be taken for ours. */
  readonly #run = randomBytes(4).toString('hex');
  readonly #ring: { readonly n: number; readonly text: string }[] = [];
  readonly #stop: () => void;
  readonly #heart: NodeJS.Timeout;
  #newest = 0;
  #cutOff = 0;

  constructor(campus: Campus, limits: LiveLimits, onFault: (error: unknown) => void) {
    this.#campus = campus;
    this.#limits = limits;
    this.#onFault = onFault;
    this.#stop = campus.live((event) => this.#publish(event));
    this.#heart = setInterval(() => this.#beat(), limits.heartbeatMs).unref();
  }

  /** Refuses before anything is written where too many are listening. */
  admit(person: string): void {
    const own = [...this.#clients].filter((client) => client.person === person).length;
    if (this.#clients.size < this.#limits.maxClients && own < this.#limits.maxClientsPerPerson) return;
    throw new HttpProblem(503, 'too-many-listeners', 'too many live connections', { headers: { 'retry-after': '5' } });
  }

  join(response: Response, person: string, lastEventId: string | null, mayStay: () => boolean): void {
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    });
    response.write(`retry: ${RECONNECT_MS}\n\n`);
    const client = new LiveClient(response, person, mayStay, this.#limits, () => {
      this.#cutOff += 1;
    });
    this.#clients.add(client);
    response.on('close', () => this.#clients.delete(client));
    const missed = this.#since(lastEventId);
    if (missed !== null) {
      client.begin(missed);
      return;
    }
    client.hold();
    void this.#wholeState().then((state) => client.begin(state));
  }

  /** Readers now, and readers cut off since the start because they did not read. */
  counts(): { readonly clients: number; readonly cutOff: number } {
    return { clients: this.#clients.size, cutOff: this.#cutOff };
  }

  close(): void {
    this.#stop();
    clearInterval(this.#heart);
    for (const client of this.#clients) client.end();
  }

  #publish(event: LiveEvent): void {
    this.#newest += 1;
    const text = this.#render(event, `${this.#newest}`);
    this.#ring.push({ n: this.#newest, text });
    if (this.#ring.length > this.#limits.ringEvents) this.#ring.shift();
    for (const client of this.#clients) client.send(text);
  }

  #render({ event, data }: LiveEvent, id: string): string {
    return `id: ${this.#run}-${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
  }

  /** What a returning reader missed, or null where only the whole state will do. */
  #since(lastEventId: string | null): readonly string[] | null {
    const [run, digits] = (lastEventId ?? '').split('-', 2);
    const last = /^\d+$/.test(digits ?? '') ? Number(digits) : Number.NaN;
    if (run !== this.#run || !Number.isSafeInteger(last) || last > this.#newest) return null;
    const oldest = this.#ring[0]?.n ?? this.#newest + 1;
    return last + 1 < oldest ? null : this.#ring.filter(({ n }) => n > last).map(({ text }) => text);
  }

  /** Never fails and never hangs: a reader without the state of things still hears what happens next. */
  async #wholeState(): Promise<readonly string[]> {
    const upTo = this.#newest;
    const state: LiveEvent[] = [{ event: 'gateway', data: this.#campus.health() }];
    try {
      const read = this.#campus.incidents({ status: NOT_CLOSED, limit: STATE_LIMIT });
      const open = await within(this.#limits.statePatienceMs, read);
      state.push(...open.toReversed().map((data): LiveEvent => ({ event: 'incident', data })));
    } catch (error) {
      this.#onFault(error);
    }
    // Only the last id can be resumed from: a line that broke within the state has not heard all of it.
    return state.map((event, index) =>
      this.#render(event, index === state.length - 1 ? `${upTo}` : `${upTo}.${index}`),
    );
  }

  #beat(): void {
    for (const client of this.#clients) {
      client.checkStall();
      if (client.mayStay()) client.send(': still here\n\n');
      else client.end();
    }
  }
}

async function within<T>(patienceMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('the present state was not read in time')), patienceMs).unref();
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
