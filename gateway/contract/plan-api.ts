/** `GET /api/plans`: where zones and devices are drawn, floor by floor. */

import { z } from 'zod';

const names = { name: z.string(), nameEn: z.string().nullable() };
const coordinate = z.number();

export const floorPlan = z.object({
  id: z.string(),
  /** Its place among the plans: buildings as the school lists them, floors upwards, outdoors last. */
  order: z.number().int(),
  /** Null: outdoors. */
  building: z.object({ id: z.string(), ...names }).nullable(),
  /** Null: a zone on no floor. */
  floor: z.object({ level: z.number().int(), ...names }).nullable(),
  width: coordinate,
  height: coordinate,
  zones: z.array(z.object({ zone: z.string(), x: coordinate, y: coordinate, w: coordinate, h: coordinate })),
  devices: z.array(z.object({ device: z.string(), x: coordinate, y: coordinate })),
});
export type FloorPlan = z.infer<typeof floorPlan>;
