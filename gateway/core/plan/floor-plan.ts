/**
 * Floor plans: where zones and devices are drawn. A school draws what it likes (`plan` of a zone, `at` of a device) and the
 * rest is laid out as a schematic, so that a new school has a plan before anybody has drawn one.
 */

import type { Box, Device, School, Spot, Zone } from '../school.ts';

export interface FloorPlan {
  /** `<building>/<level>`, `<building>` for zones on no floor, `outdoors` for zones in no building. */
  readonly id: string;
  readonly building: string | null;
  readonly floor: number | null;
  readonly width: number;
  readonly height: number;
  readonly zones: readonly (Box & { readonly zone: string })[];
  readonly devices: readonly (Spot & { readonly device: string })[];
}

const CELL = { w: 220, h: 140 };
const GAP = 16;
/** Wider than high, as screens are. */
const ASPECT = 2.2;

const planId = ({ building, floor }: Pick<Zone, 'building' | 'floor'>): string =>
  building === null ? 'outdoors' : floor === null ? building : `${building}/${floor}`;

/** Cells in rows below `top`, in the order of the configuration. */
function schematic(zones: readonly Zone[], top: number): readonly (readonly [string, Box])[] {
  const columns = Math.max(1, Math.ceil(Math.sqrt((zones.length * ASPECT * CELL.h) / CELL.w)));
  return zones.map((zone, index) => {
    const column = index % columns;
    const row = Math.floor(index / columns);
    return [
      zone.id,
      { x: GAP + column * (CELL.w + GAP), y: top + GAP + row * (CELL.h + GAP), w: CELL.w, h: CELL.h },
    ] as const;
  });
}

function boxesOf(zones: readonly Zone[]): ReadonlyMap<string, Box> {
  const drawn = zones.flatMap((zone) => (zone.plan ? [[zone.id, zone.plan] as const] : []));
  const below = Math.max(0, ...drawn.map(([, box]) => box.y + box.h));
  return new Map([
    ...drawn,
    ...schematic(
      zones.filter((zone) => !zone.plan),
      below,
    ),
  ]);
}

/** Side by side along the lower part of their zone, so that the zone's name stays readable. */
function spotsOf(devices: readonly Device[], boxes: ReadonlyMap<string, Box>): FloorPlan['devices'] {
  const placed = new Map<string, number>();
  const undrawn = (zone: string): number => devices.filter((device) => device.zone === zone && !device.at).length;
  return devices.flatMap((device) => {
    if (device.at) return [{ device: device.id, ...device.at }];
    const box = boxes.get(device.zone);
    if (!box) return [];
    const index = placed.get(device.zone) ?? 0;
    placed.set(device.zone, index + 1);
    const share = (index + 1) / (undrawn(device.zone) + 1);
    return [{ device: device.id, x: box.x + box.w * share, y: box.y + box.h * 0.75 }];
  });
}

function planOf(id: string, zones: readonly Zone[], devices: readonly Device[]): FloorPlan {
  const boxes = boxesOf(zones);
  const all = [...boxes.values()];
  const spots = spotsOf(
    devices.filter((device) => boxes.has(device.zone)),
    boxes,
  );
  return {
    id,
    building: zones[0]?.building ?? null,
    floor: zones[0]?.floor ?? null,
    width: GAP + Math.max(...all.map((box) => box.x + box.w), ...spots.map((spot) => spot.x)),
    height: GAP + Math.max(...all.map((box) => box.y + box.h), ...spots.map((spot) => spot.y)),
    zones: zones.flatMap((zone) => {
      const box = boxes.get(zone.id);
      return box ? [{ zone: zone.id, ...box }] : [];
    }),
    devices: spots,
  };
}

/** By building in the order of the configuration, floors upwards, outdoors last. A floor without zones has no plan. */
export function floorPlans(school: Pick<School, 'zones' | 'devices' | 'buildings'>): readonly FloorPlan[] {
  const groups = new Map<string, Zone[]>();
  for (const zone of school.zones.values()) groups.set(planId(zone), [...(groups.get(planId(zone)) ?? []), zone]);
  const devices = [...school.devices.values()];
  const buildings = [...school.buildings].map((building) => building.id);
  const place = ({ building }: FloorPlan): number => {
    const index = building === null ? -1 : buildings.indexOf(building);
    return index < 0 ? buildings.length : index;
  };
  return [...groups]
    .map(([id, zones]) => planOf(id, zones, devices))
    .sort((a, b) => place(a) - place(b) || (a.floor ?? 0) - (b.floor ?? 0));
}
