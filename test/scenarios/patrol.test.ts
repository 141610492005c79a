/** Stories of the night patrol: sun walks at 22:30, 01:30 and 04:30, six readers, five minutes' grace. */

import { afterEach, describe, expect, it } from 'vitest';
import { patrolOfSix, patrolSchool } from '../kit/patrol-of-six.ts';
import { World, type WorldOptions } from '../kit/world.ts';

const SUN = 'BBBB2222';
const ZHAO = 'AAAA1111';
const MINUTE = 60_000;
const READERS = [1, 2, 3, 4, 5, 6] as const;

let world: World;
afterEach(() => world.close());

let seq = 0;

/** A school on a September night; only the fixed night rounds. */
async function night(at: string, options: WorldOptions = {}): Promise<void> {
  world = await World.open({
    school: patrolSchool({ ...patrolOfSix(), generated: [] }),
    start: { wall: `2026-09-07T${at}:00+08:00` },
    ...options,
  });
}

function tap(reader: number, card = SUN, ageMs = 0): void {
  seq += 1;
  world.publish(`reader-${reader}`, { v: 1, boot: 1, seq, type: 'checkin', age: ageMs, card });
}

/** Walks these readers, two minutes apart. */
async function walk(readers: readonly number[], card = SUN): Promise<void> {
  for (const reader of readers) {
    tap(reader, card);
    await world.clock.advance(2 * MINUTE);
  }
}

async function until(at: string, day = '2026-09-07'): Promise<void> {
  await world.clock.advance(Date.parse(`${day}T${at}:00+08:00`) - world.clock.wall);
}

const round = (id = '2026-09-07.night-1') => world.spine.engine.state.patrol.rounds.get(id);
const states = (id?: string): string =>
  round(id)
    ?.checkpoints.map(({ state }) => state)
    .join(' ') ?? 'no round';
/** Readers in these stories keep quiet between taps; that they are silent is another story. */
const told = () => world.open().filter(({ kind }) => kind !== 'device-silent');
const missed = () => world.open().filter(({ kind }) => kind === 'patrol-missed');

