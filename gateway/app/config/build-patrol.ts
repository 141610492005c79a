/** From a validated `patrol.yaml` to what the core works with. */

import type { Checkpoint, FixedRound, Patrol } from '../../core/patrol/patrol.ts';
import type { Zone } from '../../core/school.ts';
import { seconds } from '../../core/time.ts';
import { minuteOf } from './fields.ts';
import type { PatrolFile } from './patrol-file.ts';

export interface Places {
  readonly zones: ReadonlyMap<string, Pick<Zone, 'blindSpot'>>;
  /** Zone of each device. */
  readonly devices: ReadonlyMap<string, { readonly zone: string }>;
}

const DAY_MINUTES = 1440;

export function buildPatrol(file: PatrolFile, places: Places): Patrol {
  const checkpoints = file.checkpoints.map((written) => checkpointOf(written, places));
  return {
    checkpoints: new Map(checkpoints.map((one) => [one.id, one])),
    routes: new Map(file.routes.map((route) => [route.id, { ...route, nameEn: route.nameEn ?? null }])),
    walking: {
      min: seconds(file.walking.min),
      max: seconds(file.walking.max),
      legs: file.walking.legs.map((leg) => ({ ...leg, min: seconds(leg.min), max: seconds(leg.max) })),
    },
    rounds: file.rounds.map((rule) => ruleOf(rule, file.tolerance)),
    generated: file.generated.map((rule) => ({
      ...ruleOf(rule, file.tolerance),
      within: seconds(rule.within),
      maxGap: seconds(rule.maxGap),
    })),
    handhelds: new Map(file.handhelds.map(({ device, person }) => [device, person])),
    cards: new Map(file.cards.map(({ card, person }) => [card.toUpperCase(), person])),
    lostCards: new Map(file.lostCards.map(({ card, person }) => [card.toUpperCase(), person ?? null])),
    batchWithin: seconds(file.batchWithin),
    unknownCards: file.unknownCards,
  };
}

function checkpointOf(written: PatrolFile['checkpoints'][number], places: Places): Checkpoint {
  const device = written.device ?? null;
  const zone = written.zone ?? (device === null ? null : places.devices.get(device)?.zone) ?? '';
  const covers = [...new Set([zone, ...written.covers])];
  const isBlind = covers.some((id) => places.zones.get(id)?.blindSpot === true);
  return {
    id: written.id,
    name: written.name,
    nameEn: written.nameEn ?? null,
    zone,
    covers,
    device,
    tag: written.tag?.toUpperCase() ?? null,
    camera: written.camera ?? null,
    risk: written.risk ?? (isBlind ? 3 : 1),
  };
}

function ruleOf(rule: PatrolFile['rounds'][number], tolerance: number): FixedRound {
  const fromMinute = minuteOf(rule.from) ?? 0;
  const toMinute = minuteOf(rule.to) ?? 0;
  return {
    id: rule.id,
    route: rule.route,
    days: [...new Set(rule.days)].sort((a, b) => a - b),
    on: rule.on,
    fromMinute,
    toMinute: toMinute <= fromMinute ? toMinute + DAY_MINUTES : toMinute,
    tolerance: seconds(rule.tolerance ?? tolerance),
    guard: rule.guard ?? null,
  };
}
