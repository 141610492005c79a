/** Looking after devices as the API shows it: those that nobody has named, and mutes. */

import { z } from 'zod';

const iso = z.iso.datetime({ offset: true });

/** A device behind a bridge that is in no configuration. A press of it alarms all the same. */
export const unknownDevice = z.object({
  /** `<bridge>/<address>`, as its facts name it. */
  id: z.string(),
  bridge: z.string(),
  /** What to write as `address` in devices.yaml. */
  address: z.string(),
  firstSeen: iso,
  lastSeen: iso,
  messages: z.number().int(),
  presses: z.number().int(),
  lastTopic: z.string(),
  /** The beginning of it; long numbers are hidden, one could be a card's. */
  lastMessage: z.string(),
  model: z.string().nullable(),
  /** What to write as `profile`. */
  suggestedProfile: z.string().nullable(),
});
export type UnknownDevice = z.infer<typeof unknownDevice>;

const reason = z.string().trim().min(1).max(500);
export const muteBody = z.strictObject({ until: iso, reason });
export const unmuteBody = z.strictObject({ reason });
/** `until` is null where the mute has ended. */
export const muted = z.object({ device: z.string(), until: iso.nullable(), stored: z.boolean() });
export type Muted = z.infer<typeof muted>;
