import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { fakeSchool } from '../../../test/kit/fake-school.ts';
import type { Box, School } from '../school.ts';
import { type FloorPlan, floorPlans } from './floor-plan.ts';

const school = fakeSchool();

const overlap = (a: Box, b: Box): boolean => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

const boxOf = (plans: readonly FloorPlan[], zone: string): Box | undefined =>
  plans.flatMap((plan) => plan.zones).find((one) => one.zone === zone);

/** The same school with some zones drawn by hand. */
const drawn = (boxes: Readonly<Record<string, Box>>): School => ({
  ...school,
  zones: new Map([...school.zones].map(([id, zone]) => [id, boxes[id] ? { ...zone, plan: boxes[id] } : zone])),
});

describe('the floor plans of a school that drew none', () => {
  const plans = floorPlans(school);

  it('show every zone and every device once, building by building, floors upwards, outdoors last', () => {
    expect(plans.map((plan) => plan.id)).toEqual([
      '教学楼/1',
      '教学楼/2',
      '教学楼/3',
      '教学楼/4',
      '实验楼/1',
      '实验楼/2',
      '实验楼/5',
      'outdoors',
    ]);
    const zones = plans.flatMap((plan) => plan.zones.map((one) => one.zone));
    expect([...zones].sort()).toEqual([...school.zones.keys()].sort());
    const devices = plans.flatMap((plan) => plan.devices.map((one) => one.device));
    expect([...devices].sort()).toEqual([...school.devices.keys()].sort());
  });

  it('draw each device inside its zone', () => {
    for (const { devices } of plans) {
      for (const { device, x, y } of devices) {
        const box = boxOf(plans, school.devices.get(device)?.zone ?? '');
        expect(box && x > box.x && x < box.x + box.w && y > box.y && y < box.y + box.h, device).toBe(true);
      }
    }
  });
});

describe('the floor plans of a school that drew some of its zones', () => {
  it('keep what was drawn and put the rest below it', () => {
    const bikes = { x: 300, y: 40, w: 500, h: 90 };
    const plans = floorPlans(drawn({ 'bike-shed': bikes }));
    expect(boxOf(plans, 'bike-shed')).toMatchObject(bikes);
    expect(boxOf(plans, 'canteen')?.y).toBeGreaterThan(130);
  });

  it('never draw an undrawn zone over another, and hold everything within the sheet', () => {
    const side = fc.integer({ min: 1, max: 2000 });
    const box = fc.record({ x: side, y: side, w: side, h: side });
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...school.zones.keys()), box), (boxes) => {
        for (const plan of floorPlans(drawn(boxes))) {
          const rest = plan.zones.filter((one) => boxes[one.zone] === undefined);
          for (const one of rest) {
            for (const other of plan.zones) expect(one !== other && overlap(one, other)).toBe(false);
          }
          for (const one of plan.zones) {
            expect(one.x + one.w).toBeLessThanOrEqual(plan.width);
            expect(one.y + one.h).toBeLessThanOrEqual(plan.height);
          }
        }
      }),
    );
  });
});
