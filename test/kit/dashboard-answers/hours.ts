/** Hours of zones and windows, counted by hand from the facts. */

import { localTime } from '../../../gateway/core/calendar/school-clock.ts';
import { ofKind, type Question, slotOf, zoneName, zoneOf } from './question.ts';
import { counts, storiesOf } from './stories.ts';

export interface Hour {
  readonly startMs: number;
  readonly hour: string;
  readonly slot: string;
  readonly zoneName: string;
  readonly blind: string;
  minutes: number;
  watched: number;
  uncovered: number;
  presses: number;
  alarms: number;
  activity: number;
}

const HOUR = 3_600_000;
const MINUTE = 60_000;
const startOf = (ms: number): number => Math.floor(ms / HOUR) * HOUR;
const cached = new WeakMap<object, readonly Hour[]>();

/** Shanghai keeps full hours from UTC, so that an hour there is an hour here. */
export function hoursOf(question: Question): readonly Hour[] {
  const known = cached.get(question.facts);
  if (known) return known;
  const hours = new Map<string, Hour>();
  const at = (ms: number, slot: string, zone: string | null): Hour => {
    const startMs = startOf(ms);
    const key = `${startMs} ${slot} ${zone}`;
    const found = hours.get(key);
    if (found) return found;
    const blindSpot = zone === null ? undefined : question.school.zones.get(zone)?.blindSpot;
    const made = {
      startMs,
      hour: String(Math.floor(localTime(question.school.timeZone, startMs).minute / 60)).padStart(2, '0'),
      slot,
      zoneName: zoneName(question, zone),
      blind: blindSpot === undefined ? 'none' : blindSpot ? 'yes' : 'no',
      minutes: minutesIn(question, startMs, slot),
      watched: 0,
      uncovered: 0,
      presses: 0,
      alarms: 0,
      activity: 0,
    };
    hours.set(key, made);
    return made;
  };
  count(question, at);
  // Every zone has its row as soon as the gateway was at work in that window.
  const whole = new Map<string, { watched: number; ms: number; slot: string }>();
  for (const { atMs, fact } of ofKind(question, 'gateway-measured')) {
    const slot = slotOf(question, atMs);
    const key = `${startOf(atMs)} ${slot}`;
    const sums = whole.get(key) ?? { watched: 0, ms: atMs, slot };
    sums.watched += fact.everyMs / MINUTE;
    whole.set(key, sums);
    for (const zone of fact.uncovered) at(atMs, slot, zone).uncovered += fact.everyMs / MINUTE;
  }
  for (const { ms, slot } of whole.values()) for (const zone of question.school.zones.keys()) at(ms, slot, zone);
  const over = [...hours.values()].filter(({ startMs }) => startMs + HOUR <= question.nowMs);
  for (const hour of over) {
    hour.watched = whole.get(`${hour.startMs} ${hour.slot}`)?.watched ?? 0;
  }
  cached.set(question.facts, over);
  return over;
}

type Find = (ms: number, slot: string, zone: string | null) => Hour;

function count(question: Question, find: Find): void {
  const there = (ms: number, zone: string | null): Hour => find(ms, slotOf(question, ms), zone);
  const practice = new Set(
    storiesOf(question)
      .filter(({ outcome }) => outcome === 'drill' || outcome === 'test')
      .map(({ id }) => id),
  );
  const taken = new Set(
    ofKind(question, 'incident-opened', 'incident-joined').flatMap(({ fact }) =>
      practice.has(fact.incident) && fact.press !== null ? [JSON.stringify(fact.press)] : [],
    ),
  );
  for (const { atMs, fact } of ofKind(question, 'press')) {
    if (fact.drill) continue;
    const name = JSON.stringify({ device: fact.device, boot: fact.boot, seq: fact.seq });
    there(atMs, fact.zone).presses += taken.has(name) ? 0 : 1;
  }
  for (const story of storiesOf(question)) {
    if (story.drill) continue;
    const hour = there(story.atMs, story.zone);
    if (counts(story) && (story.level === 'help' || story.level === 'urgent')) hour.alarms += 1;
  }
  for (const { atMs, fact } of ofKind(question, 'reading')) {
    const body = fact.body as { open?: boolean; active?: boolean };
    const active = (fact.type === 'door' && body.open === true) || (fact.type === 'motion' && body.active !== false);
    if (active) there(atMs, zoneOf(question, fact.device)).activity += 1;
  }
  const zoneOfCheckpoint = (id: string) => question.school.patrol?.checkpoints.get(id)?.zone ?? null;
  for (const { fact } of ofKind(question, 'checkpoint-passed'))
    there(fact.atMs, zoneOfCheckpoint(fact.checkpoint)).activity += 1;
  for (const { atMs, fact } of ofKind(question, 'checkpoint-missed'))
    if (fact.why === 'missed') there(atMs, zoneOfCheckpoint(fact.checkpoint));
}

const windows = new Map<string, number>();

function minutesIn(question: Question, startMs: number, slot: string): number {
  const key = `${startMs} ${slot}`;
  const known = windows.get(key);
  if (known !== undefined) return known;
  let minutes = 0;
  for (let ms = startMs; ms < startMs + HOUR; ms += MINUTE) if (slotOf(question, ms) === slot) minutes += 1;
  windows.set(key, minutes);
  return minutes;
}
