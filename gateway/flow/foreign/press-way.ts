/** From what a profile found to a press: judged once, flagged, and never refused (promise 1). */

import { isRepeat } from '../../core/campus.ts';
import type { PressFlag } from '../../core/facts.ts';
import type { Echoes } from '../../core/profile/echoes.ts';
import type { Said } from '../../core/profile/interpret.ts';
import { type Judged, PressMemory } from '../../core/profile/press-memory.ts';
import type { Profile } from '../../core/profile/profile.ts';
import type { Engine } from '../engine/engine.ts';
import { pressOf } from './event-words.ts';
import type { Arrival, Named, Ways } from './ways.ts';

export class PressWay {
  readonly memory = new PressMemory();
  private readonly engine: Engine;
  private readonly ways: Ways;
  private readonly echoes: Echoes;

  constructor(engine: Engine, ways: Ways, echoes: Echoes) {
    this.engine = engine;
    this.ways = ways;
    this.echoes = echoes;
  }

  take(device: string, profile: Profile, said: Said, { inbound, now, settlement }: Arrival): void {
    const { meant } = said;
    if (meant.means !== 'press') return;
    const known = this.engine.state.devices.get(device);
    const judged = this.memory.judge(device, profile, said, inbound.stale === true, known, now.t);
    const flags: PressFlag[] = meant.known ? [] : ['unknown-word'];
    if (inbound.retain) flags.push('retained');
    this.ways.press(
      pressOf(device, judged, meant.level, flags),
      this.nameOf(device, judged),
      now,
      settlement.part('press'),
    );
  }

  /** What cannot be read on the topic where a help button's presses come may be one. */
  unreadable(
    device: string,
    profile: Profile,
    why: 'malformed' | 'codec-missing' | 'undecided',
    arrival: Arrival,
  ): void {
    const { inbound, text, now, settlement } = arrival;
    const repeat = this.echoes.isEcho(device, `${inbound.topic} unread`, text, profile.identity.within, now.t);
    const name = { key: `${device} unread ${inbound.topic} ${now.t}`, repeat };
    const nameless = { boot: null, seq: null };
    this.ways.press(pressOf(device, nameless, 'help', [why]), name, now, settlement.part('press'));
  }

  /** A counter outlives a restart of ours: what the state knows of it counts as heard too. */
  private nameOf(device: string, { key, repeat, boot, seq }: Judged): Named {
    if (boot === null || seq === null) return { key, repeat };
    const known = isRepeat(this.engine.state, { device, boot, seq }, true);
    return { key: `${device} press ${boot}:${seq}`, repeat: repeat || known };
  }
}
