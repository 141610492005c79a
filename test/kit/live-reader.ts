/** A reader of Server-Sent Events that keeps everything it heard and can wait for something without sleeping. */

import { get, type IncomingMessage } from 'node:http';

export interface Heard {
  readonly id: string | null;
  readonly event: string;
  readonly data: unknown;
}

export class LiveReader {
  readonly heard: Heard[] = [];
  comments = 0;
  status = 0;
  ended = false;
  #text = '';
  #stop: () => void = () => {};
  #stream: IncomingMessage | null = null;
  readonly #waiting = new Set<() => void>();

  static async open(url: string, headers: Readonly<Record<string, string>>): Promise<LiveReader> {
    const reader = new LiveReader();
    await new Promise<void>((resolve, reject) => {
      const request = get(`${url}/api/live`, { headers, agent: false }, (response) => {
        reader.status = response.statusCode ?? 0;
        reader.#stream = response;
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => reader.#take(chunk));
        response.on('close', () => {
          reader.ended = true;
          reader.#wake();
        });
        response.on('error', () => {});
        resolve();
      });
      request.on('error', reject);
      reader.#stop = () => request.destroy();
    });
    return reader;
  }

  /** Stops reading: what is sent piles up on the way. */
  freeze(): void {
    this.#stream?.pause();
  }

  /** Resolves when `seen` holds for what was heard so far; the test's own timeout is the limit. */
  async until(seen: (reader: LiveReader) => boolean): Promise<void> {
    while (!seen(this)) await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  of(event: string): readonly Heard[] {
    return this.heard.filter((one) => one.event === event);
  }

  lastId(): string {
    return this.heard.at(-1)?.id ?? '';
  }

  close(): void {
    this.#stop();
  }

  #take(chunk: string): void {
    this.#text += chunk;
    const blocks = this.#text.split('\n\n');
    this.#text = blocks.pop() ?? '';
    for (const block of blocks) this.#block(block);
    this.#wake();
  }

  #block(block: string): void {
    if (block.startsWith(':')) this.comments += 1;
    const field = (name: string): string | null => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? null;
    const event = field('event');
    if (event !== null) this.heard.push({ id: field('id'), event, data: JSON.parse(field('data') ?? 'null') });
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}
