/**
 * What the encoder remembers between facts: incidents that are open, notices that are under way, rounds that are walked. A fold of its
 * own, stored with the feed's cursor: it knows exactly the facts before the cursor, whatever the engine knows by then.
 */

import { z } from 'zod';

const incident = z.object({
  /** Time of its point, ns. */
  ns: z.string(),
  openedT: z.number(),
  tags: z.record(z.string(), z.string()),
  /** The fields of its point so far: each write carries all of them. */
  fields: z.record(z.string(), z.union([z.string(), z.number()])),
  level: z.string(),
  /** The hours that its presses were counted in: taken back where it turns out to have been a drill or a test. */
  pressed: z.array(z.object({ startMs: z.number(), zone: z.string(), slot: z.string() })),
  /** On the campus timeline: until when somebody is to arrive, and to close it. */
  dueT: z.number().nullable(),
});
export type KnownIncident = z.infer<typeof incident>;

const notice = z.object({
  incident: z.string(),
  channel: z.string(),
  reason: z.string(),
  toPerson: z.boolean(),
  queuedT: z.number(),
});
export type KnownNotice = z.infer<typeof notice>;

const round = z.object({
  ns: z.string(),
  route: z.string(),
  slot: z.string(),
  checkpoints: z.number(),
});
export type KnownRound = z.infer<typeof round>;

const press = z.object({
  device: z.string(),
  boot: z.number().nullable(),
  seq: z.number().nullable(),
  startMs: z.number(),
  zone: z.string(),
  slot: z.string(),
});
export type KnownPress = z.infer<typeof press>;

const saved = z.object({
  incidents: z.array(z.tuple([z.string(), incident])),
  notices: z.array(z.tuple([z.string(), notice])),
  rounds: z.array(z.tuple([z.string(), round])),
  press: press.nullable(),
});

export interface Memory {
  readonly incidents: Map<string, KnownIncident>;
  readonly notices: Map<string, KnownNotice>;
  readonly rounds: Map<string, KnownRound>;
  /** The newest press: the incident that it opens or joins comes right after it. */
  press: KnownPress | null;
}

export const emptyMemory = (): Memory => ({ incidents: new Map(), notices: new Map(), rounds: new Map(), press: null });

/** Receipts may come long after a notice was sent, corrections long after a round: the oldest are forgotten, their points stay. */
const MOST_INCIDENTS = 2000;
const MOST_NOTICES = 2000;
const MOST_ROUNDS = 500;

/** Puts it in as the newest, and forgets the oldest beyond `most`. */
function keep<T>(map: Map<string, T>, id: string, value: T, most: number): T {
  map.delete(id);
  map.set(id, value);
  if (map.size > most) map.delete(map.keys().next().value ?? id);
  return value;
}

export const keepIncident = (memory: Memory, id: string, value: KnownIncident): KnownIncident =>
  keep(memory.incidents, id, value, MOST_INCIDENTS);
export const keepNotice = (memory: Memory, id: string, value: KnownNotice): KnownNotice =>
  keep(memory.notices, id, value, MOST_NOTICES);
export const keepRound = (memory: Memory, id: string, value: KnownRound): KnownRound =>
  keep(memory.rounds, id, value, MOST_ROUNDS);

export const freezeMemory = ({ incidents, notices, rounds, press }: Memory): string =>
  JSON.stringify({ incidents: [...incidents], notices: [...notices], rounds: [...rounds], press });

/** Null and what cannot be read are an empty memory: points that later facts would complete stay as they are. */
export function thawMemory(text: string | null): Memory {
  if (text === null) return emptyMemory();
  try {
    const { incidents, notices, rounds, press } = saved.parse(JSON.parse(text));
    return { incidents: new Map(incidents), notices: new Map(notices), rounds: new Map(rounds), press };
  } catch {
    return emptyMemory();
  }
}
