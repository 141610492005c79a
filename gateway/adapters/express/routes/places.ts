/** Zones and devices: lists that memory can always answer. */

import { listQuery } from '../../../contract/api.ts';
import { idPage } from '../paging.ts';
import { READERS, type Route, route, type Services } from '../route.ts';
import { SCHEMAS } from '../schemas.ts';

export function placeRoutes({ campus }: Services): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/api/zones',
      summary: 'Places of the school, with their devices and open incidents.',
      access: READERS,
      query: listQuery,
      responses: { 200: { description: 'A page of zones, by id.', schema: SCHEMAS.ZoneList } },
      handler: ({ query }) => ({ status: 200, json: idPage(campus.zones(), query.limit, query.cursor) }),
    }),
    route({
      method: 'get',
      path: '/api/plans',
      summary: 'Floor plans: where zones and devices are drawn.',
      access: READERS,
      query: listQuery,
      responses: { 200: { description: 'A page of plans, by id.', schema: SCHEMAS.FloorPlanList } },
      handler: ({ query }) => ({ status: 200, json: idPage(campus.plans(), query.limit, query.cursor) }),
    }),
    route({
      method: 'get',
      path: '/api/people',
      summary: 'The staff: names, titles, roles, and which channels reach them.',
      access: READERS,
      query: listQuery,
      responses: { 200: { description: 'A page of people, by id.', schema: SCHEMAS.StaffList } },
      handler: ({ query }) => ({ status: 200, json: idPage(campus.people(), query.limit, query.cursor) }),
    }),
    route({
      method: 'get',
      path: '/api/devices',
      summary: 'Devices: when last heard, battery, last test.',
      access: READERS,
      query: listQuery,
      responses: { 200: { description: 'A page of devices, by id.', schema: SCHEMAS.DeviceList } },
      handler: ({ query }) => ({ status: 200, json: idPage(campus.devices(), query.limit, query.cursor) }),
    }),
  ];
}
