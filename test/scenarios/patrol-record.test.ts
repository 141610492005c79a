/** What staff can read of the patrol afterwards, and the video check that is signed instead of tapped. */

import { afterEach, describe, expect, it } from 'vitest';
import type { LiveEvent } from '../../gateway/contract/api.ts';
import type { Patrol } from '../../gateway/core/patrol/patrol.ts';
import { minutes } from '../../gateway/core/time.ts';
import { patrolOfSix, patrolSchool } from '../kit/patrol-of-six.ts';
import { World } from '../kit/world.ts';

const SUN = 'BBBB2222';
const MINUTE = 60_000;

let world: World;
afterEach(() => world.close());

let seq = 0;
function tap(reader: number): void {
  seq += 1;
  world.publish(`reader-${reader}`, { v: 1, boot: 1, seq, type: 'checkin', age: 0, card: SUN });
}

async function open(at: string, patrol: Patrol): Promise<void> {
  world = await World.open({ school: patrolSchool(patrol), start: { wall: `2026-09-07T${at}:00+08:00` } });
}

async function until(at: string, day = '2026-09-07'): Promise<void> {
  await world.clock.advance(Date.parse(`${day}T${at}:00+08:00`) - world.clock.wall);
}

async function nightWithoutItsEnd(): Promise<void> {
  await open('22:00', { ...patrolOfSix(), generated: [] });
  await until('22:31');
  for (const reader of [1, 2, 3, 4]) {
    tap(reader);
    await world.clock.advance(3 * MINUTE);
  }
  await until('23:30');
}

const patrol = () => world.spine.service.patrol;

