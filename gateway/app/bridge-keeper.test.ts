/** The keeper of the firmware bridge, with little programs in its place. */

import { setImmediate as turn } from 'node:timers/promises';
import type { Logger } from 'pino';
import pino from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../test/kit/fake-clock.ts';
import { BridgeKeeper } from './bridge-keeper.ts';

const READY = `console.log(JSON.stringify({ level: 30, time: 1, pid: 2, msg: 'bridge ready', boards: 1 }));`;
const STAYS = `${READY} setInterval(() => {}, 1000);`;

describe('the keeper of the bridge', () => {
  const clock = new FakeClock();
  const told: string[] = [];
  const logged: string[] = [];
  let keeper: BridgeKeeper | null = null;
  afterEach(async () => {
    await keeper?.stop();
    keeper = null;
    told.length = 0;
    logged.length = 0;
  });

  const log: Logger = pino({ level: 'info' }, { write: (line: string) => void logged.push(line) });
  const keep = (...programs: readonly string[]): BridgeKeeper => {
    const left = [...programs];
    const made = new BridgeKeeper({
      ...{ clock, log },
      command: () => [process.execPath, '--eval', left.length > 1 ? (left.shift() ?? '') : (left[0] ?? '')],
      onFault: (code, detail) => told.push(`${code} ${detail}`),
      onRestored: () => told.push('restored'),
    });
    keeper = made;
    return made;
  };
  const until = async (seen: () => boolean): Promise<void> => {
    while (!seen()) await turn();
  };

  it('tells of its end with its last words, starts it again after a while, and tells when it runs', async () => {
    keep(`console.error('the port caught fire'); process.exit(3);`, STAYS).want('mqtt://here', 'one');
    await until(() => told.length === 1);
    expect(told[0]).toBe('ended exit code 3: the port caught fire');
    expect(keeper?.pid).toBeNull();
    await clock.advance(1100);
    await until(() => told.length === 2);
    expect(told[1]).toBe('restored');
  });

  it('waits longer each time it ends at once, half a minute at most', async () => {
    keep('process.exit(1)').want('mqtt://here', 'one');
    for (const wait of [1, 2, 4, 8, 16, 30, 30]) {
      const before = told.length;
      await until(() => told.length > before || keeper?.pid === null);
      await until(() => keeper?.pid === null);
      const seen = told.length;
      await clock.advance(wait * 1000 - 10);
      expect(keeper?.pid).toBeNull();
      await clock.advance(20);
      await until(() => told.length > seen);
    }
  });

  it('passes its log on under its name: no second "ready", no strange lines', async () => {
    keep(`console.log('no json'); ${STAYS}`).want('mqtt://here', 'one');
    await until(() => logged.length > 0);
    expect(logged.map((line) => JSON.parse(line) as object)).toMatchObject([
      { msg: 'bridge ready', bridge: { boards: 1 } },
    ]);
    expect(logged[0]).not.toContain('no json');
  });

  it('starts with the first board, again with other boards, and ends with the last; that is no fault', async () => {
    const made = keep(STAYS);
    made.want('mqtt://here', null);
    expect(made.pid).toBeNull();
    made.want('mqtt://here', 'one');
    await until(() => logged.length === 1);
    const first = made.pid;
    made.want('mqtt://here', 'one');
    expect(made.pid).toBe(first);
    made.want('mqtt://here', 'two');
    await until(() => logged.length === 2);
    expect(made.pid).not.toBe(first);
    made.want('mqtt://here', null);
    await until(() => made.pid === null);
    expect(told).toEqual([]);
  });

  it('stops it, also one that does not listen to SIGTERM', async () => {
    const made = keep(`process.on('SIGTERM', () => {}); ${STAYS}`);
    made.want('mqtt://here', 'one');
    await until(() => logged.length === 1);
    const { pid } = made;
    const stopped = made.stop();
    await clock.advance(3000);
    await stopped;
    expect(() => process.kill(pid ?? 0, 0)).toThrow(/ESRCH/);
    expect(told).toEqual([]);
  });

  it('that cannot be started at all is a fault too', async () => {
    const made = new BridgeKeeper({
      ...{ clock, log },
      command: () => ['/no/such/program'],
      onFault: (code, detail) => told.push(`${code} ${detail}`),
      onRestored: () => {},
    });
    keeper = made;
    made.want('mqtt://here', 'one');
    await until(() => told.length === 1);
    expect(told[0]).toContain('ENOENT');
  });
});
