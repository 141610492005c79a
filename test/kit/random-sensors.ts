/** A school whose doors and corridors do anything, drawn from a seed: for what must hold whatever happens. */

import type { Happened } from '../../gateway/core/campus.ts';
import { happenedFrom } from '../../gateway/flow/engine/snapshot.ts';
import { SeededRandom } from './seeded-random.ts';
import { Sensors } from './sensors.ts';
import type { World } from './world.ts';

const DOORS = ['door-sy-roof', 'door-sy1-store'];
const MOTION = ['pir-stairs', 'pir-shed', 'pir-store', 'counter-shed'];
const BUTTONS = ['btn-bike-shed', 'btn-jx2-stair-east', 'btn-sy2-corridor'];

export interface Chances {
  /** Of a press in each step. */
  readonly press: number;
  readonly crash: number;
  readonly trust: number;
}

async function step(world: World, at: Sensors, random: SeededRandom, chances: Chances): Promise<void> {
  const of = (list: readonly string[]): string => list[random.integer(list.length)] ?? '';
  if (random.chance(chances.press)) world.press(of(BUTTONS));
  if (random.chance(chances.trust)) world.clock.trust(random.chance(0.6));
  if (random.chance(chances.crash)) await world.crash(random.integer(120_000));
  switch (random.integer(7)) {
    case 0:
      at.opens(of(DOORS));
      break;
    case 1:
      at.shuts(of(DOORS));
      break;
    case 2:
      for (let i = 0; i < 6; i += 1) at.say(of(DOORS), { type: 'door', open: i % 2 === 0 });
      break;
    case 3:
      at.say(of(MOTION), { type: 'motion', active: random.chance(0.6) });
      break;
    case 4:
      at.counts(of(MOTION), random.integer(12));
      break;
    case 5:
      await at.keepsMoving(of(MOTION), 12 * random.integer(30));
      break;
    default:
      at.beat(...DOORS, ...MOTION);
  }
  await world.clock.advance(random.integer(random.chance(0.1) ? 90_000 : 15_000));
}

export async function anyDay(world: World, seed: number, steps: number, chances: Chances): Promise<void> {
  const random = new SeededRandom(seed);
  const at = new Sensors(world);
  for (let i = 0; i < steps; i += 1) await step(world, at, random, chances);
  await world.clock.advance(3000);
}

/** What the disk holds, as the fold takes it. */
export const recordOf = (world: World): Happened[] => world.disk.items.map(happenedFrom);
