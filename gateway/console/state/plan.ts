/** What a floor plan shows of each place, and which floor wants to be looked at. Pure. */

import type { Device, Incident } from '../../contract/api.ts';
import type { FloorPlan } from '../../contract/plan-api.ts';
import { inOrder, needsSomeone } from './board.ts';

/** `calls`: a person in need and nobody on the way. `wanting`: something to look at and nobody on the way. */
export type ZoneState = 'calls' | 'drill' | 'wanting' | 'taken' | 'arrived' | 'calm';

export interface ZoneSign {
  readonly state: ZoneState;
  /** The incident that matters most there. */
  readonly incident: Incident | null;
}

const CALM: ZoneSign = { state: 'calm', incident: null };

function stateOf(incident: Incident): ZoneState {
  if (!needsSomeone(incident)) return incident.status === 'arrived' ? 'arrived' : 'taken';
  if (incident.drill) return 'drill';
  return incident.level === 'help' || incident.level === 'urgent' ? 'calls' : 'wanting';
}

/** By zone id; a zone without an open incident is not in it. */
export function zoneSigns(incidents: Iterable<Incident>): ReadonlyMap<string, ZoneSign> {
  const signs = new Map<string, ZoneSign>();
  for (const incident of inOrder(incidents)) {
    if (incident.zone !== null && !signs.has(incident.zone)) {
      signs.set(incident.zone, { state: stateOf(incident), incident });
    }
  }
  return signs;
}

export const signOf = (signs: ReadonlyMap<string, ZoneSign>, zone: string): ZoneSign => signs.get(zone) ?? CALM;

/** The plan on which the incident that matters most is; null where none of the plans shows one. */
export function planToShow(plans: readonly FloorPlan[], incidents: Iterable<Incident>): FloorPlan | null {
  for (const incident of inOrder(incidents)) {
    const plan = plans.find(({ zones }) => zones.some((one) => one.zone === incident.zone));
    if (plan) return plan;
  }
  return null;
}

/** How many zones of the plan have an open incident. */
export const countOn = (plan: FloorPlan, signs: ReadonlyMap<string, ZoneSign>): number =>
  plan.zones.filter(({ zone }) => signs.has(zone)).length;

export type DeviceState = 'well' | 'off' | 'wrong';

export const deviceState = ({ online, flags }: Pick<Device, 'online' | 'flags'>): DeviceState =>
  !online ? 'off' : flags.some((flag) => flag !== 'unproven') ? 'wrong' : 'well';

/** As the school lists its buildings; a page of the API comes in the order of ids. */
export const inHouseOrder = (plans: readonly FloorPlan[]): readonly FloorPlan[] =>
  [...plans].sort((a, b) => a.order - b.order);
