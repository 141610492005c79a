/** Doors and corridors in a World: what happens at them, told in the words of the school. */

import type { Publish, World } from './world.ts';

export class Sensors {
  private readonly world: World;
  private seq = 0;

  constructor(world: World) {
    this.world = world;
  }

  say(device: string, body: Readonly<Record<string, unknown>>): Publish {
    this.seq += 1;
    return this.world.publish(device, { v: 1, boot: 1, seq: this.seq, age: 0, ...body });
  }

  opens(door: string, more: Readonly<Record<string, unknown>> = {}): Publish {
    return this.say(door, { type: 'door', open: true, ...more });
  }

  shuts(door: string): Publish {
    return this.say(door, { type: 'door', open: false });
  }

  /** A sensor that blinks: it says motion, and takes it back after two seconds. */
  async moves(sensor: string): Promise<void> {
    this.say(sensor, { type: 'motion', active: true });
    await this.world.clock.advance(2000);
    this.say(sensor, { type: 'motion', active: false });
  }

  counts(sensor: string, people: number): Publish {
    return this.say(sensor, { type: 'motion', count: people });
  }

  /** Minutes of motion with pauses of ten seconds, as people make who stay. */
  async keepsMoving(sensor: string, seconds: number): Promise<void> {
    for (let passed = 0; passed < seconds; passed += 12) {
      await this.moves(sensor);
      await this.world.clock.advance(10_000);
    }
  }

  /** Everybody says that they are alive, so that nobody is silent. */
  beat(...devices: readonly string[]): void {
    for (const device of devices) this.say(device, { type: 'heartbeat' });
  }

  async waits(seconds: number, ...alive: readonly string[]): Promise<void> {
    for (let left = seconds; left > 0; left -= 30) {
      if (alive.length > 0) this.beat(...alive);
      await this.world.clock.advance(Math.min(30, left) * 1000);
    }
  }
}
