/** The same presses on a plain Firmata board: a button between pin 4 and ground, read as Firmata reports it. */

import { SeededRandom } from '../seeded-random.ts';
import { FirmataDesk } from './firmata-client.ts';
import { NoisyLine } from './noisy-line.ts';

export interface FirmataResult {
  readonly pressed: number;
  /** Presses of which no report came while they lasted or before the next one. */
  readonly missed: number;
  /** Reports of a press beyond the one there was. */
  readonly invented: number;
}

export function firmataTrial(noise: number, seed: number, presses: number): FirmataResult {
  const random = new SeededRandom(seed);
  const desk = new FirmataDesk();
  let was = 1;
  let heard = 0;
  desk.client.pinMode(4, desk.client.MODES['PULLUP']);
  desk.client.digitalRead(4, (value) => {
    if (was === 1 && value === 0) heard += 1;
    was = value;
  });
  desk.run(50);
  desk.line = new NoisyLine(noise, random);
  let missed = 0;
  let invented = 0;
  for (let i = 0; i < presses; i += 1) {
    heard = 0;
    desk.board.setDigital(4, false);
    desk.run(60 + random.integer(240));
    desk.board.setDigital(4, true);
    desk.run(200 + random.integer(500));
    if (heard === 0) missed += 1;
    invented += Math.max(0, heard - 1);
  }
  return { pressed: presses, missed, invented };
}
