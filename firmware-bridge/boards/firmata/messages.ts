/** What the bridge and the process that holds one Firmata board say to each other. */

import { z } from 'zod';

export const pinSetting = z.object({
  pin: z.number().int().nonnegative(),
  as: z.enum(['reed', 'motion', 'analog']),
  invert: z.boolean(),
  above: z.number(),
});
export type PinSetting = z.infer<typeof pinSetting>;

/** On the command line of the child. */
export const boardSetting = z.object({ port: z.string(), baud: z.number().int(), pins: z.array(pinSetting) });
export type BoardSetting = z.infer<typeof boardSetting>;

/** `reset`: the board has started again and forgotten what it was told. `silent`: it does not answer. */
export const OVER = ['port', 'reset', 'silent'] as const;

export const fromChild = z.discriminatedUnion('is', [
  /** Every pin is set up; what follows is their state. */
  z.object({ is: z.literal('ready') }),
  /** `index` into the pins of the setting; true: door open, or activity. The first one after `ready` is how it stands. */
  z.object({ is: z.literal('state'), index: z.number().int().nonnegative(), active: z.boolean() }),
  /** It answered. */
  z.object({ is: z.literal('alive') }),
  z.object({ is: z.literal('over'), why: z.enum(OVER), detail: z.string() }),
]);
export type FromChild = z.infer<typeof fromChild>;
