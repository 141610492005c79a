/** Normal is grey; colour is for what needs a person. Never green: a frozen green board is the worst failure. */

import {
  FieldColorBuilder,
  FieldColorModeId,
  MappingType,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  type ValueMapping,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { Say } from '../words/language.ts';
import type { Words } from '../words/values.ts';

export const GREY = '#8e939b';
export const LIGHT_GREY = '#c3c7cd';
export const DARK_GREY = '#5f6570';
export const AMBER = '#e08400';
export const RED = '#d2222d';
export const NO_COLOUR = 'transparent';

/** From which value on a figure needs a person, and from which at once. */
export interface Concern {
  readonly amber?: number;
  readonly red?: number;
  /** The colour of what needs nobody. */
  readonly calm?: string;
  /** Low is bad: below `amber`, below `red`. */
  readonly low?: boolean;
}

export function thresholdsOf({ amber, red, calm = 'text', low = false }: Concern): ThresholdsConfigBuilder {
  const rising = [
    { value: null, color: calm },
    ...(amber === undefined ? [] : [{ value: amber, color: AMBER }]),
    ...(red === undefined ? [] : [{ value: red, color: RED }]),
  ];
  const falling = [
    { value: null, color: red === undefined ? AMBER : RED },
    ...(red === undefined || amber === undefined ? [] : [{ value: red, color: AMBER }]),
    { value: amber ?? red ?? 0, color: calm },
  ];
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(low ? falling : rising);
}

export const byThresholds = (): FieldColorBuilder => new FieldColorBuilder().mode(FieldColorModeId.Thresholds);

/** Values of a tag or field in words. `alarming` values stand out by colour as well as by their text. */
export function wording(words: Words, say: Say, alarming: Readonly<Record<string, string>> = {}): ValueMapping {
  const options = Object.entries(words).flatMap(([value, meaning], index) => {
    const color = alarming[value];
    const text = say(meaning);
    if (text === value && color === undefined) return [];
    return [[value, { text, index, ...(color !== undefined && { color }) }] as const];
  });
  return { type: MappingType.ValueToText, options: Object.fromEntries(options) };
}