describe('the night patrol', () => {
  it('walked in time is done, and nobody is told anything', async () => {
    await night('22:20');
    await until('22:31');
    expect(states()).toBe('waiting waiting waiting waiting waiting waiting');
    await walk(READERS);
    expect(round()?.result).toBe('done');
    expect(told()).toEqual([]);
    expect(world.facts('round-closed')).toMatchObject([{ result: 'done', done: 6, late: 0, missed: 0, flags: [] }]);
  });

  it('a guard who goes home mid-round is known within a second of the tolerance, in one incident', async () => {
    await night('22:20');
    await until('22:31');
    await walk([1, 2, 3]);
    // From 23:09:55 (23:15 less 45 and 60 … of walking) the fourth is late; five minutes later it is missed.
    const due = round()?.checkpoints[3]?.dueMs ?? 0;
    await world.clock.advance(due + 5 * MINUTE - world.clock.wall - 1);
    expect(missed()).toEqual([]);
    await world.clock.advance(1001);
    const incident = world.only('patrol-missed');
    expect(incident).toMatchObject({ zone: 'z-4', level: 'fault', text: '夜间巡查 22:30–23:15：没有人到 巡查点 4' });
    await until('23:30');
    expect(states()).toBe('on-time on-time on-time missed missed missed');
    expect(missed()).toHaveLength(1);
    expect(missed()[0]?.flags).toEqual(['missed:cp-4', 'missed:cp-5', 'missed:cp-6']);
    expect(round()?.result).toBe('partial');
  });

  it('a guard who comes after being called quietens the alarm, but what was missed stays missed', async () => {
    await night('22:20');
    await until('22:31');
    await walk([1, 2, 3, 4, 5]);
    await until('23:21');
    expect(world.only('patrol-missed').quiet).toBe(false);
    await walk([6]);
    expect(world.only('patrol-missed')).toMatchObject({ quiet: true, status: 'open' });
    expect(states()).toBe('on-time on-time on-time on-time on-time missed');
    expect(round()?.checkpoints[5]).toMatchObject({ person: 'sun', flags: ['too-late', 'slow'] });
  });

  it('a late guard is late, not missed', async () => {
    await night('22:20');
    await until('23:06');
    await walk(READERS);
    expect(states()).toBe('on-time on-time on-time on-time on-time late');
    expect(round()?.result).toBe('late');
    expect(missed()).toEqual([]);
  });

  it('out of order is passed and said', async () => {
    await night('22:20');
    await until('22:31');
    await walk([1, 3, 2, 4, 5, 6]);
    expect(round()?.result).toBe('done');
    const flagged = round()?.checkpoints.filter(({ flags }) => flags.includes('out-of-order'));
    expect(flagged?.map(({ checkpoint }) => checkpoint)).toEqual(['cp-2', 'cp-3']);
  });

  it('all tapped in forty seconds: the card was handed from reader to reader, or copied', async () => {
    await night('22:20');
    await until('22:31');
    for (const reader of READERS) {
      tap(reader);
      await world.clock.advance(7000);
    }
    expect(round()?.result).toBe('done');
    expect(world.facts('round-closed')[0]?.flags).toEqual(['too-fast', 'cloned', 'batch']);
    const kinds = told().map(({ kind, flags }) => `${kind} ${flags.join(' ')}`);
    expect(kinds).toEqual(['unusual cloned', 'unusual batch']);
  });

  it('a copied card in two places at once is told, once', async () => {
    await night('20:00');
    tap(1, ZHAO);
    await world.clock.advance(10_000);
    tap(4, ZHAO);
    await world.clock.advance(11_000);
    tap(1, ZHAO);
    await world.clock.advance(1000);
    expect(world.facts('card-flagged')).toMatchObject([
      { why: 'cloned', person: 'zhao', device: 'reader-4', card: null },
      { why: 'cloned', person: 'zhao', device: 'reader-1' },
    ]);
    expect(world.only('unusual').flags).toEqual(['cloned']);
  });

  it('a lost card alarms and passes nothing', async () => {
    await night('22:20');
    await until('22:31');
    tap(1, 'dead0000');
    await world.clock.advance(1000);
    expect(world.only('unusual')).toMatchObject({ flags: ['lost-card'], zone: 'z-1' });
    expect(states()).toContain('waiting');
    expect(world.facts('checkpoint-passed')).toEqual([]);
  });

  it('a pupil trying a bus card leaves no number anywhere, and only a third try calls somebody', async () => {
    await night('20:00');
    const bus = '04C0FFEE99';
    tap(2, bus);
    await world.clock.advance(11_000);
    tap(2, bus);
    await world.clock.advance(1000);
    expect(told()).toEqual([]);
    await world.clock.advance(11_000);
    tap(2, bus);
    await world.clock.advance(1000);
    expect(world.only('unusual').flags).toEqual(['unknown-cards']);
    const flagged = world.facts('card-flagged');
    expect(flagged).toHaveLength(3);
    expect(flagged[0]?.card).toMatch(/^[0-9a-f]{6}$/);
    expect(JSON.stringify(world.disk.items).toLowerCase()).not.toContain(bus.toLowerCase());
    expect(JSON.stringify(world.disk.items)).toContain(`"stranger":"${flagged[0]?.card ?? ''}"`);
  });

  it("a guard's tap is kept by name: the number of no card is in the journal", async () => {
    await night('22:20');
    await until('22:31');
    await walk(READERS);
    const record = JSON.stringify(world.disk.items);
    expect(record).not.toMatch(/BBBB2222|bbbb2222/);
    expect(record).toContain('"person":"sun"');
  });

  it('the same card at the next night has another fingerprint', async () => {
    await night('20:00');
    tap(2, '04C0FFEE99');
    await until('20:00', '2026-09-08');
    tap(2, '04C0FFEE99');
    await world.clock.advance(1000);
    const [first, second] = world.facts('card-flagged');
    expect(first?.card).not.toBe(second?.card);
  });

  it('a reader that is offline says nothing: what nobody could tap is unknown, and its own fault is told', async () => {
    await night('22:20');
    world.connect('reader-6');
    await until('22:31');
    await walk([1, 2, 3, 4, 5]);
    await until('23:25');
    expect(states()).toBe('on-time on-time on-time on-time on-time unknown');
    expect(round()?.result).toBe('unknown');
    expect(missed()).toEqual([]);
    expect(world.open().map(({ key }) => key)).toContain('silent:reader-6');
  });

  it('a reader that kept its tap tells it when it is back: the round is whole after all', async () => {
    await night('22:20');
    world.connect('reader-6');
    await until('22:31');
    await walk([1, 2, 3, 4, 5]);
    await until('23:25');
    tap(6, SUN, 40 * MINUTE);
    await world.clock.advance(1000);
    expect(states()).toBe('on-time on-time on-time on-time on-time on-time');
    expect(world.facts('round-closed').map(({ result }) => result)).toEqual(['unknown', 'done']);
    expect(round()?.checkpoints[5]?.flags).toContain('stored');
  });

  it('a miss that a late delivery disproves goes quiet', async () => {
    await night('22:20');
    await until('22:31');
    await walk([1, 2, 3, 4, 5]);
    await until('23:21');
    tap(6, SUN, 20 * MINUTE);
    await world.clock.advance(1000);
    expect(world.facts('round-closed').map(({ result }) => result)).toEqual(['partial', 'done']);
    expect(world.only('patrol-missed').quiet).toBe(true);
  });

  it('a restart mid-round forgets nothing and invents nothing', async () => {
    await night('22:20');
    await until('22:31');
    await walk([1, 2, 3]);
    await world.crash(20_000);
    await walk([4]);
    await until('23:25');
    expect(states()).toBe('on-time on-time on-time on-time missed missed');
    expect(world.facts('round-planned')).toHaveLength(1);
    expect(missed()).toHaveLength(1);
  });

  it('a round that ran out while the gateway was down is unknown, not missed', async () => {
    await night('22:20');
    await until('22:31');
    await walk([1, 2, 3]);
    await world.crash(3 * 3_600_000);
    await world.clock.advance(2 * MINUTE);
    expect(states()).toBe('on-time on-time on-time unknown unknown unknown');
    // The round of 01:30 began while it was down: it is told of, and what is not tapped in what is left of it is unknown.
    expect(round('2026-09-08.night-2')).toMatchObject({ watched: false });
    expect(missed()).toEqual([]);
  });

  it('… unless the readers kept what was tapped meanwhile', async () => {
    await night('22:20');
    await until('22:31');
    await walk([1, 2, 3]);
    await world.crash(3_600_000);
    for (const [index, reader] of [4, 5, 6].entries()) tap(reader, SUN, 3_600_000 - index * 3 * MINUTE);
    await world.clock.advance(2 * MINUTE);
    expect(round()?.result).toBe('done');
  });

  it('a gateway that was never there before judges no round that had begun without it', async () => {
    await night('22:40');
    await until('23:59');
    expect(world.facts('round-planned')).toEqual([]);
    expect(told()).toEqual([]);
  });

  it('a clock that is wrong at boot suspends the rounds; once it is right, taps count where they really were', async () => {
    await night('22:20');
    await until('22:25');
    await world.crash(60_000);
    world.clock.trust(false);
    const right = world.clock.wall;
    world.clock.setWall('1970-01-01T08:00:00+08:00');
    await world.clock.advance(5 * MINUTE);
    await walk([1, 2, 3]);
    expect(world.facts('round-planned')).toEqual([]);
    world.clock.setWall(right + 11 * MINUTE);
    world.clock.trust(true);
    await world.clock.advance(2000);
    expect(states()).toBe('on-time on-time on-time waiting waiting waiting');
    await until('23:30');
    expect(states()).toBe('on-time on-time on-time unknown unknown unknown');
    expect(missed()).toEqual([]);
  });

  it('a clock set a day on by mistake, and back, costs neither an alarm nor the round of that night', async () => {
    await night('20:00');
    world.clock.stepWall(24 * 60 * MINUTE);
    await world.clock.advance(2 * MINUTE);
    expect(round()?.result).toBe('unknown');
    world.clock.stepWall(-24 * 60 * MINUTE);
    await world.clock.advance(2000);
    expect(round()).toBeUndefined();
    await until('22:31');
    await walk(READERS);
    expect(round()?.result).toBe('done');
    expect(missed()).toEqual([]);
  });

  it('a round across midnight belongs to the day it began in', async () => {
    const patrol = patrolOfSix();
    const late = {
      ...patrol.rounds[0],
      fromMinute: 23 * 60 + 40,
      toMinute: 24 * 60 + 25,
    } as (typeof patrol.rounds)[number];
    await night('23:30', { school: patrolSchool({ ...patrol, rounds: [late], generated: [] }) });
    await until('23:41');
    await walk([1, 2, 3, 4]);
    await until('00:10', '2026-09-08');
    await walk([5]);
    await until('00:31', '2026-09-08');
    expect(states()).toBe('on-time on-time on-time on-time on-time missed');
    expect(missed()[0]?.key).toBe('patrol:2026-09-07.night-1');
  });

  it('another guard may stand in, and it is said', async () => {
    await night('22:20');
    await until('22:31');
    await walk(READERS, ZHAO);
    expect(world.facts('round-closed')).toMatchObject([{ result: 'done', flags: ['other-guard'] }]);
  });
});