describe('the record of a night', () => {
  it('tells the rounds of a date: what is to come, what is walked, what it came to', async () => {
    await open('22:00', { ...patrolOfSix(), generated: [] });
    expect((await patrol().rounds(null)).map(({ id, status }) => [id, status])).toEqual([
      ['2026-09-07.night-1', 'planned'],
    ]);
    await until('22:31');
    const status = async () => (await patrol().round('2026-09-07.night-1'))?.status;
    expect(await status()).toBe('due');
    tap(1);
    await world.clock.advance(1000);
    expect(await status()).toBe('walking');
    await until('23:11');
    expect(await status()).toBe('behind');
    await until('23:30');
    expect(await status()).toBe('partial');
  });

  it('is the same after days have passed and memory has let go of it', async () => {
    await nightWithoutItsEnd();
    const then = await patrol().round('2026-09-07.night-1');
    await world.crash(4 * 24 * 60 * MINUTE);
    await world.clock.advance(2000);
    expect(world.spine.engine.state.patrol.rounds.has('2026-09-07.night-1')).toBe(false);
    expect(await patrol().rounds('2026-09-07')).toEqual([then]);
  });

  it("gives the trajectory of a guard through the day, and nobody's who is not of the staff", async () => {
    await nightWithoutItsEnd();
    const way = await patrol().trajectory('sun', '2026-09-07');
    expect(way?.items.map(({ checkpoint, zone, afterSeconds }) => [checkpoint, zone, afterSeconds])).toEqual([
      ['cp-1', 'z-1', null],
      ['cp-2', 'z-2', 180],
      ['cp-3', 'z-3', 180],
      ['cp-4', 'z-4', 180],
    ]);
    expect(await patrol().trajectory('pupil', '2026-09-07')).toBeNull();
  });

  it('gives the longest time without a tap in every zone', async () => {
    await nightWithoutItsEnd();
    const gaps = await patrol().gaps('2026-09-07');
    const tapped = Date.parse('2026-09-07T22:31:00+08:00') - Date.parse('2026-09-07T00:00:00+08:00');
    expect(gaps.find(({ id }) => id === 'z-1')).toMatchObject({
      visits: 1,
      longestSeconds: tapped / 1000,
      keyArea: false,
    });
    expect(gaps.find(({ id }) => id === 'z-6')).toMatchObject({ visits: 0, keyArea: true });
    expect(gaps.find(({ id }) => id === 'z-6')?.longestSeconds).toBe(23.5 * 3600);
  });

  it('tells screens of every step of a round', async () => {
    await open('22:00', { ...patrolOfSix(), generated: [] });
    const heard: LiveEvent[] = [];
    const stop = world.spine.service.live((event) => heard.push(event));
    await until('22:31');
    tap(1);
    await world.clock.advance(1000);
    stop();
    const rounds = heard.flatMap((event) => (event.event === 'round' ? [event.data.status] : []));
    expect(rounds).toEqual(['planned', 'walking']);
  });

  it('keeps drawn rounds to itself until they begin', async () => {
    await open('06:50', { ...patrolOfSix(), rounds: [] });
    expect(await patrol().rounds(null)).toEqual([]);
    await until('10:05');
    const rounds = await patrol().rounds(null);
    expect(rounds.length).toBeGreaterThan(0);
    expect(rounds.every(({ dueFrom }) => Date.parse(dueFrom) <= world.clock.wall + 5 * MINUTE)).toBe(true);
    expect(rounds[0]?.commitment).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('a video check', () => {
  const views = (): Patrol => {
    const six = patrolOfSix();
    const view = (id: string, zone: string) =>
      ({
        id,
        name: id,
        nameEn: null,
        zone,
        covers: [zone],
        device: null,
        tag: null,
        camera: `cam-${id}`,
        risk: 3,
      }) as const;
    return {
      ...six,
      checkpoints: new Map([...six.checkpoints, ['v-1', view('v-1', 'z-1')], ['v-2', view('v-2', 'z-2')]]),
      routes: new Map([
        ['views', { id: 'views', name: '视频巡查', nameEn: null, checkpoints: ['v-1', 'v-2'], order: 'free' }],
      ]),
      generated: [],
      rounds: [
        {
          id: 'noon',
          route: 'views',
          days: [1, 2, 3, 4, 5],
          on: 'school-days',
          fromMinute: 720,
          toMinute: 750,
          tolerance: minutes(5),
          guard: null,
        },
      ],
    };
  };

  it('is signed by whoever looked, and alarms where nobody did', async () => {
    await open('11:50', views());
    const early = await patrol().sign('liu.yang', '2026-09-07.noon', 'v-1');
    expect(early).toEqual({ ok: false, why: 'unknown-round' });
    await until('12:10');
    const signing = patrol().sign('liu.yang', '2026-09-07.noon', 'v-1');
    await world.clock.advance(50);
    expect(await signing).toMatchObject({ ok: true, stored: true, round: { status: 'walking' } });
    expect(await patrol().sign('liu.yang', '2026-09-07.noon', 'v-1')).toEqual({ ok: false, why: 'signed' });
    expect(await patrol().sign('liu.yang', '2026-09-07.noon', 'cp-1')).toEqual({
      ok: false,
      why: 'unknown-checkpoint',
    });
    await until('12:34');
    expect(world.open().filter(({ kind }) => kind === 'patrol-missed')).toEqual([]);
    await world.clock.advance(MINUTE + 1001);
    expect(world.only('patrol-missed')).toMatchObject({ zone: 'z-2', device: null });
    const [signed] = world.disk.items.filter(({ kind }) => kind === 'checkpoint-passed');
    expect(signed).toMatchObject({ actor: 'person:liu.yang', data: { person: 'liu.yang', device: null } });
    // A signature says that a person looked, not where the person was.
    expect((await patrol().trajectory('liu.yang', null))?.items).toEqual([]);
  });

  it('a reader is not signed for', async () => {
    await open('22:00', { ...patrolOfSix(), generated: [] });
    await until('22:31');
    expect(await patrol().sign('zhao', '2026-09-07.night-1', 'cp-1')).toEqual({ ok: false, why: 'not-a-view' });
  });
});
