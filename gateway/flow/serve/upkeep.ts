/** Devices that nobody has named, and mutes, as the outside asks for them. */

import type { UnknownDevice } from '../../contract/upkeep-api.ts';
import { decideMute, decideUnmute } from '../../core/supervision/mute.ts';
import type { MuteAct, MuteResult } from '../../ports/upkeep.ts';
import type { Engine } from '../engine/engine.ts';
import type { Strangers } from '../foreign/strangers.ts';
import { iso } from './incident-view.ts';
import { stored } from './patience.ts';

export const unknownDeviceViews = (strangers: Strangers): readonly UnknownDevice[] =>
  strangers.list().map((row) => ({
    id: `${row.bridge}/${row.address}`,
    bridge: row.bridge,
    address: row.address,
    firstSeen: iso(row.firstMs),
    lastSeen: iso(row.lastMs),
    messages: row.messages,
    presses: row.presses,
    lastTopic: row.lastTopic,
    lastMessage: row.lastMessage,
    model: row.model,
    suggestedProfile: row.suggested,
  }));

export async function muteAct(engine: Engine, person: string, device: string, act: MuteAct): Promise<MuteResult> {
  const ctx = engine.context();
  const decision =
    act.type === 'mute'
      ? decideMute(device, act.untilMs, act.reason, ctx)
      : decideUnmute(device, act.reason, engine.state, engine.findOpen, ctx);
  if (!decision.ok) return decision;
  const until = act.type === 'mute' ? iso(act.untilMs) : null;
  const isStored = await stored(engine, decision.facts, person, ctx.now);
  return { ok: true, muted: { device, until, stored: isStored } };
}
