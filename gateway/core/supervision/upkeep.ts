/** The state of looking after devices: a fold over `UpkeepFact`. Plain data, replaced and never changed. */

import type { Happened } from '../campus.ts';

export interface Mute {
  readonly untilT: number;
  readonly untilMs: number;
  readonly reason: string;
  /** `person:<id>`. */
  readonly by: string;
}

export interface UpkeepState {
  readonly mutes: Readonly<Record<string, Mute>>;
  /** Since when a proof is waited for, by button, epoch ms. */
  readonly awaited: Readonly<Record<string, number>>;
  readonly unproven: readonly string[];
  readonly upstreamsDown: readonly string[];
}

export const noUpkeep: UpkeepState = { mutes: {}, awaited: {}, unproven: [], upstreamsDown: [] };

const without = <T>(record: Readonly<Record<string, T>>, key: string): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(record).filter(([other]) => other !== key));
const add = (list: readonly string[], one: string): readonly string[] => (list.includes(one) ? list : [...list, one]);
const remove = (list: readonly string[], one: string): readonly string[] => list.filter((other) => other !== one);

export function evolveUpkeep(state: UpkeepState, { fact, at, actor }: Happened): UpkeepState {
  switch (fact.kind) {
    case 'device-muted': {
      const { untilT, untilMs, reason } = fact;
      return { ...state, mutes: { ...state.mutes, [fact.device]: { untilT, untilMs, reason, by: actor } } };
    }
    case 'device-unmuted':
      return { ...state, mutes: without(state.mutes, fact.device) };
    case 'proof-awaited':
      return { ...state, awaited: { ...state.awaited, [fact.device]: at.wall } };
    case 'button-unproven':
      return { ...state, unproven: add(state.unproven, fact.device) };
    case 'button-proven':
      return { ...state, unproven: remove(state.unproven, fact.device) };
    case 'upstream-lost':
      return { ...state, upstreamsDown: add(state.upstreamsDown, fact.upstream) };
    case 'upstream-restored':
      return { ...state, upstreamsDown: remove(state.upstreamsDown, fact.upstream) };
    default:
      return state;
  }
}

/** Faults of this device tell nobody for now; presses of it always do. */
export const isMuted = (state: UpkeepState, device: string): boolean => Object.hasOwn(state.mutes, device);
