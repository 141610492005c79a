/**
 * At most `count` messages in any `perMs`, with room kept for urgent ones. A sliding window, not a refilled bucket: a bucket of
 * 20 lets 40 through in one minute, and DingTalk mutes the robot for ten. A message counts from its start until `perMs` after its
 * end, because it may have reached the far side at any moment between the two.
 */

import { type Ms, ms } from '../../core/time.ts';
import type { RateLimit } from '../../ports/channel.ts';

/** One message's use of the window. */
export interface Mark {
  /** The message's attempt has ended. `reached` false: it never got to the far side and does not count. */
  end(now: Ms, reached: boolean): void;
}

interface Use {
  endedAt: number | null;
}

export class RateWindow {
  readonly rule: RateLimit;
  #uses: Use[] = [];

  constructor(rule: RateLimit) {
    this.rule = rule;
  }

  hasRoom(now: Ms, urgent: boolean): boolean {
    this.#forget(now);
    return this.#uses.length < this.#capacity(urgent);
  }

  /** When there will be room; null while that hangs on attempts that have not ended. */
  roomAt(now: Ms, urgent: boolean): Ms | null {
    if (this.hasRoom(now, urgent)) return now;
    const ends = this.#uses.flatMap((use) => (use.endedAt === null ? [] : [use.endedAt])).sort((a, b) => a - b);
    // So many have to leave the window before one more fits.
    const leaving = this.#uses.length - this.#capacity(urgent) + 1;
    const end = ends[leaving - 1];
    return end === undefined ? null : ms(end + this.rule.perMs);
  }

  take(): Mark {
    const use: Use = { endedAt: null };
    this.#uses.push(use);
    return {
      end: (now, reached) => {
        if (reached) use.endedAt = now;
        else this.#uses = this.#uses.filter((other) => other !== use);
      },
    };
  }

  #capacity(urgent: boolean): number {
    return urgent ? this.rule.count : this.rule.count - this.rule.reserved;
  }

  #forget(now: Ms): void {
    this.#uses = this.#uses.filter((use) => use.endedAt === null || use.endedAt + this.rule.perMs > now);
  }
}

/** All rules of a channel, kept at the same time. */
export class RateWindows {
  readonly #windows: readonly RateWindow[];

  /** `before`: the windows of the channel it replaces; what was sent under the same rule still counts. */
  constructor(rules: readonly RateLimit[], before?: RateWindows) {
    this.#windows = rules.map((rule) => before?.same(rule) ?? new RateWindow(rule));
  }

  hasRoom(now: Ms, urgent: boolean): boolean {
    return this.#windows.every((window) => window.hasRoom(now, urgent));
  }

  roomAt(now: Ms, urgent: boolean): Ms | null {
    let latest: Ms = now;
    for (const window of this.#windows) {
      const at = window.roomAt(now, urgent);
      if (at === null) return null;
      if (at > latest) latest = at;
    }
    return latest;
  }

  take(): Mark {
    const marks = this.#windows.map((window) => window.take());
    return {
      end: (now, reached) => {
        for (const mark of marks) mark.end(now, reached);
      },
    };
  }

  same(rule: RateLimit): RateWindow | undefined {
    return this.#windows.find((window) => window.rule.count === rule.count && window.rule.perMs === rule.perMs);
  }
}
