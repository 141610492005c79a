/** Floor plans as the API shows them: with the names that people read. */

import type { FloorPlan as PlanView } from '../../contract/plan-api.ts';
import { type FloorPlan, floorPlans } from '../../core/plan/floor-plan.ts';
import type { School } from '../../core/school.ts';

function planView({ building, floor, ...plan }: FloorPlan, order: number, school: School): PlanView {
  const house = school.buildings.find((one) => one.id === building);
  const storey = house?.floors.find((one) => one.level === floor);
  return {
    ...plan,
    order,
    building: building === null ? null : { id: building, name: house?.name ?? building, nameEn: house?.nameEn ?? null },
    floor:
      floor === null ? null : { level: floor, name: storey?.name ?? String(floor), nameEn: storey?.nameEn ?? null },
    zones: [...plan.zones],
    devices: [...plan.devices],
  };
}

export const planViews = (school: School): readonly PlanView[] =>
  floorPlans(school).map((plan, order) => planView(plan, order, school));
