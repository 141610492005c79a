/** What the outside may ask and do about looking after devices. The actor always comes from the session. */

import type { Muted, UnknownDevice } from '../contract/upkeep-api.ts';

export type MuteAct =
  | { readonly type: 'mute'; readonly untilMs: number; readonly reason: string }
  | { readonly type: 'unmute'; readonly reason: string };

export type MuteResult =
  | { readonly ok: true; readonly muted: Muted }
  | { readonly ok: false; readonly why: 'unknown-device' | 'over-already' | 'too-long' | 'not-muted' };

export interface Upkeep {
  /** Newest first. */
  unknownDevices(): readonly UnknownDevice[];
  muteAct(person: string, device: string, act: MuteAct): Promise<MuteResult>;
}
