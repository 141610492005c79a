import { describe, expect, it } from 'vitest';
import { anIncident } from '../../../test/kit/an-incident.ts';
import type { FloorPlan } from '../../contract/plan-api.ts';
import { countOn, deviceState, inHouseOrder, planToShow, signOf, zoneSigns } from './plan.ts';

const plan = (id: string, level: number | null, ...zones: string[]): FloorPlan => ({
  id,
  order: level ?? 99,
  building: level === null ? null : { id: 'teaching', name: '教学楼', nameEn: null },
  floor: level === null ? null : { level, name: `${level} 层`, nameEn: null },
  width: 100,
  height: 100,
  zones: zones.map((zone) => ({ zone, x: 0, y: 0, w: 10, h: 10 })),
  devices: [],
});
const THIRD = plan('teaching/3', 3, 'toilet-3f', 'hall-3f');
const OUTDOORS = plan('outdoors', null, 'bike-shed');
const press = anIncident({ id: 'press', zone: 'toilet-3f' });
const lamp = anIncident({ id: 'lamp', zone: 'bike-shed', kind: 'device-silent', level: 'fault' });

describe('the signs on the plan', () => {
  it.each([
    ['a press that nobody has taken', {}, 'calls'],
    ['a press that somebody took', { status: 'taken' }, 'taken'],
    ['a press whose taker went quiet', { status: 'taken', stale: true }, 'calls'],
    ['a press where somebody is', { status: 'arrived' }, 'arrived'],
    ['a drill', { drill: true }, 'drill'],
    ['a broken thing', { level: 'fault' }, 'wanting'],
  ] as const)('%s', (_, what, state) => {
    expect(signOf(zoneSigns([anIncident({ zone: 'toilet-3f', ...what })]), 'toilet-3f').state).toBe(state);
  });

  it('of a place with two incidents show the one that matters more', () => {
    const fault = anIncident({ id: 'fault', zone: 'toilet-3f', level: 'fault' });
    expect(signOf(zoneSigns([fault, press]), 'toilet-3f').incident?.id).toBe('press');
  });

  it('of a place without any is calm', () => {
    expect(signOf(zoneSigns([press]), 'hall-3f')).toEqual({ state: 'calm', incident: null });
  });
});

describe('the floor that is shown', () => {
  it('is the one of the person in need, before that of the broken lamp', () => {
    expect(planToShow([OUTDOORS, THIRD], [lamp, press])?.id).toBe('teaching/3');
    expect(planToShow([OUTDOORS, THIRD], [lamp])?.id).toBe('outdoors');
    expect(planToShow([OUTDOORS, THIRD], [])).toBeNull();
  });

  it('says how many of its places have something', () => {
    expect(countOn(THIRD, zoneSigns([press, lamp]))).toBe(1);
  });

  it('stands among the others as the floors do, outdoors last', () => {
    const first = plan('teaching/1', 1);
    expect(inHouseOrder([OUTDOORS, THIRD, first]).map(({ id }) => id)).toEqual([
      'teaching/1',
      'teaching/3',
      'outdoors',
    ]);
  });
});

describe('a device on the plan', () => {
  it.each([
    [{ online: true, flags: [] }, 'well'],
    [{ online: true, flags: ['unproven'] }, 'well'],
    [{ online: true, flags: ['tamper'] }, 'wrong'],
    [{ online: false, flags: ['silent'] }, 'off'],
  ] as const)('%o is %s', (device, state) => {
    expect(deviceState({ ...device, flags: [...device.flags] })).toBe(state);
  });
});
