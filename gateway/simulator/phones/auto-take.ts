/** A member of staff who takes over by the link in the message, some seconds after it came. */

import type { AlertMessage } from '../../contract/alert.ts';
import type { DeviceClock } from '../clock.ts';
import type { Voice } from '../voice.ts';

/** Resolves to the HTTP status of the answer. */
export type PostLink = (link: string) => Promise<number>;

export const postLink: PostLink = async (link) => {
  const answer = await fetch(link, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: '{}',
    signal: AbortSignal.timeout(5_000),
  });
  await answer.arrayBuffer();
  return answer.status;
};

export class AutoTake {
  readonly #afterMs: number;
  readonly #clock: DeviceClock;
  readonly #voice: Voice;
  readonly #post: PostLink;
  readonly #tried = new Set<string>();

  constructor(afterMs: number, clock: DeviceClock, voice: Voice, post: PostLink = postLink) {
    this.#afterMs = afterMs;
    this.#clock = clock;
    this.#voice = voice;
    this.#post = post;
  }

  /** Each incident is taken once, by the first person who was given a link. */
  alert(alert: AlertMessage, name: string): void {
    const { link, incident } = alert;
    if (link === null || alert.reason === 'closed' || this.#tried.has(incident)) return;
    this.#tried.add(incident);
    this.#clock.after(this.#afterMs, () => {
      void this.#take(link, incident, name);
    });
  }

  async #take(link: string, incident: string, name: string): Promise<void> {
    try {
      const status = await this.#post(link);
      if (status < 300) this.#voice.say(`👤 ${name} 已通过链接接手`, `👤 ${name} took over by the link`);
      else this.#voice.say(`✖ ${name} 接手失败：HTTP ${status}`, `✖ ${name} could not take over: HTTP ${status}`);
    } catch (error) {
      // The next message about this incident tries again.
      this.#tried.delete(incident);
      const why = error instanceof Error ? error.message : String(error);
      this.#voice.say(`✖ ${name} 打不开链接：${why}`, `✖ ${name} cannot open the link: ${why}`);
    }
  }
}
