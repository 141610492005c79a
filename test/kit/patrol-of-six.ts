/** A patrol of six checkpoints as in the example school: three night rounds in order, and drawn rounds by day. */

import type { Checkpoint, Patrol, Risk } from '../../gateway/core/patrol/patrol.ts';
import type { Device, Person, School, Zone } from '../../gateway/core/school.ts';
import { minutes, seconds } from '../../gateway/core/time.ts';
import { fakeSchool } from './fake-school.ts';

export const SIX = ['cp-1', 'cp-2', 'cp-3', 'cp-4', 'cp-5', 'cp-6'] as const;
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];
const LEGS = [50, 60, 120, 100, 45, 60];
const RISKS: readonly Risk[] = [1, 3, 3, 2, 3, 3];

const checkpoint = (id: string, index: number): Checkpoint => ({
  id,
  name: `巡查点 ${index + 1}`,
  nameEn: `Checkpoint ${index + 1}`,
  zone: `z-${index + 1}`,
  covers: [`z-${index + 1}`],
  device: `reader-${index + 1}`,
  tag: null,
  camera: null,
  risk: RISKS[index] ?? 3,
});

const night = (id: string, fromMinute: number) => ({
  id,
  route: 'night',
  days: EVERY_DAY,
  on: 'all-days' as const,
  fromMinute,
  toMinute: fromMinute + 45,
  tolerance: minutes(5),
  guard: 'sun',
});

/** Cards: AAAA1111 is zhao's, BBBB2222 sun's; DEAD0000 was lost by zhao. */
export function patrolOfSix(): Patrol {
  return {
    checkpoints: new Map(SIX.map((id, index) => [id, checkpoint(id, index)])),
    routes: new Map([
      ['night', { id: 'night', name: '夜间巡查', nameEn: 'Night round', checkpoints: SIX, order: 'strict' }],
      ['any', { id: 'any', name: '重点部位', nameEn: 'Key areas', checkpoints: SIX, order: 'free' }],
    ]),
    walking: {
      min: seconds(45),
      max: seconds(300),
      legs: SIX.map((from, index) => {
        const min = LEGS[index] ?? 60;
        return { from, to: SIX[(index + 1) % SIX.length] ?? from, min: seconds(min), max: seconds(min * 4) };
      }),
    },
    rounds: [night('night-1', 22 * 60 + 30), night('night-2', 90), night('night-3', 4 * 60 + 30)],
    generated: [
      {
        id: 'day',
        route: 'any',
        days: EVERY_DAY,
        on: 'all-days',
        fromMinute: 7 * 60,
        toMinute: 21 * 60 + 30,
        tolerance: minutes(5),
        guard: null,
        within: minutes(40),
        maxGap: minutes(180),
      },
    ],
    handhelds: new Map(),
    cards: new Map([
      ['AAAA1111', 'zhao'],
      ['BBBB2222', 'sun'],
    ]),
    lostCards: new Map([['DEAD0000', 'zhao']]),
    batchWithin: seconds(40),
    unknownCards: 3,
  };
}

/** The small school with that patrol: readers `reader-1` … `reader-6` in zones `z-1` … `z-6`, guards zhao and sun. */
export function patrolSchool(patrol: Patrol = patrolOfSix()): School {
  const school = fakeSchool();
  const zones = SIX.map((_, index): Zone => {
    const id = `z-${index + 1}`;
    return { id, name: `${index + 1}号区`, building: null, floor: null, kind: 'outdoor', blindSpot: index > 0 };
  });
  const readers = SIX.map((_, index): Device => {
    const id = `reader-${index + 1}`;
    return { id, kind: 'reader', zone: `z-${index + 1}`, name: id, silentAfter: seconds(90) };
  });
  const guards = ['zhao', 'sun'].map((id): Person => {
    return { id, name: id === 'zhao' ? '赵刚' : '孙伟', title: '保安', role: 'security', addresses: [] };
  });
  return {
    ...school,
    zones: new Map([...school.zones, ...zones.map((one) => [one.id, one] as const)]),
    devices: new Map([...school.devices, ...readers.map((one) => [one.id, one] as const)]),
    people: new Map([...school.people, ...guards.map((one) => [one.id, one] as const)]),
    patrol,
  };
}
