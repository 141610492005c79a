/**
 * Which presses of off-the-shelf devices were heard before. One press may come as three messages, come again from a retained
 * store, or be repeated every 5 s for as long as the alarm is on; a counter may begin anew. What is in doubt is a new press.
 */

import { type KnownCounter, nameByCounter } from './identity.ts';
import type { Said } from './interpret.ts';
import type { Profile } from './profile.ts';
import { NO, YES } from './word.ts';

export interface Judged {
  /** Names it among those that are not on disk yet. */
  readonly key: string;
  readonly repeat: boolean;
  readonly boot: number | null;
  readonly seq: number | null;
}

interface Seen extends Omit<Judged, 'repeat'> {
  t: number;
}

const STATES = new Set<string>([...YES, ...NO]);
/** A state that is told again within this is the same one: devices repeat `sos: true` every 5 s, some every 20 s. */
const REPEATED_MS = 30_000;
const UNIQUE_HOLDS_MS = 86_400_000;
const COUNTER_HOLDS_MS = 600_000;
const MOST_SEEN = 4096;

export class PressMemory {
  private readonly seen = new Map<string, Seen>();
  private readonly owners = new Map<string, string>();
  private readonly held = new Set<string>();
  private readonly restarted = new Set<string>();

  /**
   * @param stale a broker kept it from before: a state that was told is no new one. On our own broker even a retained message is
   *   new, or a press whose release was lost would be the last one heard
   * @param known counters of the device in the state; they outlive a restart, this memory does not
   * @param nowT campus timeline, ms
   */
  judge(
    device: string,
    profile: Profile,
    said: Said,
    stale: boolean,
    known: KnownCounter | undefined,
    nowT: number,
  ): Judged {
    const word = said.meant.means === 'press' ? said.meant.word : '';
    const isState = STATES.has(word) || profile.type === 'level';
    const id = `${device} ${said.counter ?? ''}|${said.mark ?? ''}|${word}`;
    const before = this.seen.get(id);
    const stillHeld = stale && isState && this.held.has(device);
    if (isState) this.held.add(device);
    if (before && (stillHeld || nowT - before.t <= holdsFor(said, profile, isState))) {
      if (isState && said.counter === null && said.mark === null) before.t = nowT;
      return { ...before, repeat: true };
    }
    const fresh = { key: `${id} @${nowT}`, ...this.name(device, said, id, known, nowT), t: nowT };
    remember(this.seen, id, fresh);
    return { ...fresh, repeat: stillHeld };
  }

  /** A state that was let go: being told it again is another press. */
  released(device: string): void {
    this.held.delete(device);
    for (const word of YES) this.seen.delete(`${device} ||${word}`);
  }

  /** The device has begun anew: the same number need not be the same press. */
  began(device: string): void {
    if (this.restarted.size < MOST_SEEN) this.restarted.add(device);
  }

  private name(
    device: string,
    said: Said,
    id: string,
    known: KnownCounter | undefined,
    nowT: number,
  ): Pick<Judged, 'boot' | 'seq'> {
    if (said.counter === null) return { boot: null, seq: null };
    const { boot, seq } = nameByCounter(known, said.counter, this.restarted.delete(device), nowT);
    // The same number with other content is another press, whatever its counter says.
    let free = boot ?? 1;
    for (let tries = 0; tries < 16 && (this.owners.get(`${device} ${free}:${seq}`) ?? id) !== id; tries++) free += 1;
    remember(this.owners, `${device} ${free}:${seq}`, id);
    return { boot: free, seq };
  }
}

function holdsFor(said: Said, profile: Profile, isState: boolean): number {
  if (said.mark !== null) return UNIQUE_HOLDS_MS;
  if (said.counter !== null) return COUNTER_HOLDS_MS;
  return isState ? Math.max(REPEATED_MS, profile.identity.within) : profile.identity.within;
}

/** The oldest are forgotten first: then at worst a press is told twice. */
function remember<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= MOST_SEEN) return;
  for (const oldest of map.keys()) {
    map.delete(oldest);
    return;
  }
}
