/** What of a patrol is told to people: one incident a round for what was missed, one a card for what is wrong with it. */

import { localTime } from '../calendar/school-clock.ts';
import type { Context } from '../context.ts';
import type { Fact } from '../facts.ts';
import type { Incident } from '../incident/incident.ts';
import { RESTORED } from '../incident/incident.ts';
import { type Opening, openOrJoin } from '../incident/open.ts';
import type { School } from '../school.ts';
import type { FindOpen } from '../supervision/faults.ts';
import type { Round } from './patrol-state.ts';

const blank = { level: 'fault', drill: false, press: null } as const;

export const missedKey = (round: string): string => `patrol:${round}`;

/** One incident a round, however many checkpoints it missed; those that are missed later join it. */
export function raiseMissed(
  round: Round,
  missed: readonly string[],
  open: FindOpen,
  ctx: Context,
  suffix: string,
): readonly Fact[] {
  const [first] = missed;
  if (first === undefined) return [];
  const { patrol } = ctx.school;
  const opening: Opening = {
    ...blank,
    of: 'patrol-missed',
    key: missedKey(round.round),
    zone: patrol?.checkpoints.get(first)?.zone ?? null,
    device: patrol?.checkpoints.get(first)?.device ?? null,
    flags: missed.map((id) => `missed:${id}`),
    text: missedText(round, missed, ctx.school),
    devices: missed.flatMap((id) => patrol?.checkpoints.get(id)?.device ?? []),
  };
  return openOrJoin(open(opening.key), opening, ctx, 'gateway', suffix);
}

/** Every missed checkpoint has been walked after all, or was delivered late: the incident climbs no further; a person closes it. */
export function settleMissed(round: Round, open: FindOpen): readonly Fact[] {
  const incident = open(missedKey(round.round));
  const waits = round.checkpoints.some(({ state, atMs }) => state === 'missed' && atMs === null);
  if (!incident || incident.quiet || waits) return [];
  return [joined(incident, [RESTORED])];
}

const joined = (incident: Incident, flags: readonly string[]): Fact => ({
  kind: 'incident-joined',
  incident: incident.id,
  level: incident.level,
  device: null,
  press: null,
  flags,
  renotifyT: null,
});

export interface Suspicion {
  readonly key: string;
  readonly flag: 'lost-card' | 'cloned' | 'batch' | 'unknown-cards';
  readonly zone: string | null;
  readonly device: string | null;
  /** Whose card it is; never a pupil's. */
  readonly person: string | null;
}

/** Something about a card or a round that somebody must look at. */
export function raiseSuspicion(what: Suspicion, open: FindOpen, ctx: Context, suffix: string): readonly Fact[] {
  const { key, flag, zone, device } = what;
  const opening: Opening = {
    ...blank,
    of: 'unusual',
    key,
    zone,
    device,
    flags: [flag],
    text: suspicionText(what, ctx.school),
    devices: device === null ? [] : [device],
  };
  return openOrJoin(open(key), opening, ctx, 'gateway', suffix);
}

function missedText(round: Round, missed: readonly string[], school: School): string {
  const english = school.language === 'en';
  const route = school.patrol?.routes.get(round.route);
  const name = (english ? (route?.nameEn ?? route?.name) : route?.name) ?? round.route;
  const places = missed.map((id) => {
    const checkpoint = school.patrol?.checkpoints.get(id);
    return (english ? (checkpoint?.nameEn ?? checkpoint?.name) : checkpoint?.name) ?? id;
  });
  const clock = (wallMs: number): string => {
    const { minute } = localTime(school.timeZone, wallMs);
    const two = (n: number): string => String(n).padStart(2, '0');
    return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
  };
  const span = `${clock(round.dueFromMs)}–${clock(round.dueToMs)}`;
  return english ? `${name} ${span}: nobody at ${places.join(', ')}` : `${name} ${span}：没有人到 ${places.join('、')}`;
}

const WORDS: Readonly<Record<Suspicion['flag'], readonly [zh: string, en: string]>> = {
  'lost-card': ['有人在刷已挂失的巡更卡', 'a patrol card reported lost was tapped'],
  cloned: ['同一张巡更卡在两处出现，卡可能被复制', 'one patrol card in two places at once: it may be a copy'],
  batch: ['几处巡查点在几十秒内一起刷卡', 'several checkpoints were tapped within seconds'],
  'unknown-cards': ['有人多次用不认识的卡刷巡更读卡器', 'unknown cards were tapped again and again'],
};

function suspicionText({ flag, person }: Suspicion, school: School): string {
  const [zh, en] = WORDS[flag];
  const known = person === null ? undefined : school.people.get(person);
  if (school.language === 'en') return known ? `${en} (${known.nameEn ?? known.name})` : en;
  return known ? `${zh}（${known.name}）` : zh;
}
