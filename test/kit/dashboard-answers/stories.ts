/** The story of each incident, told again from its facts. */

import type { Level } from '../../../gateway/core/facts.ts';
import { ofKind, type Question, slotOf, zoneName } from './question.ts';

export interface Story {
  readonly id: string;
  readonly atMs: number;
  readonly kind: string;
  readonly zone: string | null;
  readonly zoneName: string;
  readonly slot: string;
  readonly drill: boolean;
  level: Level;
  presses: number;
  outcome: string | null;
  takenBy: string | null;
  /** Since it was raised, ms. */
  readonly took: { notified?: number; seen?: number; taken?: number; arrived?: number; closed?: number };
  readonly met: { notified?: boolean; taken?: boolean; arrived?: boolean; closed?: boolean };
  arriveByMs: number;
  closeByMs: number;
}

const LOUDNESS = ['info', 'fault', 'help', 'urgent'] as const;
const told = new WeakMap<object, readonly Story[]>();

export function storiesOf(question: Question): readonly Story[] {
  const known = told.get(question.facts);
  if (known) return known;
  const stories = new Map<string, Story>();
  const kinds = [
    'incident-opened',
    'incident-joined',
    'notice-sent',
    'notice-seen',
    'step-reached',
    'incident-taken',
    'incident-arrived',
    'incident-closed',
  ] as const;
  for (const at of ofKind(question, ...kinds)) {
    const { fact, atMs } = at;
    if (fact.kind === 'incident-opened') {
      stories.set(fact.incident, {
        id: fact.incident,
        atMs,
        kind: fact.of,
        zone: fact.zone,
        zoneName: zoneName(question, fact.zone),
        slot: slotOf(question, atMs),
        drill: fact.drill,
        level: fact.level,
        presses: fact.press === null ? 0 : 1,
        outcome: null,
        takenBy: null,
        took: {},
        met: {},
        arriveByMs: 0,
        closeByMs: 0,
      });
      continue;
    }
    const story = stories.get(fact.incident);
    if (story !== undefined) goOn(story, atMs, fact, at.actor.replace('person:', ''));
  }
  const all = [...stories.values()];
  told.set(question.facts, all);
  return all;
}

type Later = Exclude<
  ReturnType<
    typeof ofKind<
      | 'incident-joined'
      | 'notice-sent'
      | 'notice-seen'
      | 'step-reached'
      | 'incident-taken'
      | 'incident-arrived'
      | 'incident-closed'
    >
  >[number]['fact'],
  never
>;

function goOn(story: Story, atMs: number, fact: Later, person: string): void {
  const since = atMs - story.atMs;
  const { took, met } = story;
  switch (fact.kind) {
    case 'incident-joined':
      if (fact.press !== null) story.presses += 1;
      if (LOUDNESS.indexOf(fact.level) > LOUDNESS.indexOf(story.level)) story.level = fact.level;
      break;
    case 'notice-sent':
      if (fact.person === null || took.notified !== undefined) break;
      took.notified = since;
      met.notified ??= since <= 10_000;
      break;
    case 'notice-seen':
      took.seen ??= since;
      break;
    case 'step-reached':
      if (fact.reason === 'escalated' && took.taken === undefined) met.taken = false;
      if (fact.reason === 'escalated' && took.notified === undefined) met.notified = false;
      if (fact.reason === 're-alarm' && took.arrived === undefined) met.arrived = false;
      else if (fact.reason === 're-alarm') met.closed = false;
      break;
    case 'incident-taken':
      took.taken ??= since;
      met.taken ??= true;
      story.takenBy = person;
      story.arriveByMs = atMs + 180_000;
      break;
    case 'incident-arrived':
      took.arrived ??= since;
      met.arrived ??= atMs <= story.arriveByMs;
      story.closeByMs = atMs + 1_800_000;
      break;
    case 'incident-closed':
      took.closed ??= since;
      met.closed ??= atMs <= story.closeByMs;
      story.outcome = fact.outcome;
      break;
  }
}

/** Practice never counts. */
export const counts = ({ drill, outcome }: Story): boolean => !drill && outcome !== 'drill' && outcome !== 'test';
