/**
 * Devices behind a bridge that nobody has named: listed, with what they said last and a profile that would fit. A press of one
 * alarms (promise 1), and what its doors and batteries say is kept; a card is nobody's business before its reader has a name.
 */

import { type Body, interpret, type Interpretation, type Said } from '../../core/profile/interpret.ts';
import type { Profile } from '../../core/profile/profile.ts';
import type { Router, Stranger } from '../../core/profile/router.ts';
import type { Engine } from '../engine/engine.ts';
import { eventOf } from './event-words.ts';
import type { PressWay } from './press-way.ts';
import { profileForModel, Strangers } from './strangers.ts';
import type { Arrival, Ways } from './ways.ts';

interface Reading {
  readonly profile: Profile | null;
  readonly found: Interpretation;
}

/** Beyond these, strangers that press share one name, so that a bridge cannot fill the state. */
const MOST_PRESSING = 200;
const KEPT = new Set(['door', 'motion', 'battery']);

export class StrangerIntake {
  readonly list = new Strangers();
  private readonly engine: Engine;
  private readonly ways: Ways;
  private readonly presses: PressWay;
  private readonly names = new Set<string>();

  constructor(engine: Engine, ways: Ways, presses: PressWay) {
    this.engine = engine;
    this.ways = ways;
    this.presses = presses;
  }

  /** Each profile of its family may read it; one that finds a press for certain is enough to alarm. */
  message({ bridge, address, guesses }: Stranger, body: Body, arrival: Arrival, router: Router): void {
    const { inbound, now, settlement } = arrival;
    const read = guesses.map(({ profile, read: by }) => ({ profile, found: interpret(by, body, inbound.retain) }));
    const says = read.filter(({ found }) => found.said.length > 0);
    if (says.length === 0 && body.object === undefined) return;
    const sure = sureOf(says);
    const id = this.nameFor(bridge.id, address);
    if (sure) this.presses.take(id, sure.profile, sure.said, arrival);
    const { row, isNew } = this.list.heard(bridge.id, address, inbound.topic, body.text, now.wall);
    if (sure) row.presses += 1;
    const family = [...router.foreign.profiles.values()].filter((profile) => profile.family === bridge.family);
    row.suggested = profileForModel(row.model, family)?.id ?? sure?.profile.id ?? row.suggested ?? best(says);
    if (isNew) this.record(bridge.id, address, row.suggested, arrival);
    for (const { meant, past } of says[0]?.found.said ?? []) {
      const event = past || !KEPT.has(meant.means) ? null : eventOf(meant);
      if (event) this.ways.event(id, event, now, settlement.part());
    }
  }

  private record(bridge: string, address: string, profile: string | null, { now, settlement }: Arrival): void {
    const fact = { kind: 'stranger-heard', bridge, address: address.slice(0, 128), profile } as const;
    this.engine.commit([fact], `device:${bridge}`, now, { keep: true, settled: settlement.part() });
  }

  private nameFor(bridge: string, address: string): string {
    const name = `${bridge}/${address.replaceAll(/\p{C}/gu, '').slice(0, 96)}`;
    if (this.names.size < MOST_PRESSING) this.names.add(name);
    return this.names.has(name) ? name : `${bridge}/*`;
  }
}

function sureOf(says: readonly Reading[]): { readonly profile: Profile; readonly said: Said } | null {
  for (const { profile, found } of says) {
    if (profile === null) continue;
    const said = found.said.find(({ meant, past }) => meant.means === 'press' && meant.known && !past);
    if (said) return { profile, said };
  }
  return null;
}

/** The profile that finds most in its message. */
function best(says: readonly Reading[]): string | null {
  const mostFirst = [...says].sort((a, b) => b.found.said.length - a.found.said.length);
  return mostFirst.find(({ profile }) => profile !== null)?.profile?.id ?? null;
}
