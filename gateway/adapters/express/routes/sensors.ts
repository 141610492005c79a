/** Alarm load, and sensors that cannot be believed. */

import { takeBody } from '../../../contract/api.ts';
import { alarmLoad } from '../../../contract/sensor-api.ts';
import { HttpProblem } from '../problem.ts';
import { ACTORS, actorOf, idParams, READERS, type Route, route, type Services } from '../route.ts';
import { SCHEMAS } from '../schemas.ts';

export function sensorRoutes({ campus }: Services): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/api/alarm-load',
      summary:
        'Alarms per duty person in the terms of ISA-18.2: an hour, floods, chattering and stale ones; sensors in quarantine.',
      access: READERS,
      responses: { 200: { description: 'The alarm load now.', schema: SCHEMAS.AlarmLoad } },
      handler: () => ({ status: 200, json: alarmLoad.parse(campus.alarmLoad()) }),
    }),
    route({
      method: 'post',
      path: '/api/devices/{id}/release',
      summary: 'Believe a quarantined sensor again: rules raise on it from now on.',
      access: ACTORS,
      params: idParams,
      body: takeBody,
      responses: {
        200: { description: 'Released.', schema: SCHEMAS.Released },
        202: { description: 'Released, but not on disk within 2 s.', schema: SCHEMAS.Released },
        404: { description: 'No such device.', schema: SCHEMAS.Error },
        409: { description: 'It is not in quarantine.', schema: SCHEMAS.Error },
      },
      handler: async (call) => {
        const { id } = call.params;
        const result = await campus.releaseSensor(actorOf(call), id);
        if (result === 'unknown-device') throw new HttpProblem(404, result, 'no such device');
        if (result === 'not-quarantined') throw new HttpProblem(409, result, 'the sensor is not in quarantine');
        const stored = result === 'released';
        return { status: stored ? 200 : 202, json: { device: id, stored } };
      },
    }),
  ];
}
