/**
 * Devices behind bridges that nobody has named yet: a list for a person to name them from. In memory only, bounded, the newest
 * stay; a number that may be a card's is never kept (promise 10).
 */

import { globMatches } from '../../core/profile/pattern.ts';
import type { Profile } from '../../core/profile/profile.ts';

export interface StrangerRow {
  readonly bridge: string;
  readonly address: string;
  readonly firstMs: number;
  lastMs: number;
  messages: number;
  presses: number;
  lastTopic: string;
  lastMessage: string;
  model: string | null;
  suggested: string | null;
}

const MOST = 500;
const MOST_MODELS = 4000;
const MESSAGE_CHARS = 300;
/** Six hex digits or more in a row, with or without separators: a card, an address. */
const LONG_NUMBER = /(?<![\p{L}\p{N}_])(?:0x)?[0-9a-fA-F]{2}(?:[-: ]?[0-9a-fA-F]{2}){2,}(?![\p{L}\p{N}_])/gu;

export class Strangers {
  private readonly rows = new Map<string, StrangerRow>();
  /** What bridges say of the models of their devices, by bridge and address. */
  private readonly models = new Map<string, string>();

  /** @returns true where it is heard for the first time */
  heard(
    bridge: string,
    address: string,
    topic: string,
    message: string,
    nowMs: number,
  ): { row: StrangerRow; isNew: boolean } {
    const key = keyOf(bridge, address);
    const known = this.rows.get(key);
    const row = known ?? {
      bridge,
      address,
      firstMs: nowMs,
      lastMs: nowMs,
      messages: 0,
      presses: 0,
      lastTopic: '',
      lastMessage: '',
      model: this.models.get(key) ?? null,
      suggested: null,
    };
    row.lastMs = nowMs;
    row.messages += 1;
    row.lastTopic = topic.slice(0, 256);
    row.lastMessage = message
      .slice(0, 4 * MESSAGE_CHARS)
      .replaceAll(LONG_NUMBER, '••••')
      .slice(0, MESSAGE_CHARS);
    row.model ??= this.models.get(key) ?? null;
    // The newest stand last: the one that has been quiet for longest goes first.
    this.rows.delete(key);
    this.rows.set(key, row);
    if (this.rows.size > MOST) this.dropOldest();
    return { row, isNew: known === undefined };
  }

  learn(bridge: string, address: string, model: string): void {
    if (this.models.size >= MOST_MODELS) this.models.clear();
    this.models.set(keyOf(bridge, address), model.slice(0, 128));
    const row = this.rows.get(keyOf(bridge, address));
    if (row) row.model = model.slice(0, 128);
  }

  /** It has been named, or has left. */
  forget(bridge: string, address: string): void {
    this.rows.delete(keyOf(bridge, address));
  }

  /** Keeps those for which `isStranger` still holds: after a new configuration. */
  prune(isStranger: (row: StrangerRow) => boolean): void {
    for (const [key, row] of this.rows) if (!isStranger(row)) this.rows.delete(key);
  }

  list(): readonly StrangerRow[] {
    return [...this.rows.values()].reverse();
  }

  get size(): number {
    return this.rows.size;
  }

  private dropOldest(): void {
    for (const oldest of this.rows.keys()) {
      this.rows.delete(oldest);
      return;
    }
  }
}

const keyOf = (bridge: string, address: string): string => `${bridge}\n${address}`;

/** The profile that names the model, if any. */
export function profileForModel(model: string | null, profiles: readonly Profile[]): Profile | null {
  if (model === null) return null;
  const word = model.toLowerCase();
  return profiles.find((profile) => profile.models.some((glob) => globMatches(glob.toLowerCase(), word))) ?? null;
}
