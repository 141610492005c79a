import { describe, expect, it } from 'vitest';
import { anIncident } from '../../../test/kit/an-incident.ts';
import type { FloorPlan } from '../../contract/plan-api.ts';
import { fitting, FLOOR_MS, floorOnWall } from './wall.ts';

const floor = (level: number, zone: string): FloorPlan => ({
  id: `teaching/${level}`,
  order: level,
  building: { id: 'teaching', name: '教学楼', nameEn: null },
  floor: { level, name: `${level} 层`, nameEn: null },
  width: 100,
  height: 100,
  zones: [{ zone, x: 0, y: 0, w: 10, h: 10 }],
  devices: [],
});
const PLANS = [floor(1, 'hall'), floor(2, 'office'), floor(3, 'toilet')];
const shown = (incidents: Parameters<typeof floorOnWall>[1]) =>
  [0, 1, 2, 3].map((turn) => floorOnWall(PLANS, incidents, turn * FLOOR_MS)?.id);

describe('the wall', () => {
  it('goes round the floors while all is calm', () => {
    expect(shown([])).toEqual(['teaching/1', 'teaching/2', 'teaching/3', 'teaching/1']);
  });

  it('stands still on the floor where somebody is in need', () => {
    expect(new Set(shown([anIncident({ zone: 'office' })]))).toEqual(new Set(['teaching/2']));
  });

  it('goes round on for an incident that is on no floor, and shows nothing where there is no plan', () => {
    expect(new Set(shown([anIncident({ zone: null })])).size).toBe(3);
    expect(floorOnWall([], [], 0)).toBeNull();
  });

  it('shows the first four and says how many there are besides', () => {
    const six = [1, 2, 3, 4, 5, 6].map((n) => anIncident({ id: `i${n}` }));
    expect(fitting(six)).toEqual({ shown: six.slice(0, 4), more: 2 });
    expect(fitting(six.slice(0, 3)).more).toBe(0);
  });
});
